// What Argo's linter lets pass is found in the object.
import { expect, test } from "vitest";
import type { DagTask, WorkflowTemplate } from "../../targets/argo/document.js";
import { flawsOf } from "../../targets/argo/inspect.js";
import { planTemplate } from "../../targets/argo/plan.js";
import { everything } from "../airflow/plans.js";
import { requestOf } from "./plans.js";

const sound = planTemplate(requestOf(everything));
type Loose = { -readonly [Key in keyof WorkflowTemplate]: WorkflowTemplate[Key] } & Record<string, never>;

/** The sound object with one value changed, by its path. */
function changed(path: string, value: unknown): WorkflowTemplate {
  const copy = structuredClone(sound) as Loose;
  const keys = path.split(".");
  const last = keys.pop() as string;
  const at = keys.reduce<Record<string, unknown>>((object, key) => object[key] as Record<string, unknown>, copy);
  at[last] = value;
  return copy;
}
const indexOf = (template: string) => sound.spec.templates.findIndex(({ name }) => name === template);
const main = `spec.templates.${indexOf("main")}`;
const step = `spec.templates.${indexOf("step")}`;
const task = (name: string): number => {
  const dag = sound.spec.templates[indexOf("main")];
  return dag && "dag" in dag ? dag.dag.tasks.findIndex((one: DagTask) => one.name === name) : -1;
};

test("a sound object has no flaw", () => expect(flawsOf(sound)).toEqual([]));

test.each([
  ["metadata.name", "Everything"],
  ["metadata.labels", { team: "not a value" }],
  ["metadata.annotations.title", "{{workflow.name}}"],
  ["spec.entrypoint", "elsewhere"],
  [`${main}.name`, "map-1"],
  [`${main}.dag.tasks.${task("isLarge")}.name`, "is_large"],
  [`${main}.dag.tasks.${task("isLarge")}.template`, "nobody"],
  [`${main}.dag.tasks.${task("isLarge")}.depends`, "loaded"],
  [`${main}.dag.tasks.${task("isLarge")}.arguments`, { parameters: [] }],
  [`${main}.dag.tasks.${task("isLarge")}.arguments`, { parameters: [{ name: "tusk", value: "a" }] }],
  [`${main}.dag.tasks.${task("isLarge")}.when`, "'{{tasks.publish.status}}' == 'Failed'"],
  [`${main}.dag.tasks.${task("isLarge")}.when`, "'{{tasks.load.outputs.parameters.other}}' == 'a'"],
  [`${main}.dag.tasks.${task("isLarge")}.when`, "{{item}}"],
  [`${main}.dag.tasks.${task("isLarge")}.when`, "{{"],
  [`${step}.container.image`, "{{=1 + 1}}"],
  [`${step}.container.resources.limits`, { "nvidia.com/gpu": "0.5" }],
  [`${step}.metadata`, { labels: { pool: "a b" } }],
  [`${step}.outputs`, { parameters: [{ name: "holds", valueFrom: { path: "/tmp/holds" } }] }],
])("%s is not to be %j", (path, value) => {
  expect(flawsOf(changed(path, value)).length).toBeGreaterThan(0);
});
