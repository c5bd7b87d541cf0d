// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// What linters let pass is found in the document.
import { expect, test } from "vitest";
import type { Workflow } from "../../targets/github/document.js";
import { flawsOf } from "../../targets/github/inspect.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { cases } from "./plans.js";

const sound = planWorkflow(cases.sweep as NonNullable<(typeof cases)[string]>);

/** The sound document with one value changed, by its path. */
function changed(path: string, value: unknown): Workflow {
  const copy = structuredClone(sound);
  const keys = path.split(".");
  const last = keys.pop() as string;
  const at = keys.reduce<Record<string, unknown>>((object, key) => object[key] as Record<string, unknown>, copy as never);
  at[last] = value;
  return copy;
}

test("a sound document has no flaw", () => expect(flawsOf(sound)).toEqual([]));

test.each([
  ["on.workflow_dispatch.inputs", { mode: { type: "choice", default: "c", options: ["a", "b"] } }],
  ["on.workflow_dispatch.inputs", { text: { type: "string", default: "${{ github.token }}" } }],
  ["on.workflow_dispatch.inputs", Object.fromEntries(Array.from({ length: 26 }, (_, at) => [`p${at}`, { type: "string" }]))],
  ["jobs.LOAD", sound.jobs.load],
  ["jobs.__x", sound.jobs.load],
  ["jobs.load.needs", ["best"]],
  ["jobs.best.needs", ["load", "nobody"]],
  ["jobs.best.if", "${{ needs.load.result == 'success' }}"],
  ["jobs.best.if", "${{ !cancelled() && needs.prepare.result == 'success' }}"],
  ["jobs.best.if", "${{ !cancelled() && needs.load.outputs.items != '[]' }}"],
  ["jobs.best.if", `\${{ !cancelled() && ${"a".repeat(21_000)} }}`],
  ["jobs.best.if", undefined],
  ["jobs.prepare.outputs", { holds: "x" }],
  ["jobs.prepare.if", "${{ !cancelled() && !failure() }}"],
  ["jobs.prepare.strategy.fail-fast", true],
  ["jobs.load.steps.2.run", "node ${{ inputs.x }}"],
  ["jobs.load.steps.2.id", "a b"],
])("%s is not to be %j", (path, value) => {
  expect(flawsOf(changed(path, value)).length).toBeGreaterThan(0);
});
