// Builds wirings by hand, short enough to read in a test.
import type { FanOut, Guard, NodeId, Publication, Task, TaskId, Wiring } from "../../runtime/contract/index.js";

export interface TaskSketch {
  readonly waits?: readonly string[];
  /** `"gate.c"`, `"!gate.c"`: disjunction of conjunctions. */
  readonly guard?: readonly (readonly string[])[];
  readonly fanOut?: string;
  readonly publishes?: readonly string[];
  /** It tells whether the results of these tasks are known: `"train"`, or of each item `"train*"`. */
  readonly knows?: readonly string[];
  /** It is the source of this fan-out. */
  readonly counts?: string;
  readonly kind?: "node" | "gate" | "block";
  readonly whenEnded?: true;
  readonly caughtBy?: string;
}

export function wiringOf(tasks: Record<string, TaskSketch>, fanOuts: readonly Partial<FanOut>[] = []): Wiring {
  return {
    tasks: Object.entries(tasks).map(([id, sketch]) => taskOf(id, sketch)),
    fanOuts: fanOuts.map((fanOut) => ({ maxInstances: Number.MAX_SAFE_INTEGER, batch: 1, ...fanOut }) as FanOut),
  };
}

function taskOf(id: string, sketch: TaskSketch): Task {
  const guard: Guard = (sketch.guard ?? [[]]).map((all) =>
    all.map((text) => {
      const [task, atom] = text.replace("!", "").split(".") as [TaskId, never];
      return { task, atom, is: !text.startsWith("!") };
    }),
  );
  const publishes: Publication[] = (sketch.publishes ?? []).map((atom) => ({
    kind: "boolean",
    atom: atom as never,
    value: { kind: "undefined" },
  }));
  for (const text of sketch.knows ?? []) {
    const node = text.replace("*", "") as NodeId;
    const each = text === node ? {} : { each: "each" as NodeId };
    publishes.push({ kind: "known", atom: `${node}_known` as never, node, ...each });
  }
  if (sketch.counts !== undefined) publishes.push({ kind: "count", fanOut: sketch.counts as NodeId });
  return {
    id: id as TaskId,
    kind: sketch.kind ?? "node",
    ...(sketch.kind === "gate" ? {} : { node: id as NodeId }),
    ...(sketch.whenEnded ? { whenEnded: true } : {}),
    ...(sketch.caughtBy === undefined ? {} : { caughtBy: sketch.caughtBy as TaskId }),
    ...(sketch.fanOut === undefined ? {} : { fanOut: sketch.fanOut as NodeId }),
    waits: (sketch.waits ?? []) as TaskId[],
    guard,
    publishes,
    evaluates: [],
    evaluatesResult: false,
  };
}
