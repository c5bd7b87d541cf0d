// A value as a materializer of the author's writes it: one file, whose bytes are the artifact.
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MaterializerModule, OwnMaterializer } from "../../contract/index.js";
import type { MaterializerPart, ValueContext } from "../context.js";
import { valueError } from "../error.js";
import { readStream, writeFileObject } from "../object.js";

/** What the author's code throws is thrown as it is: it names her file and line. */
export const own: MaterializerPart = {
  async write(value, context, at, which) {
    const materializer = await sourceOf(context, which, at);
    const folder = await mkdtemp(join(context.scratch, "own-"));
    try {
      const file = join(folder, "value");
      await materializer.write(value, file);
      const found = await stat(file).catch(() => null);
      if (!found?.isFile())
        throw valueError(at, `its materializer "${which?.name}" has written no file to the path that it was given`);
      const stored = await writeFileObject(context.store, file);
      return { kind: "object", materializer: "own", ...(which ? { own: which } : {}), ...stored };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },

  /** The file stays as long as the scratch folder: what is read may look into it later. */
  async read(artifact, context, at) {
    const materializer = await sourceOf(context, artifact.own, at);
    const file = join(await mkdtemp(join(context.scratch, "own-")), "value");
    await writeFile(file, readStream(context.store, artifact, at));
    return materializer.read(file);
  },
};

async function sourceOf(
  { own: source }: ValueContext,
  which: OwnMaterializer | undefined,
  at: string,
): Promise<MaterializerModule["default"]> {
  if (which === undefined) throw valueError(at, "the plan does not say which materializer it has");
  if (source === undefined) throw valueError(at, `can only be read with its materializer "${which.name}", inside a step`);
  return source(which);
}
