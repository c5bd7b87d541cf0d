// The last line of a deployed file: whose it is, and the digest of what stands above. So a file tells by itself whether somebody has
// changed it since, without a list beside it that several who deploy would have to share.
import { digestOf } from "../../runtime/contract/index.js";

export interface Deployed {
  /** What was emitted. */
  readonly text: string;
  /** Null: of all projects. */
  readonly project: string | null;
  readonly pipeline: string | null;
  /** The text is what was deployed. */
  readonly intact: boolean;
}

const pattern = /^(?:#|\/\/) zenc deploy: project=(\S+) pipeline=(\S+) sha256=([0-9a-f]{64})\n?/m;
const nobody = "-";

/** The text of a file as it is deployed. */
export function withTrailer(text: string, path: string, project: string | null, pipeline: string | null): string {
  const comment = path.endsWith(".mjs") ? "//" : "#";
  const body = text.endsWith("\n") || text === "" ? text : `${text}\n`;
  return `${body}${comment} zenc deploy: project=${project ?? nobody} pipeline=${pipeline ?? nobody} sha256=${digestOf(body)}\n`;
}

/** What a file says of itself; null where `zenc deploy` did not write it. Line ends are nobody's change. */
export function readTrailer(written: string): Deployed | null {
  const content = written.replaceAll("\r\n", "\n");
  const found = pattern.exec(content);
  if (!found) return null;
  const [line, project = nobody, pipeline = nobody, digest] = found;
  const text = content.slice(0, found.index) + content.slice(found.index + line.length);
  const known = (name: string) => (name === nobody ? null : name);
  return { text, project: known(project), pipeline: known(pipeline), intact: digestOf(text) === digest };
}
