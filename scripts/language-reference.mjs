// docs/language.md and docs/language/: after each example stands what it becomes on each engine, as the compiler explains it.
// Without an argument the tables are written; with `--check` they are compared, and the exit code says whether they are current.
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./counts.mjs";
import { languageExamples } from "./language-examples.mjs";

const { createCompiler, explainConstructs, explainWiring } = await import("../dist/compiler/index.js");
const { targets } = await import("../dist/targets/index.js");
const { blocksOf } = await import("../dist/contract/index.js");

const [open, close] = ["<!-- engines -->", "<!-- /engines -->"];
const pages = await currentPages();
const stale = [];
for (const [page, text] of pages) {
  const path = join(root, page);
  if ((await readFile(path, "utf8")) === text) continue;
  if (process.argv.includes("--check")) stale.push(page);
  else await writeFile(path, text);
}
if (stale.length > 0) {
  console.error(
    `Not current: ${stale.join(", ")}. Run \`node scripts/language-reference.mjs\` after \`node scripts/build.mjs\`.`,
  );
  process.exitCode = 1;
}

/** The text of each page of the reference, with the tables as they must be. */
async function currentPages() {
  const examples = (await languageExamples(root)).filter(({ page }) => page !== "README.md");
  const tables = await tablesOf(examples.filter(({ refused, instead }) => refused === null && !instead));
  const texts = new Map();
  for (const page of new Set(examples.map((example) => example.page))) {
    let text = await readFile(join(root, page), "utf8");
    for (const example of examples.filter((one) => one.page === page).toReversed()) {
      const rest = text.slice(example.end).replace(new RegExp(`^\\n+${open}[\\s\\S]*?${close}`), "");
      text = text.slice(0, example.end) + (tables.get(example) ?? "") + rest;
    }
    texts.set(page, text);
  }
  return texts;
}

async function tablesOf(examples) {
  const cwd = await realpath(await mkdtemp(join(tmpdir(), "zenc-language-")));
  const compiler = createCompiler(cwd);
  try {
    const tables = new Map();
    for (const [index, example] of examples.entries()) {
      const folder = String(index);
      await mkdir(join(cwd, folder));
      for (const [name, content] of Object.entries({ ...example.others, "pipeline.ts": example.text })) {
        await writeFile(join(cwd, folder, name), content);
      }
      const rows = [];
      for (const target of Object.values(targets)) {
        rows.push(...(await rowsOf(compiler, target, { cwd, file: join(folder, "pipeline.ts") }, example)));
      }
      tables.set(example, `\n\n${open}\n${tableOf(rows)}\n${close}`);
    }
    return tables;
  } finally {
    await compiler.dispose();
    await rm(cwd, { recursive: true });
  }
}

/** What becomes of an example for one target: a row for each form and reason, with the tasks that it holds for. */
async function rowsOf(compiler, target, { cwd, file }, { page, line }) {
  const place = `${page}:${line}, for ${target.name}`;
  const stack = { name: target.name, target: target.name, store: "s3://artifacts/zenc", accelerators: [], options: {} };
  const compilation = await compiler.compile({ cwd, files: [file], stack, limits: target.limits({}) }).catch((error) => {
    throw new Error(place, { cause: error });
  });
  const wrong = compilation.diagnostics.find(({ severity }) => severity === "error");
  if (wrong) throw new Error(`${place}: ${wrong.span?.file}:${wrong.span?.start.line} ${wrong.code}: ${wrong.message}`);
  // A module's last pipeline is what the example is about: those before it are called by it.
  const compiled = compilation.pipelines.at(-1);
  if (!compiled) throw new Error(`${place}: no pipeline`);
  const errors = target.check({ ...compiled, stack }).filter(({ severity }) => severity === "error");
  if (errors.length > 0) return errors.map(({ message }) => ({ engine: target.name, form: "refused", how: message }));
  return groupedNotes(compiled.plan).map(({ form, why, tasks }) => ({
    engine: target.name,
    form,
    how: `${tasks.join(", ")}${why === "" ? "" : `: ${why}`}`,
  }));
}

/** The notes with one form and reason together, in program order. */
function groupedNotes({ structure, wiring }) {
  const tasks = new Map(wiring.tasks.map((task) => [task.id, task]));
  const constructs = new Map(explainConstructs(structure, wiring).map((note) => [note.node, note]));
  const groups = new Map();
  for (const note of explainWiring(wiring)) {
    const task = tasks.get(note.task);
    const { form } = note;
    const why = form === "block" ? constructs.get(task.node).why : note.why;
    const key = `${form} ${why}`;
    const group = groups.get(key) ?? { form, why, tasks: [] };
    groups.set(key, group);
    group.tasks.push(taskText(task, structure));
  }
  return [...groups.values()];
}

/** A task's name; what a block holds. */
function taskText({ id, kind, node, fanOut }, structure) {
  const calls = kind === "block" ? callsIn(structure, node) : [];
  const held = calls.length > 0 ? ` with ${calls.map((call) => `\`${call}\``).join(", ")}` : "";
  return `\`${id}\`${held}${fanOut === undefined ? "" : " per item"}`;
}

/** The calls inside the compound `within`, in program order. */
function callsIn(block, within, inside = false) {
  return block.flatMap((node) => {
    const counts = inside || node.id === within;
    if (node.kind === "call") return inside ? [node.id] : [];
    return blocksOf(node).flatMap((inner) => callsIn(inner.block, within, counts));
  });
}

/** Engines with the same row share it. */
function tableOf(rows) {
  const shared = new Map();
  for (const { engine, form, how } of rows) {
    const key = JSON.stringify([form, how]);
    shared.set(key, { form, how, engines: [...(shared.get(key)?.engines ?? []), engine] });
  }
  const lines = [...shared.values()].map(
    ({ engines, form, how }) => `| ${engines.join(", ")} | ${form} | ${how.replaceAll("|", "\\|")} |`,
  );
  return ["| engine | form | how |", "| --- | --- | --- |", ...lines].join("\n");
}
