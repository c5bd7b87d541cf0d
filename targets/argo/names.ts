// Names that Argo and Kubernetes take, made of zenc's ids: different things never share one.
import { digestOf, type NodeId, type TaskId, type Wiring } from "../../runtime/contract/index.js";

/** Of a CronWorkflow; a WorkflowTemplate may have 63. */
const maxObjectName = 52;
/** Argo takes 128; what is derived from a name adds a few. */
const maxTaskName = 100;
/** Words that an expression over task names reads otherwise. */
const expressionWords: ReadonlySet<string> = new Set(
  "not in and or matches contains startsWith endsWith let if else true false nil".split(" "),
);

/** The pipeline's name as Kubernetes takes it: `trainModel` → `train-model`. The file is named so too, so that two of a name are seen. */
export function objectName(pipeline: string): string {
  const name = pipeline
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return name.length <= maxObjectName ? name : `${name.slice(0, maxObjectName - 9).replace(/-$/, "")}-${hash(pipeline)}`;
}

export interface ArgoNames {
  readonly taskOf: (task: TaskId) => string;
  readonly fanOutOf: (fanOut: NodeId) => string;
  /** A name that no other has, as near to this one as can be. */
  readonly fresh: (name: string) => string;
}

/** Of a plan's tasks and fan-outs, each its own in the whole workflow. */
export function argoNames(wiring: Wiring): ArgoNames {
  const fresh = freshNames([]);
  const plain = (id: string): string => {
    const base = id.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const word = /^[A-Za-z]/.test(base) && !expressionWords.has(base) ? base : `task-${base}`;
    return fresh(word.length <= maxTaskName ? word : `${word.slice(0, maxTaskName - 9)}-${hash(id)}`);
  };
  const fanOuts = new Map(wiring.fanOuts.map(({ id }) => [id, plain(id)]));
  const tasks = new Map(wiring.tasks.map(({ id }) => [id, plain(id)]));
  const find = <Key>(map: ReadonlyMap<Key, string>, key: Key): string => {
    const name = map.get(key);
    if (name === undefined) throw new Error(`The plan's wiring names "${key}", which it does not have.`);
    return name;
  };
  return { taskOf: (task) => find(tasks, task), fanOutOf: (fanOut) => find(fanOuts, fanOut), fresh };
}

/** Gives names that none of these has, nor any that it gave before. */
export function freshNames(reserved: readonly string[]): (name: string) => string {
  const taken = new Set(reserved);
  return (name) => {
    let free = name;
    for (let number = 2; taken.has(free); number += 1) free = `${name}-${number}`;
    taken.add(free);
    return free;
  };
}

const hash = (text: string): string => digestOf(text).slice(0, 8);
