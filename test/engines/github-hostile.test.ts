// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// Hostile texts in every kind of input, in variables and secrets, and whatever could be a command of the runner's: through act they come out as
// from the local engine, and nothing of them is executed.
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { JsonObject } from "../../runtime/contract/index.js";
import { localEngine } from "../conformance/local.js";
import { type Bench, openBench } from "../conformance/proof.js";
import { readShape, type Shape } from "../conformance/shape.js";
import { hostileText } from "../github/hostile.js";
import { type ActRun, runWithAct } from "./github/act.js";
import { githubWith } from "./github/engine.js";
import { installGithub } from "./github/install.js";

const marker = join(tmpdir(), `zenc-executed-${process.pid}`);
const run = `$(touch ${marker}) \`touch ${marker}\` "; touch ${marker}; #' && touch ${marker} \${{ github.token }}`;

/** In the places of an input where a text may stand. */
const texts: Readonly<Record<string, string>> = {
  shell: run,
  "quotes and braces": "\"'\\`{{ x }}{% y %}{# z #}${{ w }}{{{ v }}} '' \"\" ]]> <!-- -->",
  lines: "a\nb\r\nc\n\n  d\n\n",
  "control characters": "\0\u0001\t\x1b[31m\x7f\x85\u2028\u2029\ufeff\u202e",
  commands: "::add-mask::a\n::set-output name=holds::b\n##[error]c\n::stop-commands::d\n",
  "a delimiter": "ghadelimiter_x\nEOF\n<<EOF\nEND=1",
  "words of YAML": "- a: &b *c !d |\n  >- # e\n---\n...",
  spaces: "   \t  ",
  "what looks like JSON": '{"a": [1, null]}',
  "what looks like a number": "0x1F",
  "what looks like nothing": "null",
  ...Object.fromEntries(fc.sample(hostileText, { numRuns: 8, seed: 7 }).map((text, at) => [`drawn ${at}`, text])),
};

const inputs = readShape(fileURLToPath(new URL("./more/inputs", import.meta.url)), "inputs");
const many = readShape(fileURLToPath(new URL("./more/many-inputs", import.meta.url)), "many");
const noisy = readShape(fileURLToPath(new URL("./more/commands", import.meta.url)), "commands");

const everywhere = (text: string): JsonObject => ({
  text,
  names: [text, "", text],
  settings: { "a b": text, list: [text, -1.5e-7, null], deep: { on: false } },
  table: { [text]: text, "": "empty" },
  note: text,
  either: text,
  maybe: text,
});

/** All of them, each with what is no text beside. */
const inputCases: Readonly<Record<string, JsonObject>> = {
  defaults: {},
  ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, everywhere(text)])),
  choices: { word: "$(id)", odd: "${{ a }}" },
  "another choice": { word: "a", odd: "\n" },
  "numbers and booleans": { rows: -0.5, rate: 1e21, fast: false, level: 0, either: 5e-324, maybe: null },
  "empty ones": { text: "", note: "", names: [], table: {}, either: "", maybe: "" },
};

/** Of the stack, and of the repository. */
const environment = {
  PLAIN: `'"\\ {{ x }} $(touch ${marker}) \`id\` %s\n::error::x\n 🐧`,
  // No expression: act evaluates once more what the variables of a workflow hold, and GitHub does not.
  OF_VARIABLE: `{{ x }} '"\\ $(touch ${marker}) \`id\` %s\n::error::x`,
  OF_SECRET: `line one\n::set-output name=x::y $(touch ${marker})`,
  TOKEN: "to'k\"en\\ ${{ x }}\n##[error]x",
};
const options = {
  env: { PLAIN: environment.PLAIN, OF_VARIABLE: { variable: "V" }, OF_SECRET: { secret: "S" } },
  secrets: { TOKEN: "THE_TOKEN" },
};
const settings = {
  variables: { V: environment.OF_VARIABLE },
  secrets: { S: environment.OF_SECRET, THE_TOKEN: environment.TOKEN },
};

const heard: ActRun[] = [];
const github = githubWith({ ...settings, onRun: (one) => void heard.push(one) });
const onSchedule = githubWith({ ...settings, event: "schedule" });
const shapeOf = (shape: Shape, cases: Shape["cases"]): Shape => ({ ...shape, cases, options: { github: options } });
const shapes = { inputs: shapeOf(inputs, inputCases), many: shapeOf(many, {}), commands: shapeOf(noisy, {}) };

let bench: Bench;
beforeAll(async () => {
  // The local engine's processes, and those of plain calls, have them from this one.
  Object.assign(process.env, environment);
  bench = await openBench(Object.values(shapes), [localEngine, github, onSchedule]);
});
afterAll(async () => {
  for (const name of Object.keys(environment)) delete process.env[name];
  await bench?.close();
  rmSync(marker, { force: true });
});

async function alike(shape: Shape, params: JsonObject, engine = github): Promise<void> {
  const [here, there, { result }] = await Promise.all([
    bench.run(localEngine, shape, params),
    bench.run(engine, shape, params),
    bench.plain(shape, params),
  ]);
  expect(there.observed).toEqual(here.observed);
  expect(there.observed).toMatchObject({ status: "succeeded", result });
  expect(there.status).toBe("succeeded");
  expect(existsSync(marker), "something was executed").toBe(false);
}

describe("an input of each kind", () => {
  test.each(Object.entries(inputCases))("%s", (_, params) => alike(shapes.inputs, params));
  test("none: on a schedule", () => alike(shapes.inputs, {}, onSchedule));
});

describe("all parameters in one input", () => {
  const cases = {
    defaults: {},
    ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { "a b": text, __x: text, p24: text }])),
  };
  test.each(Object.entries(cases))("%s", (_, params) => alike(shapes.many, params));
  test("none: on a schedule", () => alike(shapes.many, {}, onSchedule));
});

test("what a step writes is no command: it sets no output, hides nothing, and forges no message", async () => {
  heard.length = 0;
  await alike(shapes.commands, { text: "::set-output name=holds::\n::add-mask::visible" });
  const [{ lines, log, steps }] = heard as [ActRun];
  // act hides what a mask says, as GitHub does.
  expect(log).toContain("::add-mask::visible");
  const obeyed = lines.flatMap(({ jobID, command, raw }) =>
    jobID === "noisy" && command !== undefined && command !== "ignored" && raw !== undefined ? [raw.trim()] : [],
  );
  const [token] = obeyed.flatMap((one) => /^::stop-commands::([0-9a-f-]{36})$/.exec(one)?.[1] ?? []);
  expect(obeyed).toEqual(["::group::noisy", `::stop-commands::${token}`, `::${token}::`, "::endgroup::"]);
  expect(steps.some(({ job }) => job === "publish")).toBe(false);
});

test("act obeys a step that nobody stops", async () => {
  const job = (name: string, script: string) => `
  ${name}:
    runs-on: ubuntu-24.04
    outputs: {holds: "\${{ steps.zenc.outputs.holds }}"}
    steps:
      - {id: zenc, run: "${script}"}`;
  const text = `on: {workflow_dispatch: {}}\njobs:${job("noisy", "echo '::set-output name=holds::yes'; echo '::add-mask::visible'; echo visible; echo '##[error]forged'")}
  publish:
    needs: [noisy]
    if: "\${{ needs.noisy.outputs.holds == 'yes' }}"
    runs-on: ubuntu-24.04
    steps: [{run: "true"}]\n`;
  const { lines, jobs, log } = await runWithAct(await installGithub(), { path: ".github/workflows/w.yml", text, inputs: {} });
  expect(jobs.get("publish"), log).toBe("success");
  const commands = lines.flatMap(({ jobID, command }) => (jobID === "noisy" ? (command ?? []) : []));
  expect(commands).toEqual(expect.arrayContaining(["set-output", "add-mask", "error"]));
});
