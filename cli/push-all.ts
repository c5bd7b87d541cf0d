// Pushes pipelines into their store, and says what that took.
import type { CompiledPipeline } from "../compiler/compilation.js";
import type { Store } from "../runtime/contract/index.js";
import { pushPipeline } from "./push.js";
import type { Terminal } from "./terminal.js";
import { bytes, count } from "./words.js";

/** @returns what a document says of it, a part per pipeline */
export async function pushAll(
  terminal: Terminal,
  store: Store,
  pipelines: readonly CompiledPipeline[],
  options: { readonly keys: boolean },
): Promise<object[]> {
  const all: object[] = [];
  for (const pipeline of pipelines) {
    const pushed = await pushPipeline(store, pipeline);
    const name = pipeline.plan.pipeline;
    all.push({ pipeline: name, store: store.url, ...pushed });
    const { noteColors: colors } = terminal;
    if (pushed.written.length === 0) terminal.note(colors.dim(`= ${name}: all ${pushed.present} objects are in ${store.url}`));
    else {
      const there = pushed.present === 0 ? "" : `, ${pushed.present} were there`;
      terminal.note(
        `${colors.green("↑")} ${name}: ${count(pushed.written.length, "object")}, ${bytes(pushed.writtenBytes)} to ${store.url}${there}`,
      );
      if (options.keys) for (const key of pushed.written) terminal.note(colors.dim(`  ${key}`));
    }
  }
  return all;
}
