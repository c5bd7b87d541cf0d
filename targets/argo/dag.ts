// The tasks of a plan as Argo's DAG templates: one for the pipeline, one for the body of each fan-out of several tasks.
//
// A task of a DAG can only look at tasks of the same DAG. What stands outside is looked at by the call of the template, which waits until
// it has ended and hands on its phase and what it says; what stands inside of a fan-out is looked at through the fan-out's state, or
// through phases that its body tells. Either way a stand-in, a task without a pod, fails where what it stands for has not ended well.
import {
  type GuardLiteral,
  instancePattern,
  literalText,
  type NodeId,
  type Task,
  type TaskId,
} from "../../runtime/contract/index.js";
import type { DagTask, DagTemplate } from "./document.js";
import { type ArgoNames, argoNames } from "./names.js";
import { type Reach, reachOf, type ScopeId } from "./reach.js";
import {
  failsUnlessWell,
  inputTag,
  outputOrDefault,
  type outputs,
  outputTag,
  phaseExpression,
  phasesTag,
  phaseTag,
  type Term,
  writeDepends,
  writeWhen,
} from "./text.js";

/** Templates that every workflow may use; `nothing` is named by tasks that never run. */
export const templateNames = { main: "main", nothing: "nothing", verdict: "verdict" } as const;

export interface Dags {
  /** The pipeline's own last. */
  readonly templates: readonly DagTemplate[];
  /** Templates beside them that they use. */
  readonly uses: ReadonlySet<"nothing" | "verdict">;
}

interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** A task of a DAG while it is made. */
interface Draft extends Omit<DagTask, "depends" | "arguments"> {
  readonly terms: readonly Term[];
  readonly arguments?: readonly Parameter[];
  /** Its failure must be seen in the phase of its DAG. */
  readonly counts: boolean;
}

/** What a body asks of the DAG that it is called from, collected while it is made. */
interface Call {
  readonly terms: Term[];
  readonly arguments: Map<string, string>;
}

/** A DAG as those see it that stand in it, or in what it calls. */
interface Scope {
  readonly id: ScopeId;
  /** That a task has ended well; none: no instance of this DAG begins before, or else. */
  well(task: TaskId): readonly Term[];
  ended(task: TaskId): readonly Term[];
  /** A tag of the task's phase, for a call's argument, and that what it names has ended. */
  phase(task: TaskId): { readonly tag: string; readonly terms: readonly Term[] };
  /** A tag of an output; `sure`: the task has ended well wherever the tag is read. */
  output(task: TaskId, output: keyof typeof outputs, sure: boolean): string;
}

/** The index paths of instances, for arguments; and the position in the innermost fan-out alone. */
const indexInput = "index";
const positionInput = "position";

/**
 * @param templateOf the name of the template that runs a task.
 * @param names of tasks; those of templates are `fresh` among these.
 */
export function planDags(
  { reach, names }: { readonly reach: Reach; readonly names: ArgoNames },
  templateOf: (task: Task) => string,
): Dags {
  const templates: DagTemplate[] = [];
  const uses = new Set<"nothing" | "verdict">();

  const isSingle = (fanOut: NodeId): boolean => isOneTask(reach, fanOut);
  const nameOf = (fanOut: NodeId): string => {
    const [only] = reach.tasksIn(fanOut);
    return isSingle(fanOut) && only ? names.taskOf(only.id) : names.fanOutOf(fanOut);
  };

  const planScope = (id: ScopeId, outer: Scope | null, call: Call): void => {
    const drafts: Draft[] = [];
    const standIns = new Map<string, string>();
    const inputs = new Set<string>();
    /** A task that fails where phases are not well, made once. */
    const standIn = (name: string, phases: string, terms: readonly Term[], counts: boolean): string => {
      const found = standIns.get(name);
      if (found !== undefined) return found;
      const made = names.fresh(name);
      standIns.set(name, made);
      uses.add("nothing");
      drafts.push({ name: made, template: templateNames.nothing, terms, when: failsUnlessWell(phases), counts });
      return made;
    };
    const input = (name: string, value: string): string => {
      inputs.add(name);
      call.arguments.set(name, value);
      return inputTag(name);
    };
    const outside = (): Scope => {
      if (outer === null) throw new Error("The plan's wiring names a task that stands nowhere.");
      return outer;
    };
    /** The task that stands for this one in this DAG: itself, the fan-out that it is in, or what that tells of it. */
    const localOf = (task: TaskId): string => {
      const child = reach.childToward(id, task);
      if (child === null) return names.taskOf(task);
      const told = reach.toldOf(child);
      if (told === null || isSingle(child)) return nameOf(child);
      const name = names.taskOf(task);
      return standIn(
        `${name}-all`,
        phasesTag(nameOf(child), name),
        [{ task: nameOf(child), well: true }],
        reach.isOpen(task, id),
      );
    };
    const scope: Scope = {
      id,
      well(task) {
        if (reach.isWithin(task, id)) return [{ task: localOf(task), well: true }];
        if (id !== null && reach.allNeed(id, task)) {
          call.terms.push(...outside().well(task));
          return [];
        }
        const name = names.taskOf(task);
        return [{ task: standIn(`${name}-ok`, scope.phase(task).tag, [], false), well: true }];
      },
      ended(task) {
        if (reach.isWithin(task, id)) {
          const child = reach.childToward(id, task);
          return [{ task: child === null ? names.taskOf(task) : nameOf(child), well: false }];
        }
        call.terms.push(...outside().ended(task));
        return [];
      },
      phase(task) {
        if (reach.isWithin(task, id)) {
          const local = localOf(task);
          return { tag: phaseTag(local), terms: [{ task: local, well: false }] };
        }
        const { tag, terms } = outside().phase(task);
        call.terms.push(...terms);
        return { tag: input(`${names.taskOf(task)}-phase`, tag), terms: [] };
      },
      output(task, output, sure) {
        const name = names.taskOf(task);
        if (reach.isWithin(task, id)) return sure ? outputTag(name, output) : outputOrDefault(name, output);
        const every = id !== null && reach.allNeed(id, task);
        call.terms.push(...(every ? outside().well(task) : outside().ended(task)));
        return input(`${name}-${output}`, outside().output(task, output, every));
      },
    };

    const own = id === null ? undefined : inputTag(indexInput);
    const indexOf = (item: boolean): string | undefined => (item ? (own ? `${own}.{{item}}` : "{{item}}") : own);
    const planTask = (task: Task, each?: { readonly withParam: string; readonly terms: readonly Term[] }): Draft => {
      const terms = task.waits.flatMap((before) => (task.whenEnded ? scope.ended(before) : scope.well(before)));
      const patternOf = (literal: GuardLiteral) =>
        isList(reach.task(literal.task), literal)
          ? instancePattern(literal.atom, input(positionInput, "{{item}}"))
          : literalText(literal.atom, literal.is);
      const when = writeWhen(task.guard, ({ task: publisher }) => scope.output(publisher, "holds", true), patternOf);
      const index = indexOf(each !== undefined);
      return {
        name: names.taskOf(task.id),
        template: templateOf(task),
        terms: [...(each?.terms ?? []), ...terms],
        ...(when === undefined ? {} : { when }),
        ...(each === undefined ? {} : { withParam: each.withParam }),
        arguments: [{ name: "task", value: task.id }, ...(index === undefined ? [] : [{ name: indexInput, value: index }])],
        counts: reach.isOpen(task.id, id),
      };
    };

    for (const task of reach.tasksIn(id)) drafts.push(planTask(task));
    for (const { id: child, source } of reach.fanOutsIn(id)) {
      const terms = scope.well(source);
      const withParam = scope.output(source, "items", true);
      const [only] = reach.tasksIn(child);
      if (isSingle(child) && only) {
        const draft = planTask(only, { withParam, terms });
        drafts.push({ ...draft, counts: reach.hasOpen(child, id) });
        continue;
      }
      const inner: Call = { terms: [...terms], arguments: new Map([[indexInput, indexOf(true) as string]]) };
      planScope(child, scope, inner);
      const told = reach.toldOf(child);
      const counts = reach.hasOpen(child, id);
      const name = nameOf(child);
      const given = [...inner.arguments].map(([key, value]) => ({ name: key, value }));
      drafts.push({ name, template: name, terms: inner.terms, withParam, arguments: given, counts: counts && told === null });
      if (told !== null && counts) standIn(`${name}-state`, phasesTag(name, "state"), [{ task: name, well: true }], true);
    }

    const told = id === null ? null : reach.toldOf(id);
    const toldPhases = (told ?? []).map((task) => ({ name: names.taskOf(task), of: localOf(task) }));
    const { last, state } = lastTasks(drafts, { id, told: told !== null, names, uses });
    const tasks = [...drafts, ...last];
    const name = id === null ? templateNames.main : names.fanOutOf(id);
    const phases = [...toldPhases, ...(told !== null && state !== null ? [{ name: "state", of: state }] : [])];
    const inputsOf = [indexInput, ...inputs].map((one) => ({ name: one }));
    templates.push({
      name,
      ...(id === null ? {} : { inputs: { parameters: inputsOf } }),
      ...(phases.length === 0
        ? {}
        : {
            outputs: {
              parameters: phases.map((one) => ({
                name: one.name,
                valueFrom: { expression: phaseExpression(one.of), default: "Skipped" },
              })),
            },
          }),
      dag: { failFast: false, tasks: tasks.map(taskOf) },
    });
  };
  planScope(null, null, { terms: [], arguments: new Map() });
  return { templates, uses };
}

export { argoNames, reachOf };

/** Argo asks a task's `when` before it makes the task's instances: what is said of each is asked inside of a body. */
export function isOneTask(reach: Reach, fanOut: NodeId): boolean {
  const [only, ...more] = reach.tasksIn(fanOut);
  if (only === undefined || more.length > 0 || reach.fanOutsIn(fanOut).length > 0) return false;
  return !only.guard.flat().some((literal) => isList(reach.task(literal.task), literal));
}

/** What is said of each instance of the fan-out that the reader stands in. */
const isList = ({ publishes }: Task, { atom }: GuardLiteral): boolean =>
  publishes.some((publication) => publication.kind === "known" && publication.atom === atom && publication.each !== undefined);

function taskOf({ name, template, terms, when, withParam, arguments: given }: Draft): DagTask {
  const depends = writeDepends(terms);
  return {
    name,
    template,
    ...(depends === undefined ? {} : { depends }),
    ...(when === undefined ? {} : { when }),
    ...(withParam === undefined ? {} : { withParam }),
    ...(given === undefined ? {} : { arguments: { parameters: given } }),
  };
}

/**
 * Tasks without a pod that make the phase of a DAG right. Argo takes it from the last tasks, and what looks at others in whatever way they
 * ended may end well. An omitted task has the phase of those before it.
 */
function lastTasks(
  drafts: readonly Draft[],
  of: { readonly id: ScopeId; readonly told: boolean; readonly names: ArgoNames; readonly uses: Set<"nothing" | "verdict"> },
): { readonly last: readonly Draft[]; readonly state: string | null } {
  const { names, uses } = of;
  const unseen = unseenOf(drafts);
  const leaves = leavesOf(drafts);
  const verdict = (name: string, tasks: readonly string[], phases: string): Draft => {
    uses.add("verdict").add("nothing");
    const terms = tasks.map((task) => ({ task, well: false }));
    return {
      name: names.fresh(name),
      template: templateNames.verdict,
      terms,
      arguments: [{ name: "phases", value: phases }],
      counts: true,
    };
  };
  if (of.id === null && uses.has("nothing")) {
    // Stand-ins are errors; the pipeline has failed.
    const judged = [...new Set([...leaves, ...unseen])];
    return { last: [verdict("verdict", judged, judged.map(phaseTag).join(" "))], state: null };
  }
  const counted = of.told ? leaves.filter((name) => drafts.some((draft) => draft.name === name && draft.counts)) : [];
  const all = [...new Set([...counted, ...unseen])];
  if (all.length === 0 && !of.told) return { last: [], state: null };
  uses.add("nothing");
  const terms = all.map((task) => ({ task, well: true }));
  const state: Draft = { name: names.fresh("state"), template: templateNames.nothing, terms, when: "false", counts: true };
  const states = all.length === 0 ? [] : [state];
  if (!of.told) return { last: states, state: null };
  // A skipped task would have the phase of those before it, too.
  const done = verdict("done", leavesOf([...drafts, ...states]), "Succeeded");
  return { last: [...states, done], state: states[0]?.name ?? null };
}

function leavesOf(drafts: readonly Draft[]): readonly string[] {
  const followed = new Set(drafts.flatMap(({ terms }) => terms.map(({ task }) => task)));
  return drafts.flatMap(({ name }) => (followed.has(name) ? [] : [name]));
}

/** The tasks whose failure counts and that no last task passes on. */
function unseenOf(drafts: readonly Draft[]): readonly string[] {
  const before = new Map(drafts.map(({ name, terms }) => [name, terms.flatMap((term) => (term.well ? [term.task] : []))]));
  const seen = new Set<string>();
  const left = [...leavesOf(drafts)];
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    left.push(...(before.get(name) ?? []));
  }
  return drafts.flatMap(({ name, counts }) => (counts && !seen.has(name) ? [name] : []));
}
