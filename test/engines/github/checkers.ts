// What checks workflow files: GitHub's own parser and language service, actionlint, zizmor, and the published JSON Schema. Each is of the version
// that a lock names.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { run } from "../airflow/install.js";
import { bring, cacheFolder, installGithub } from "./install.js";

export interface WorkflowFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** All that the checkers find, a text each. `labels` are names of runners that the organisation has. */
export type Check = (files: readonly WorkflowFile[], labels?: readonly string[]) => Promise<readonly string[]>;

const here = fileURLToPath(new URL("./checkers/", import.meta.url));
const uv = "uv==0.13.9";

/** Installs them where they are not there yet (half a minute). */
export async function installCheckers(): Promise<Check> {
  const { actionlint } = await installGithub();
  const hash = createHash("sha256").update(uv);
  for (const name of ["package-lock.json", "parser.mjs", "requirements.lock"]) hash.update(await readFile(join(here, name)));
  const folder = join(cacheFolder(), `github-checkers-${hash.digest("hex").slice(0, 12)}`);
  await bring(folder, "the checkers of workflow files, which takes half a minute", async (temporary) => {
    await Promise.all([installPython(temporary), installParser(temporary)]);
  });
  return (files, labels = []) =>
    checkFiles({ actionlint, bin: join(folder, "venv/bin"), parser: join(folder, "parser.mjs") }, files, labels);
}

async function installPython(folder: string): Promise<void> {
  const boot = join(folder, "boot");
  await run("python3", ["-m", "venv", "--clear", boot]);
  await run(join(boot, "bin/python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", uv]);
  const fast = join(boot, "bin/uv");
  const environment = join(folder, "venv");
  await run(fast, ["venv", "--quiet", "--relocatable", "--python", join(boot, "bin/python"), environment]);
  const lock = ["--require-hashes", "--no-deps", "-r", join(here, "requirements.lock")];
  await run(fast, ["pip", "install", "--quiet", "--python", join(environment, "bin/python"), ...lock]);
  await rm(boot, { recursive: true });
}

async function installParser(folder: string): Promise<void> {
  const project = join(folder, "npm");
  await mkdir(project);
  for (const name of ["package.json", "package-lock.json", "parser.mjs"]) await cp(join(here, name), join(project, name));
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", project]);
  await build({
    entryPoints: [join(project, "parser.mjs")],
    outfile: join(folder, "parser.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: 'import{createRequire as zenc$c}from"node:module";const require=zenc$c(import.meta.url);' },
    logLevel: "error",
  });
  await rm(project, { recursive: true });
}

interface Programs {
  readonly actionlint: string;
  readonly bin: string;
  readonly parser: string;
}

async function checkFiles({ actionlint, bin, parser }: Programs, files: readonly WorkflowFile[], labels: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), "zenc-workflows-"));
  try {
    for (const { path, text } of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    // It is how actionlint finds the root.
    await mkdir(join(folder, ".git"));
    const config = join(folder, "actionlint.yaml");
    await writeFile(config, JSON.stringify({ "self-hosted-runner": { labels } }));
    const paths = files.map(({ path }) => path);
    const said = await Promise.all([
      output(process.execPath, [parser], folder, JSON.stringify(files)).then((text) => JSON.parse(text) as string[]),
      output(actionlint, ["-shellcheck=", "-pyflakes=", "-config-file", config, "-format", "{{json .}}", ...paths], folder).then(
        (text) =>
          (JSON.parse(text) as { message: string; filepath: string; line: number }[]).map(
            (one) => `${one.filepath}:${one.line}: ${one.message}`,
          ),
      ),
      output(
        join(bin, "zizmor"),
        ["--offline", "--no-progress", "--quiet", "--persona=auditor", "--format=json", "."],
        folder,
      ).then((text) =>
        (JSON.parse(text) as { ident: string; desc: string }[]).map(({ ident, desc }) => `zizmor ${ident}: ${desc}`),
      ),
      output(join(bin, "check-jsonschema"), ["--builtin-schema", "vendor.github-workflows", "-o", "json", ...paths], folder).then(
        (text) => {
          const { errors = [], parse_errors = [] } = JSON.parse(text) as {
            errors?: { filename: string; message: string }[];
            parse_errors?: object[];
          };
          return [
            ...errors.map(({ filename, message }) => `${filename}: ${message}`),
            ...parse_errors.map((one) => JSON.stringify(one)),
          ];
        },
      ),
    ]);
    return said.flat();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Standard output, whatever the program ends with: findings are no failure of it. */
function output(command: string, words: readonly string[], cwd: string, input = ""): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(command, words, { cwd, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error && stdout === "") reject(new Error(`${command} ${words.join(" ")}: ${error.code}\n${stderr.slice(-4000)}`));
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
