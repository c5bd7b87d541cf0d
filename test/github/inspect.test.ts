// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// GitHub's rules that linters and act let pass hold in the document: each change breaks one, and is told by it.
import { describe, expect, test } from "vitest";
import type { Workflow } from "../../targets/github/document.js";
import { flawsOf } from "../../targets/github/inspect.js";
import { planWorkflow } from "../../targets/github/plan.js";
import { cases } from "./plans.js";

const documentOf = (name: string) => planWorkflow(cases[name] as NonNullable<(typeof cases)[string]>);
const sound = documentOf("sweep");
const caught = documentOf("caught");

/** A document with one value changed, by its path. */
function changed(document: Workflow, path: string, value: unknown): Workflow {
  const copy = structuredClone(document);
  const keys = path.split(".");
  const last = keys.pop() as string;
  const at = keys.reduce<Record<string, unknown>>((object, key) => object[key] as Record<string, unknown>, copy as never);
  at[last] = value;
  return copy;
}

test("a sound document has no flaw", () => {
  for (const name of Object.keys(cases)) expect(flawsOf(documentOf(name)), name).toEqual([]);
});

type Row = readonly [path: string, value: unknown, flaw: string];

/** By what act does otherwise, or linters do not see. */
const rules: Readonly<Record<string, readonly Row[]>> = {
  "inputs: how many, how long, of their type, among their choices": [
    ["on.workflow_dispatch.inputs", { mode: { type: "choice", default: "c", options: ["a", "b"] } }, "none of its choices"],
    ["on.workflow_dispatch.inputs", { mode: { type: "choice", options: [] } }, "has no choices"],
    ["on.workflow_dispatch.inputs", { mode: { type: "choice", options: ["a", "a"] } }, "a choice twice"],
    ["on.workflow_dispatch.inputs", { mode: { type: "string", options: ["a"] } }, "has choices and is none"],
    ["on.workflow_dispatch.inputs", { text: { type: "string", default: "${{ github.token }}" } }, "would be evaluated"],
    ["on.workflow_dispatch.inputs", { text: { type: "string", default: 3 } }, "is no string"],
    ["on.workflow_dispatch.inputs", { rate: { type: "number", default: "3" } }, "is no number"],
    ["on.workflow_dispatch.inputs", { rate: { type: "number", default: 0.1 + 0.2 } }, "is no number"],
    ["on.workflow_dispatch.inputs", { flag: { type: "boolean", default: "true" } }, "is no boolean"],
    ["on.workflow_dispatch.inputs", { "a b": { type: "string" } }, "no name of an input"],
    ["on.workflow_dispatch.inputs", { a: { type: "string" }, A: { type: "string" } }, 'The input "A" is there twice'],
    [
      "on.workflow_dispatch.inputs",
      { text: { type: "string", default: "x".repeat(65_535) } },
      "The defaults have 65539 characters",
    ],
    [
      "on.workflow_dispatch.inputs",
      Object.fromEntries(Array.from({ length: 26 }, (_, at) => [`p${at}`, { type: "string" }])),
      "There are 26 inputs",
    ],
  ],
  "schedules: five fields, five minutes, no input that somebody has to give": [
    ["on.schedule", [{ cron: "@daily" }], "no schedule of five fields"],
    ["on.schedule", [{ cron: "0 3 * * * *" }], "no schedule of five fields"],
    ["on.schedule", [{ cron: "0 3 L * *" }], "no schedule of five fields"],
    ["on.schedule", [{ cron: "*/4 * * * *" }], "more often than GitHub"],
    ["on.schedule", [{ cron: "0,58 * * * *" }], "more often than GitHub"],
    [
      "on",
      { workflow_dispatch: { inputs: { rows: { type: "number", required: true } } }, schedule: [{ cron: "0 3 * * *" }] },
      'lacks the input "rows"',
    ],
  ],
  "concurrency and permissions: not enforced": [
    ["concurrency.group", "${{ github.ref }}", "Nobody knows what shares the group"],
    ["concurrency.group", "zenc-${{ github.event_name }}", "Nobody knows what shares the group"],
    ["concurrency.cancel-in-progress", true, "replaces nothing"],
    ["permissions", { contents: "read" }, "rights that some may not need"],
    ["jobs.load.permissions", { contents: "write" }, 'the right "contents: write"'],
    ["jobs.load.permissions", { packages: "read" }, 'the right "packages: read"'],
  ],
  "names of jobs and steps, and circles": [
    ["jobs.LOAD", sound.jobs.load, 'The job "LOAD" is there twice'],
    ["jobs.__x", sound.jobs.load, '"__x" is no id of a job'],
    [`jobs.${"x".repeat(101)}`, sound.jobs.load, "is no id of a job"],
    ["jobs.load.steps.2.id", "a b", "is no id of a step"],
    ["jobs.load.steps.2.run", "node ${{ inputs.x }}", "evaluates something in its command"],
    ["jobs.load.needs", ["best"], "waits for itself"],
    ["jobs.best.needs", ["load", "nobody"], 'needs "nobody", which is not there'],
  ],
  "conditions: success() over all ancestors, unless they say otherwise": [
    ["jobs.best.if", "${{ needs.load.result == 'success' }}", "no status function"],
    ["jobs.best.if", undefined, "has no condition"],
    ["jobs.best.if", "${{ !cancelled() && needs.prepare.result == 'success' }}", "which it does not need"],
    ["jobs.best.if", "${{ !cancelled() && needs.load.outputs.items != '[]' }}", "which it does not tell"],
    ["jobs.best.if", `\${{ !cancelled() && ${"a".repeat(21_000)} }}`, "is too long"],
    ["jobs.best.if", `\${{ !cancelled() && ${"(".repeat(50)}!cancelled()${")".repeat(50)} }}`, "is too deep"],
    ["jobs.best.steps.2.if", "${{ !cancelled() && steps.zenc.outcome == 'success' }}", "which is not before it"],
  ],
  "matrices: none that is empty, 256 legs, no end with the first failure": [
    ["jobs.prepare.if", "${{ !cancelled() && !failure() }}", "may have an empty matrix"],
    ["jobs.prepare.strategy.fail-fast", true, "ends with its first failure"],
    ["jobs.prepare.strategy.max-parallel", 0, "runs 0 legs at once"],
    ["jobs.prepare.outputs", { holds: "${{ steps.zenc.outputs.holds }}" }, "the last leg tells"],
  ],
  "jobs: how long": [
    ["jobs.load.timeout-minutes", 0, "may take 0 minutes"],
    ["jobs.load.timeout-minutes", 7201, "GitHub takes 7200"],
    ["jobs.load.timeout-minutes", 1.5, "may take 1.5 minutes"],
  ],
  "outputs: who tells them, and how long they may be": [
    ["jobs.gate_1.outputs.items", "${{ steps.other.outputs.items }}", 'No step of "gate_1" tells "items"'],
    ["jobs.gate_1.outputs.more", "${{ toJSON(github) }}", 'No step of "gate_1" tells "more"'],
    ["jobs.gate_1.outputs", manyOutputs(600), "more than GitHub takes of a job"],
  ],
};

function manyOutputs(count: number): object {
  const names = Array.from({ length: count }, (_, at) => `o${at}`);
  return {
    items: "${{ steps.zenc.outputs.items }}",
    ...Object.fromEntries(names.map((name) => [name, `\${{ steps.zenc.outputs.${name} }}`])),
  };
}

/** Values may be long. */
const titled = (rows: readonly Row[]) => rows.map((row) => [`${row[0].slice(0, 60)}: ${row[2]}`, row] as const);

describe.each(Object.entries(rules))("%s", (_, rows) => {
  test.each(titled(rows))("%s", (_, [path, value, flaw]) => {
    expect(flawsOf(changed(sound, path, value)).join("\n")).toContain(flaw);
  });
});

describe("what goes on after an error is a success to GitHub, and a failure to act", () => {
  const rows: readonly Row[] = [
    ["jobs.publish.outputs", undefined, "goes on after an error, and tells nobody"],
    ["jobs.publish.steps.2.continue-on-error", undefined, "goes on after an error, and tells nobody"],
    ["jobs.announce.if", "${{ !cancelled() && needs.publish.result == 'success' }}", 'how "publish" ended'],
    ["jobs.announce.if", "${{ !cancelled() && needs.publish.result != 'failure' }}", 'how "publish" ended'],
    ["jobs.try_1.if", "${{ !cancelled() && !failure() }}", 'does not hear of a failure of "announce"'],
    ["jobs.withdraw.if", "${{ !cancelled() && !failure() }}", 'does not hear of a failure of "publish"'],
  ];
  test.each(titled(rows))("%s", (_, [path, value, flaw]) => {
    expect(flawsOf(changed(caught, path, value)).join("\n")).toContain(flaw);
  });
});

test("all outputs of a run, and the file, have a size", () => {
  const load = { ...(sound.jobs.load as object), outputs: manyOutputs(400) };
  const jobs = Object.fromEntries(Array.from({ length: 70 }, (_, at) => [`job_${at}`, load]));
  const flaws = flawsOf({ ...sound, jobs } as Workflow).join("\n");
  expect(flaws).toContain("28070 outputs may be more than GitHub takes of a run");
  expect(flaws).toMatch(/The file has \d+ bytes, and GitHub takes 500000/);
});
