// What Argo's linter lets pass and its controller then hangs on, or the API server refuses: found in the finished object.
import type { DagTask, DagTemplate, Template, WorkflowTemplate } from "./document.js";
import { parameterTags } from "./step-templates.js";

/** One sentence per flaw, in order of the object; none as a rule, for whatever a user wrote has been looked at before. */
export function flawsOf({ metadata, spec }: WorkflowTemplate): readonly string[] {
  const templates = new Map(spec.templates.map((template) => [template.name, template]));
  const names = spec.templates.map(({ name }) => name);
  return [
    ...(dnsName.test(metadata.name) ? [] : [`"${metadata.name}" is no name of an object.`]),
    ...labelFlaws({ ...metadata.labels, ...spec.podMetadata?.labels, ...spec.workflowMetadata?.labels }),
    ...repeated(names).map((name) => `The template "${name}" is there twice.`),
    ...(templates.has(spec.entrypoint) ? [] : [`The entrypoint "${spec.entrypoint}" is no template.`]),
    ...spec.templates.flatMap((template) => templateFlaws(template, templates)),
    ...tagFlaws({ ...spec, templates: [] }, () => false),
    ...tagFlaws(metadata, () => false),
  ];
}

const dnsName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const plainName = /^[A-Za-z0-9][-A-Za-z0-9_]{0,127}$/;
const taskName = /^[A-Za-z][-A-Za-z0-9]{0,127}$/;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

const repeated = (names: readonly string[]): readonly string[] => names.filter((name, at) => names.indexOf(name) !== at);

const labelFlaws = (labels: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(labels).flatMap(([key, value]) => (labelValue.test(value) ? [] : [`The label ${key} cannot be "${value}".`]));

type Templates = ReadonlyMap<string, Template>;

function templateFlaws(template: Template, templates: Templates): readonly string[] {
  const { name } = template;
  const named = plainName.test(name) ? [] : [`"${name}" is no name of a template.`];
  if ("dag" in template) return [...named, ...dagFlaws(template, templates)];
  const inputs = inputsOf(template);
  const isKnown = (tag: string): boolean => isInput(tag, inputs) || workflowTags.has(tag);
  if (!("container" in template)) return [...named, ...tagFlaws(template, isKnown)];
  const limits = Object.entries(template.container.resources.limits ?? {});
  return [
    ...named,
    ...(template.outputs?.parameters ?? []).flatMap((output) =>
      output.valueFrom.default === undefined ? [`The output "${output.name}" of ${name} has no default.`] : [],
    ),
    ...limits.flatMap(([key, value]) =>
      key.includes("/") && !/^[1-9][0-9]*$/.test(value) ? [`${name} asks for ${value} of ${key}, not for whole ones.`] : [],
    ),
    ...labelFlaws(template.metadata?.labels ?? {}),
    ...tagFlaws(template, isKnown),
  ];
}

const workflowTags: ReadonlySet<string> = new Set([
  "workflow.name",
  ...parameterTags("workflow.parameters"),
  ...parameterTags("sprig.omit(workflow.parameters, 'json')"),
]);

const inputsOf = (template: Template): ReadonlyMap<string, string | undefined> =>
  new Map("inputs" in template ? template.inputs?.parameters.map(({ name, value }) => [name, value]) : []);

const isInput = (tag: string, inputs: ReadonlyMap<string, unknown>): boolean => {
  const [, name] = /^inputs\.parameters\.([-A-Za-z0-9_]+)$/.exec(tag) ?? [];
  return name !== undefined && inputs.has(name);
};

function dagFlaws(template: DagTemplate, templates: Templates): readonly string[] {
  const tasks = new Map(template.dag.tasks.map((task) => [task.name, task]));
  const known = new Map<string, ReadonlySet<string>>();
  /** All before a task; where tasks wait for one another in a circle, not all. */
  const ancestorsOf = (task: DagTask): ReadonlySet<string> => {
    const found = known.get(task.name);
    if (found) return found;
    known.set(task.name, new Set());
    const before = (task.depends?.match(/[A-Za-z0-9][-A-Za-z0-9]*/g) ?? []).flatMap((name) => tasks.get(name) ?? []);
    const all = new Set(before.flatMap((one) => [one.name, ...ancestorsOf(one)]));
    known.set(task.name, all);
    return all;
  };
  for (const task of template.dag.tasks) ancestorsOf(task);
  const inputs = inputsOf(template);
  const outputOf = (task: DagTask | undefined): ReadonlySet<string> => {
    const of = task && templates.get(task.template);
    return new Set(of && "outputs" in of ? of.outputs?.parameters.map(({ name }) => name) : []);
  };
  return [
    ...repeated(template.dag.tasks.map(({ name }) => name)).map((name) => `The task "${name}" is there twice.`),
    ...template.dag.tasks.flatMap((task) => {
      const ancestors = ancestorsOf(task);
      const isKnown = (tag: string): boolean => {
        if (isInput(tag, inputs)) return true;
        if (tag === "item" || tag === "inputs.parameters.index") return task.withParam !== undefined;
        const [, before = "", output] =
          /^tasks\.([-A-Za-z0-9]+)\.(?:status|outputs\.parameters\.([-A-Za-z0-9]+))$/.exec(tag) ??
          /^=sprig\.replace\('"', ' ', tasks\['([-A-Za-z0-9]+)'\]\.outputs\.parameters\['([-A-Za-z0-9]+)'\]\)$/.exec(tag) ??
          /^=tasks\['([-A-Za-z0-9]+)'\]\.outputs\?\.parameters\?\.(\w+) \?\? '[^']*'$/.exec(tag) ??
          [];
        return ancestors.has(before) && (output === undefined || outputOf(tasks.get(before)).has(output));
      };
      return [...taskFlaws(task, tasks, templates), ...tagFlaws(task, isKnown)];
    }),
    ...(template.outputs?.parameters ?? []).flatMap(({ valueFrom: { expression } }) => {
      const [, task = ""] = /^tasks\['([-A-Za-z0-9]+)'\]\.status$/.exec(expression) ?? [];
      return tasks.has(task) ? [] : [`${template.name} tells the phase of "${expression}", which it does not have.`];
    }),
  ];
}

function taskFlaws(task: DagTask, tasks: ReadonlyMap<string, DagTask>, templates: Templates): readonly string[] {
  const template = templates.get(task.template);
  const inputs = template === undefined ? new Map() : inputsOf(template);
  const given = new Set(task.arguments?.parameters.map(({ name }) => name));
  const unknown = (task.depends?.match(/[A-Za-z0-9][-A-Za-z0-9]*/g) ?? []).filter((name) => !tasks.has(name));
  return [
    ...(taskName.test(task.name) ? [] : [`"${task.name}" is no name of a task.`]),
    ...(template === undefined ? [`"${task.name}" is of the template "${task.template}", which is not there.`] : []),
    ...unknown.map((name) => `"${task.name}" depends on "${name}", which is not there.`),
    ...[...inputs].flatMap(([name, value]) =>
      value === undefined && !given.has(name) ? [`"${task.name}" lacks the argument "${name}".`] : [],
    ),
    ...[...given].flatMap((name) => (inputs.has(name) ? [] : [`"${task.name}" has an argument "${name}" that nobody takes.`])),
  ];
}

/** Of all strings in a value: every tag must be known, and nothing must look like part of one. */
function tagFlaws(value: unknown, isKnown: (tag: string) => boolean): readonly string[] {
  if (typeof value === "string") {
    const rest = value.replace(/\{\{(.*?)\}\}/gs, (whole, tag: string) => (isKnown(tag) ? "" : whole));
    return rest.includes("{{") ? [`${JSON.stringify(value)} would be evaluated.`] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap((part) => tagFlaws(part, isKnown));
}
