// docs/diagnostics.md: every code that zenc can report, by phase, each with the example that its test fixture holds.
// Without an argument it is written; with `--check` it is compared, and the exit code says whether it is current.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./counts.mjs";

/** In the order of compilation, with what each is about. */
const phases = {
  stack: "the stack file, `zenc.yaml`",
  load: "files and tsconfig; TypeScript's own errors appear as `typescript-<number>`",
  define: "steps, pipelines, their options, parameters and outputs",
  lower: "what a pipeline body may say; see [language.md](language.md)",
  check: "rules over the whole pipeline",
  place: "what steps ask for and what the stack has",
  wire: "tasks, branches and fan-outs",
  bundle: "the code of steps and expressions",
  target: "what an engine cannot do",
};

const path = join(root, "docs/diagnostics.md");
const text = await reference();
if (process.argv.includes("--check")) {
  if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error("docs/diagnostics.md is not current: run `node scripts/diagnostics-reference.mjs`.");
    process.exitCode = 1;
  }
} else await writeFile(path, text);

async function reference() {
  const files = (await readdir(join(root, "compiler/diagnostics/codes"))).map((name) => name.replace(/\.ts$/, ""));
  const unknown = files.filter((phase) => phases[phase] === undefined);
  if (unknown.length > 0)
    throw new Error(`Say in scripts/diagnostics-reference.mjs what these phases are about: ${unknown.join(", ")}.`);
  const sections = [];
  for (const phase of Object.keys(phases)) sections.push(await section(phase));
  return `# Diagnostics

Everything that zenc reports, by the phase that finds it. All of a phase is collected before zenc stops. Codes are never renamed, so tools may rely
on them; \`--format json\` and \`--format sarif\` print them for tools. Made from the table of codes and the test fixtures by \`node scripts/diagnostics-reference.mjs\`.

${sections.join("\n")}`;
}

async function section(phase) {
  const rows = Object.entries(await codesOf(phase));
  if (rows.length === 0) return `## ${phase}: ${phases[phase]}\n\nNone yet.\n`;
  const entries = await Promise.all(rows.map(([code, { severity }]) => entry(code, severity)));
  return `## ${phase}: ${phases[phase]}\n\n${entries.join("\n")}`;
}

async function entry(code, severity) {
  const example = await readFile(join(root, "test/diagnostics", code, "diagnostics.txt"), "utf8").catch(() => null);
  const shown = example === null ? "" : `\n\`\`\`text\n${example.trim()}\n\`\`\`\n`;
  return `### ${code}${severity === "warning" ? " (warning)" : ""}\n${shown}`;
}

/** The table of one phase, from its source. */
async function codesOf(phase) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`compiler/diagnostics/codes/${phase}.ts`],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  return module[`${phase}Codes`];
}
