// A destination that is files: what would change there, what of this project is there that nothing makes any more, what others have changed.
import { posix } from "node:path";
import { cliError, exit } from "../exit.js";
import type { Change, Destination, WantedFile } from "./engine.js";
import { readTrailer, withTrailer } from "./trailer.js";

/** Where files lie. */
export interface FilePlace {
  readonly name: string;
  /** Names of the files in a folder ("" for the place itself); none where it is not there. */
  list(folder: string): Promise<readonly string[]>;
  read(path: string): Promise<string | null>;
  /** Writes, or removes where the text is null. `expected` is what was read before; what is not so any more is refused where the place can tell. */
  write(files: readonly FileChange[]): Promise<void>;
  close(): Promise<void>;
}

export interface FileChange {
  readonly path: string;
  readonly text: string | null;
}

const readAtOnce = 16;

/** @param besides what else is written, given the changes that are made. */
export function fileDestination(
  place: FilePlace,
  project: string,
  besides: (changes: readonly Change[]) => Promise<readonly FileChange[]> = async () => [],
): Destination {
  /** As they were when they were compared. */
  const seen = new Map<string, string | null>();
  const read = async (path: string): Promise<string | null> => {
    const text = await place.read(path);
    seen.set(path, text);
    return text;
  };
  return {
    name: place.name,
    compare: async (wanted) => {
      const changes = await inParallel(wanted, async (file) => changeOf(file, await read(file.path), project));
      const others = await inParallel(await neighbours(place, wanted), async (path) => {
        const there = readTrailer((await read(path)) ?? "");
        return there?.project === project ? [removalOf(path, there)] : [];
      });
      return [...changes, ...others.flat()];
    },
    make: async (changes, { force }) => {
      const wanted = changes.filter(({ action, refused }) => action !== "keep" && (force || refused === undefined));
      for (const { name } of wanted) {
        if ((await place.read(name)) !== seen.get(name)) throw movedError(name, place.name);
      }
      const own = wanted.map(({ name, after, pipeline }) => ({
        path: name,
        text: after === null ? null : withTrailer(after, name, pipeline === null ? null : project, pipeline),
      }));
      const files = [...(await besides(wanted)), ...own];
      if (files.length > 0) await place.write(files);
    },
    close: place.close,
  };
}

export const movedError = (name: string, place: string) =>
  cliError(`"${name}" in ${place} was changed while zenc deploy was at work: nothing was overwritten.`, {
    exitCode: exit.failed,
    help: "Run it again.",
  });

function changeOf({ path, text, pipeline }: WantedFile, written: string | null, project: string): Change {
  const base = { name: path, pipeline, after: text };
  if (written === null) return { ...base, action: "create", before: null };
  const there = readTrailer(written);
  const before = there?.text ?? written;
  const isEqual = before === text;
  // Of a file without a pipeline all projects have their share, and the last one decides.
  const isOurs = there !== null && (pipeline === null || (there.project === project && there.pipeline === pipeline));
  if (isOurs && isEqual && there.intact) return { ...base, action: "keep", before };
  const refused = isEqual && there === null ? undefined : refusalOf(there, isOurs, project);
  return { ...base, action: "update", before, ...(refused === undefined ? {} : { refused }) };
}

function refusalOf(there: ReturnType<typeof readTrailer>, isOurs: boolean, project: string): string | undefined {
  if (there === null) return "zenc deploy did not put it there";
  if (!isOurs && there.project !== project) return `the project "${there.project ?? "of all"}" has deployed it`;
  return there.intact ? undefined : "somebody has changed it since it was deployed";
}

function removalOf(path: string, there: NonNullable<ReturnType<typeof readTrailer>>): Change {
  const base = { name: path, pipeline: there.pipeline, action: "remove", before: there.text, after: null } as const;
  return there.intact ? base : { ...base, refused: "somebody has changed it since it was deployed" };
}

/** Files like those that are wanted, in the same folders, that are not wanted. */
async function neighbours(place: FilePlace, wanted: readonly WantedFile[]): Promise<readonly string[]> {
  const paths = new Set(wanted.map(({ path }) => path));
  const ofPipelines = wanted.filter(({ pipeline }) => pipeline !== null).map(({ path }) => path);
  const folders = new Set(ofPipelines.map((path) => posix.dirname(path)));
  const ends = new Set(ofPipelines.map((path) => posix.extname(path)));
  const all = await Promise.all(
    [...folders].map(async (folder) => {
      const names = await place.list(folder === "." ? "" : folder);
      return names.map((name) => posix.join(folder, name));
    }),
  );
  return all.flat().filter((path) => ends.has(posix.extname(path)) && !paths.has(path));
}

async function inParallel<In, Out>(items: readonly In[], work: (item: In) => Promise<Out>): Promise<Out[]> {
  const results: Out[] = new Array(items.length);
  const queue = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let job = queue.shift(); job; job = queue.shift()) results[job[0]] = await work(job[1]);
  };
  await Promise.all(Array.from({ length: readAtOnce }, lane));
  return results;
}
