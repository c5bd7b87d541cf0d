// Follows the DAG templates of a plan as Argo's controller follows them: `depends`, `when`, lists, phases that omitted tasks take from
// those before them, outputs and their defaults. Whatever would make the real one wait for ever is an error here.
import type { IndexPath, NodeId, Publications, Task, Wiring } from "../../runtime/contract/index.js";
import { publicationTexts } from "../../runtime/step/publication-files.js";
import { argoNames, planDags, reachOf, templateNames } from "../../targets/argo/dag.js";
import type { DagTask, DagTemplate } from "../../targets/argo/document.js";
import { outputs } from "../../targets/argo/text.js";
import type { Instance, Schedule, ScheduleEvent } from "../../targets/local/schedule.js";

type Phase = "Succeeded" | "Failed" | "Error" | "Skipped" | "Omitted";

/** A node of a workflow. */
interface Node {
  phase: Phase | "Running";
  /** Told outputs; absent where it told none. */
  outputs?: Readonly<Record<string, string>>;
  /** Of a task with a list: its instances. Of a DAG: itself. */
  instances?: readonly Dag[];
  /** The nodes whose phases those after it take, where it is one of several. */
  group?: readonly Node[];
  /** The phase that those after it take that have none of their own. */
  branch: Phase;
  running?: Instance;
}

interface Dag {
  readonly template: DagTemplate;
  readonly inputs: Readonly<Record<string, string>>;
  readonly nodes: Map<string, Node>;
  phase: Phase | "Running";
}

const isWell = (phase: string): boolean => phase === "Succeeded" || phase === "Skipped";
const isBad = (phase: string): boolean => phase === "Failed" || phase === "Error";
const worst = (phases: readonly Phase[]): Phase => phases.find(isBad) ?? "Succeeded";

/** A schedule; `tell` hears of skipped and not-run instances. */
export function createArgoSchedule(wiring: Wiring, tell: (event: ScheduleEvent) => void): Schedule {
  const names = argoNames(wiring);
  const { templates } = planDags({ reach: reachOf(wiring), names }, () => "step");
  const dagOf = new Map(templates.map((template) => [template.name, template]));
  const taskOf = new Map(wiring.tasks.map((task) => [task.id as string, task]));
  const inside = (fanOut: NodeId): readonly Task[] =>
    wiring.tasks.filter((task) => {
      for (let at = task.fanOut; at !== undefined; at = wiring.fanOuts.find(({ id }) => id === at)?.parent) {
        if (at === fanOut) return true;
      }
      return false;
    });
  const calledBy = new Map(wiring.fanOuts.map(({ id }) => [names.fanOutOf(id), id]));

  const open = (template: DagTemplate, inputs: Dag["inputs"]): Dag => ({ template, inputs, nodes: new Map(), phase: "Running" });
  const root = open(dagOf.get(templateNames.main) as DagTemplate, {});
  const ready: Instance[] = [];
  const nodeOf = new Map<Instance, Node>();

  /** The task's own index path, from what its arguments say. */
  const pathOf = (index: string | undefined): IndexPath =>
    index === undefined || index === "-1" ? [] : index.split(".").map(Number);
  const told = (task: Task, path: IndexPath, phase: "Skipped" | "Omitted"): void =>
    tell({ kind: "instance", instance: { task, path }, state: phase === "Skipped" ? "skipped" : "not-run" });

  /** What stands in a task's text for a tag; undefined: it would not be resolved, ever. */
  const textFor = (tag: string, dag: Dag, ancestors: ReadonlySet<string>, item: number | undefined): string | undefined => {
    if (tag === "item") return item === undefined ? undefined : String(item);
    const [, input] = /^inputs\.parameters\.(.+)$/.exec(tag) ?? [];
    if (input !== undefined) return dag.inputs[input];
    const [, guarded, output, otherwise] = /^=tasks\['(.+)'\]\.outputs\?\.parameters\?\.(\w+) \?\? '(.*)'$/.exec(tag) ?? [];
    const [, group, told] = /^=sprig\.replace\('"', ' ', tasks\['(.+)'\]\.outputs\.parameters\['(.+)'\]\)$/.exec(tag) ?? [];
    if (group !== undefined)
      return textFor(`tasks.${group}.outputs.parameters.${told}`, dag, ancestors, item)?.replaceAll('"', " ");
    const [, plain, what] = /^tasks\.([^.]+)\.(.+)$/.exec(tag) ?? [];
    const before = guarded ?? plain ?? "";
    if (!ancestors.has(before)) return undefined;
    const node = dag.nodes.get(before) as Node;
    if (what === "status") return node.phase;
    const key = output ?? what?.replace("outputs.parameters.", "") ?? "";
    return node.outputs?.[key] ?? defaultOf(dag, before, key, node) ?? otherwise;
  };
  /** Of a task that was skipped or omitted: what its template says. */
  const defaultOf = (dag: Dag, name: string, key: string, { phase }: Node): string | undefined => {
    if (phase !== "Skipped" && phase !== "Omitted") return undefined;
    const task = dag.template.dag.tasks.find((one) => one.name === name) as DagTask;
    const of = dagOf.get(task.template);
    if (of) return of.outputs?.parameters.find((one) => one.name === key)?.valueFrom.default;
    return key === "holds" || key === "items" ? outputs[key].default : undefined;
  };
  const resolve = (text: string, dag: Dag, ancestors: ReadonlySet<string>, item?: number): string =>
    text.replace(/\{\{(.*?)\}\}/g, (_, tag: string) => {
      const value = textFor(tag, dag, ancestors, item);
      if (value === undefined) throw new Error(`Argo waits for ever: {{${tag}}} in ${dag.template.name}`);
      return value;
    });

  const dependenciesOf = ({ depends = "" }: DagTask): readonly string[] => depends.match(/[A-Za-z0-9][-A-Za-z0-9]*/g) ?? [];
  const ancestorsOf = (task: DagTask, { template }: Dag, seen = new Set<string>()): ReadonlySet<string> => {
    for (const name of dependenciesOf(task)) {
      if (seen.has(name)) continue;
      seen.add(name);
      ancestorsOf(template.dag.tasks.find((one) => one.name === name) as DagTask, { template } as Dag, seen);
    }
    return seen;
  };
  const holds = (depends: string, dag: Dag): boolean => {
    const text = depends.replace(/[A-Za-z0-9][-A-Za-z0-9]*/g, (name) => `is(${JSON.stringify(name)})`);
    return new Function("is", `return ${text}`)((name: string) => isWell((dag.nodes.get(name) as Node).phase)) as boolean;
  };
  /** No boolean: an error. */
  const condition = (when: string): unknown => {
    // It takes a quote of either kind for the end of a text.
    if (when.includes('"')) return "no condition";
    const text = when.replace(/'([^']*)' =~ '([^']*)'/g, (_, value: string, pattern: string) =>
      String(new RegExp(pattern).test(value)),
    );
    return new Function(`return ${text}`)();
  };

  /** Goes through a DAG once. True: something changed. */
  const step = (dag: Dag, outer: Phase): boolean => {
    if (dag.phase !== "Running") return false;
    let changed = false;
    for (const task of dag.template.dag.tasks) {
      const node = dag.nodes.get(task.name);
      if (node === undefined) changed = begin(task, dag, outer) || changed;
      else if (node.phase === "Running") changed = goOn(node) || changed;
    }
    const all = dag.template.dag.tasks.map(({ name }) => dag.nodes.get(name));
    if (!all.every((node) => node !== undefined && node.phase !== "Running")) return changed;
    const followed = new Set(dag.template.dag.tasks.flatMap(dependenciesOf));
    const leaves = dag.template.dag.tasks.filter(({ name }) => !followed.has(name));
    dag.phase = worst(leaves.map(({ name }) => dag.nodes.get(name) as Node).map((node) => ownPhase(node)));
    return true;
  };
  /** A skipped or omitted task has the phase of those before it. */
  const ownPhase = ({ phase, branch }: Node): Phase => (phase === "Skipped" || phase === "Omitted" ? branch : (phase as Phase));
  const branchAfter = (node: Node): readonly Phase[] => {
    if (!node.instances || node.instances.length === 0) return [ownPhase(node)];
    return node.instances.flatMap((dag) => {
      const followed = new Set(dag.template.dag.tasks.flatMap(dependenciesOf));
      const leaves = dag.template.dag.tasks.filter(({ name }) => !followed.has(name));
      return leaves.flatMap(({ name }) => branchAfter(dag.nodes.get(name) as Node));
    });
  };

  const begin = (task: DagTask, dag: Dag, outer: Phase): boolean => {
    const before = dependenciesOf(task).map((name) => dag.nodes.get(name));
    if (!before.every((node): node is Node => node !== undefined && node.phase !== "Running")) return false;
    const branch = before.length === 0 ? outer : worst(before.flatMap(branchAfter));
    const put = (node: Omit<Node, "branch">): Node => {
      const made = { branch, ...node };
      dag.nodes.set(task.name, made);
      return made;
    };
    const ancestors = ancestorsOf(task, dag);
    const given = Object.fromEntries(task.arguments?.parameters.map(({ name, value }) => [name, value]) ?? []);
    const own = taskOf.get(given.task ?? "");
    const outerPath = pathOf(dag.inputs.index);
    const fanOut = calledBy.get(task.template);
    const within = fanOut !== undefined ? inside(fanOut) : own ? [own] : [];
    const unstarted = (phase: "Skipped" | "Omitted"): boolean => {
      put({ phase });
      for (const one of within) told(one, outerPath, phase);
      return true;
    };
    if (task.depends !== undefined && !holds(task.depends, dag)) return unstarted("Omitted");
    const runs = task.when === undefined ? true : condition(resolve(task.when, dag, ancestors));
    const items = task.withParam === undefined ? undefined : (JSON.parse(resolve(task.withParam, dag, ancestors)) as number[]);
    if (typeof runs !== "boolean") {
      put({ phase: "Error" });
      return true;
    }
    if (items !== undefined && (items.length === 0 || !runs)) {
      put({ phase: "Skipped" });
      for (const one of within) {
        if (items.length === 0) told(one, outerPath, "Skipped");
        else for (const item of items) told(one, [...outerPath, item], "Skipped");
      }
      return true;
    }
    if (!runs) return unstarted("Skipped");
    const argumentsAt = (item?: number) =>
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, resolve(value, dag, ancestors, item)]));
    if (task.template === templateNames.verdict) {
      const phases = argumentsAt().phases ?? "";
      put({ phase: /Failed|Error|Omitted/.test(phases) ? "Failed" : "Succeeded" });
    } else if (fanOut !== undefined) {
      const template = dagOf.get(task.template) as DagTemplate;
      put({ phase: "Running", instances: (items ?? []).map((item) => open(template, argumentsAt(item))) });
    } else if (own !== undefined) {
      const starts = (items ?? [undefined]).map((item) => start(own, pathOf(argumentsAt(item).index), branch));
      if (items === undefined) dag.nodes.set(task.name, starts[0] as Node);
      else put({ phase: "Running", group: starts });
    } else throw new Error(`${task.name} would run ${task.template}`);
    return true;
  };
  const start = (task: Task, path: IndexPath, branch: Phase): Node => {
    const instance = { task, path };
    const node: Node = { phase: "Running", branch, running: instance };
    nodeOf.set(instance, node);
    ready.push(instance);
    return node;
  };

  const goOn = (node: Node): boolean => {
    if (node.running) return false;
    let changed = false;
    for (const dag of node.instances ?? []) changed = step(dag, "Succeeded") || changed;
    const parts: readonly { readonly phase: string }[] = node.instances ?? node.group ?? [];
    if (parts.length === 0 || !parts.every(({ phase }) => phase !== "Running")) return changed;
    node.phase = worst(parts.map(({ phase }) => phase as Phase));
    const tells = (node.instances ?? []).filter(({ phase }) => phase === "Succeeded");
    const keys = tells[0]?.template.outputs?.parameters.map(({ name }) => name) ?? [];
    node.outputs = Object.fromEntries(keys.map((key) => [key, JSON.stringify(tells.map((dag) => phaseTold(dag, key)))]));
    return true;
  };
  const phaseTold = (dag: Dag, key: string): string => {
    const expression = dag.template.outputs?.parameters.find(({ name }) => name === key)?.valueFrom.expression ?? "";
    return dag.nodes.get(/'(.*)'/.exec(expression)?.[1] ?? "")?.phase ?? "none";
  };
  const settle = (): void => {
    while (step(root, "Succeeded"));
  };

  const textsOf = (publications: Publications): Readonly<Record<string, string>> => ({
    holds: outputs.holds.default,
    items: outputs.items.default,
    ...publicationTexts(publications),
  });
  settle();
  return {
    next: () => ready.shift(),
    end(instance, ending) {
      const node = nodeOf.get(instance) as Node;
      delete node.running;
      const well = ending.state === "done" || ending.state === "skipped";
      node.phase = well ? "Succeeded" : "Failed";
      if (well) node.outputs = textsOf(ending.publications);
      settle();
    },
    finished: () => root.phase !== "Running",
    failed: () => root.phase !== "Succeeded",
  };
}
