// The trace of a run, to be read and compared: by node, the states of its instances.
import type { Observed } from "./observed.js";

/**
 * By node: `succeeded`; in a fan-out or loop, instance after instance, `succeeded×3 skipped`; one level deeper, a pair of
 * brackets for each position of the outer one, `(succeeded×2) none (succeeded)`, and so on, `none` where there was no inner
 * instance. So each instance has its index path. `caught` is a failure that a `try` around it caught.
 */
export type Trace = Readonly<Record<string, string>>;

interface Level {
  state?: string;
  readonly items: Level[];
}

/** The trace of a run. */
export function traceOf(observed: Observed): Trace {
  const nodes = new Map<string, Level>();
  for (const [instance, { state, caught }] of Object.entries(observed.instances)) {
    const [, node = instance, path] = /^([^[]+)(?:\[([\d.]+)\])?$/.exec(instance) ?? [];
    const top = nodes.get(node) ?? { items: [] };
    nodes.set(node, top);
    let level = top;
    for (const position of path?.split(".") ?? []) {
      const inner = level.items[Number(position)] ?? { items: [] };
      level.items[Number(position)] = inner;
      level = inner;
    }
    level.state = state === "failed" && caught ? "caught" : state;
  }
  return Object.fromEntries([...nodes].map(([node, { state, items }]) => [node, state ?? runsOf(items)]));
}

function runsOf(levels: readonly Level[]): string {
  const runs: { text: string; times: number }[] = [];
  // `Array.from` also visits the positions that have no instance.
  for (const level of Array.from(levels)) {
    const text = level?.state ?? (level ? `(${runsOf(level.items)})` : "none");
    const last = runs.at(-1);
    if (last?.text === text) last.times += 1;
    else runs.push({ text, times: 1 });
  }
  return runs.map(({ text, times }) => (times === 1 ? text : `${text}×${times}`)).join(" ");
}

/** How many items the fan-outs and loops around a node had: by depth, outermost first, the most that one of them had. */
export function itemsIn(trace: string): readonly number[] {
  const most: number[] = [];
  const open = [0];
  for (const [token, once, more] of trace.matchAll(/\(|\)(?:×(\d+))?|[a-z-]+(?:×(\d+))?/g)) {
    if (token === "(") {
      open.push(0);
      continue;
    }
    if (token.startsWith(")")) most[open.length - 1] = Math.max(most[open.length - 1] ?? 0, open.pop() ?? 0);
    open[open.length - 1] = (open.at(-1) ?? 0) + Number(once ?? more ?? 1);
  }
  return [open[0] ?? 0, ...most.slice(1)];
}
