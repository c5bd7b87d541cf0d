// The reference of the language: each example compiles as it says, means what it means when it is simply called, and is refused
// where it says so; every code of the phase "lower" is told; links lead somewhere.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { lowerCodes } from "../../compiler/diagnostics/codes/lower.js";
import type { Pipeline } from "../../compiler/ir/index.js";
import { languageExamples, languagePages } from "../../scripts/language-examples.mjs";
import { run } from "../house/command.js";
import { type LoweredText, lowerAll } from "../lower/lowering.js";
import { bothWays, type Outcome } from "../lower/oracle.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const examples = await languageExamples(root);
const pages = await languagePages(root);
const read = (page: string): string => readFileSync(join(root, page), "utf8");

/** Parameters that examples are called with; an example takes of each what it has. */
const sets: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { rate: 2 },
  { rates: [] },
  { rates: [0.1, 2, 0.5], mode: "full" },
  { limit: 0.2, mode: "none" },
  { count: 0, limit: 50, rate: 0.5 },
];

const lowered: readonly LoweredText[] = lowerAll(examples);
const cases = examples.map(
  (example, index) => [`${example.page}:${example.line}`, example, lowered[index] as LoweredText] as const,
);
const accepted = cases.filter(([, { refused }]) => refused === null);

test("there are examples of both kinds", () => {
  expect(accepted.length).toBeGreaterThan(60);
  expect(cases.length - accepted.length).toBeGreaterThan(20);
});

test.each(accepted)("%s compiles", (_place, _example, { diagnostics, pipelines }) => {
  expect(diagnostics.map(({ code, span }) => `${code} ${span?.start.line}`)).toEqual([]);
  expect(pipelines.length).toBeGreaterThan(0);
});

test.each(cases.filter(([, { refused }]) => refused !== null))("%s is refused", (_place, { refused, at }, { diagnostics }) => {
  const found = diagnostics.map(({ code, span }) => `${code} ${span?.file.split("/").at(-1)} ${span?.start.line}`);
  expect([...new Set(found)]).toEqual([`${refused} pipeline.ts ${at}`]);
});

const called = accepted.flatMap(([place, { text }, { file, pipelines }]) =>
  pipelines.flatMap((pipeline) =>
    pipeline ? setsOf(pipeline).map((set) => [place, JSON.stringify(set), { text, file, pipeline, set }] as const) : [],
  ),
);
const ways = new Map<Pipeline, ReturnType<typeof bothWays>>();
beforeAll(() => {
  // Seeded in a step's process; here the same each time, too.
  Math.random = () => 0.25;
});

test.each(called)("%s gives the same called and lowered with %s", async (_place, _text, { text, file, pipeline, set }) => {
  const both = ways.get(pipeline) ?? bothWays(file, pipeline);
  ways.set(pipeline, both);
  const { plain, lowered } = await both;
  const expected = await plain(set);
  const found = await lowered(set);
  expect([found.result, found.failed]).toEqual([expected.result, expected.failed]);
  // `Promise.all` lifts the order between its members.
  const inOrder = ({ effects }: Outcome) => (text.includes("Promise.all") ? effects.toSorted() : effects);
  expect(inOrder(found)).toEqual(inOrder(expected));
  // Where something fails, independent steps run beside it, which the plain call does not reach.
  if (expected.failed === null && !holdsTry(pipeline)) expect(found.calls).toEqual(expected.calls);
});

/** The sets, each once, of the parameters that the pipeline has. */
function setsOf(pipeline: Pipeline): readonly Readonly<Record<string, unknown>>[] {
  const names = Object.keys((pipeline.parameters.schema.properties ?? {}) as object);
  const taken = sets.map((set) =>
    JSON.stringify(Object.fromEntries(Object.entries(set).filter(([name]) => names.includes(name)))),
  );
  return [...new Set(taken)].map((set) => JSON.parse(set) as Readonly<Record<string, unknown>>);
}

const holdsTry = (pipeline: Pipeline): boolean => JSON.stringify(pipeline.structure).includes('"kind":"try"');

test("the tables of engines are current", async () => {
  const checked = await run(process.execPath, ["scripts/language-reference.mjs", "--check"], { cwd: root });
  expect(checked).toMatchObject({ code: 0, stderr: "" });
});

test("every code of a pipeline's body is told", () => {
  const told = pages.map(read).join("\n");
  expect(Object.keys(lowerCodes).filter((code) => !told.includes(`diagnostics.md#${code})`))).toEqual([]);
});

test.each(pages)("%s: links lead to headings", (page) => {
  const links = [...prose(read(page)).matchAll(/\]\(([^)#:]*)#([^)]+)\)/g)];
  const lacking = links.filter(([, file = "", anchor = ""]) => {
    const path = file === "" ? page : join(dirname(page), file);
    return !existsSync(join(root, path)) || !anchorsOf(read(path)).includes(anchor);
  });
  expect(lacking.map(([link]) => link)).toEqual([]);
});

const prose = (text: string): string => text.replace(/^```[\s\S]*?^```$/gm, "");

/** As GitHub names headings. */
function anchorsOf(text: string): readonly string[] {
  const headings = [...prose(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
