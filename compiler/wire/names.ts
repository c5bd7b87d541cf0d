// Ids that wiring makes: gates and atoms, from letters, digits and `_` only, unlike any other.
import type { AtomId, Expression, NodeId, TaskId, VariableId } from "../../runtime/contract/index.js";
import type { Pipeline } from "../ir/index.js";

export interface WiringNames {
  gate(): TaskId;
  /** The last gate: `end`, unless a step is called so. */
  end(): TaskId;
  /** Named after what it asks, in the author's words: `report_ok`; else `word`. */
  atom(expression: Expression, word: string): AtomId;
  /** Of the atom that says whether a call's result is known. */
  known(node: NodeId): AtomId;
}

export function wiringNames(pipeline: Pipeline): WiringNames {
  const tasks = new Set<string>(pipeline.spans.keys());
  const atoms = new Set<string>();
  let gates = 0;
  // Engines that do not tell upper from lower case must tell them apart, too.
  const take = (name: string): AtomId => {
    const free = unused(atoms, name);
    atoms.add(free.toLowerCase());
    return free as AtomId;
  };
  return {
    gate() {
      let id: string;
      do id = `gate_${++gates}`;
      while (tasks.has(id));
      return id as TaskId;
    },
    end: () => unused(tasks, "end") as TaskId,
    atom: (expression, word) => take(wordOf(expression, pipeline.names) || word),
    known: (node) => take(`${node.replace(/[^A-Za-z0-9_]/g, "_")}_known`),
  };
}

function unused(taken: ReadonlySet<string>, name: string): string {
  const isFree = (one: string): boolean => !taken.has(one) && !taken.has(one.toLowerCase());
  if (isFree(name)) return name;
  for (let number = 2; ; number++) if (isFree(`${name}_${number}`)) return `${name}_${number}`;
}

function wordOf(expression: Expression, names: ReadonlyMap<VariableId, string>): string {
  const word = (text: string): string => text.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 40);
  if (expression.kind === "reference") {
    const name = word(names.get(expression.variable) ?? "");
    return /^[A-Za-z_]/.test(name) ? name : "";
  }
  if (expression.kind !== "select") return "";
  const from = wordOf(expression.from, names);
  return from === "" ? "" : `${from}_${word(String(expression.key))}`;
}
