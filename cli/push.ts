// Puts a compiled pipeline's code and plan into a store: only what it lacks, the plan last, so that a plan is never
// there without its code.
import type { CompiledPipeline } from "../compiler/compilation.js";
import { keys, type Store } from "../runtime/contract/index.js";

export interface Pushed {
  /** Keys that were written, in order. */
  readonly written: readonly string[];
  readonly writtenBytes: number;
  /** Objects that were there. */
  readonly present: number;
}

const atOnce = 16;

/** Pushes one pipeline. Maps, manifests and source positions change with comments: they are written where they differ. */
export async function pushPipeline(store: Store, { code, digest, text, source }: CompiledPipeline): Promise<Pushed> {
  const written: string[] = [];
  let writtenBytes = 0;
  let present = 0;
  const write = async (key: string, content: string, addressed: boolean): Promise<void> => {
    const bytes = new TextEncoder().encode(content);
    const there = addressed ? await store.has(key) : equal(await store.get(key), bytes);
    if (there) {
      present++;
      return;
    }
    if (addressed) await store.create(key, bytes);
    else await store.put(key, bytes);
    written.push(key);
    writtenBytes += bytes.length;
  };
  await inParallel(
    code.flatMap((object) => [
      ...(object.sourceMap === null ? [] : [() => write(keys.codeMap(object.digest), object.sourceMap as string, false)]),
      () => write(keys.codeManifest(object.digest), JSON.stringify(object.manifest), false),
      () => write(keys.code(object.digest), object.text, true),
    ]),
  );
  await write(keys.planSource(digest), JSON.stringify(source), false);
  await write(keys.plan(digest), text, true);
  return { written: written.sort(), writtenBytes, present };
}

async function inParallel(jobs: readonly (() => Promise<void>)[]): Promise<void> {
  const queue = [...jobs];
  const lane = async (): Promise<void> => {
    for (let job = queue.shift(); job; job = queue.shift()) await job();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

function equal(a: Uint8Array | null, b: Uint8Array): boolean {
  return a !== null && Buffer.compare(a, b) === 0;
}
