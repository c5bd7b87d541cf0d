// The checkers of workflow files that others wrote: GitHub's own parser and language service, actionlint, zizmor, the published JSON schema.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { run } from "../airflow/install.js";
import { bring, cacheFolder, installGithub } from "./install.js";

const here = fileURLToPath(new URL("./checkers/", import.meta.url));

export interface Checkers {
  /** Every finding, in words; by file. */
  check(files: Readonly<Record<string, string>>): Promise<readonly string[]>;
}

interface LanguageService {
  check(text: string): Promise<readonly string[]>;
}

/** Installs them where they are not there yet (a minute). */
export async function openCheckers(): Promise<Checkers> {
  const { actionlint } = await installGithub();
  const hash = createHash("sha256");
  for (const name of ["package-lock.json", "requirements.lock", "language-service.js"])
    hash.update(await readFile(join(here, name)));
  const folder = join(cacheFolder(), `github-checkers-${hash.digest("hex").slice(0, 12)}`);
  await bring(folder, "the checkers of workflow files", install);
  const service = (await import(pathToFileURL(join(folder, "language-service.mjs")).href)) as LanguageService;
  const python = (name: string) => join(folder, "venv", "bin", name);
  return {
    check: async (files) => {
      const place = await mkdtemp(join(tmpdir(), "zenc-checkers-"));
      try {
        const workflows = join(place, ".github", "workflows");
        await mkdir(workflows, { recursive: true });
        await mkdir(join(place, ".git"));
        const paths = Object.keys(files).map((name) => join(workflows, `${name}.yml`));
        for (const [at, text] of Object.values(files).entries()) await writeFile(paths[at] as string, text);
        const found: string[] = [];
        for (const [name, text] of Object.entries(files)) {
          const said = (await service.check(text)).filter((one) => !(one.replace(/^\d+: /, "") in justified));
          found.push(...said.map((one) => `language service: ${name}: ${one}`));
        }
        const labels = [...new Set(Object.values(files).flatMap(labelsIn))];
        await writeFile(join(place, ".github", "actionlint.yaml"), `self-hosted-runner:\n  labels: ${JSON.stringify(labels)}\n`);
        const lint = ["-shellcheck=", "-pyflakes=", "-no-color", "-oneline", ...paths];
        found.push(...(await linesOf(actionlint, lint, place)).map((line) => `actionlint: ${line}`));
        const zizmor = ["--offline", "--no-progress", "-q", "--persona=auditor", "--format=json", "--no-exit-codes", ".github"];
        const [first = "[]", ...more] = (await linesOf(python("zizmor"), [...zizmor], place)).join("\n").split(/\n(?=[^\s\]])/);
        found.push(...findingsIn(first), ...more.map((line) => `zizmor: ${line}`));
        const schema = ["--builtin-schema", "vendor.github-workflows", "-o", "text", ...paths];
        const said = await linesOf(python("python"), ["-m", "check_jsonschema", ...schema], place);
        if (said.join("\n") !== "ok -- validation done") found.push(...said.map((line) => `schema: ${line}`));
        return found;
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}

async function install(folder: string): Promise<void> {
  for (const name of ["package.json", "package-lock.json", "language-service.js"]) await cp(join(here, name), join(folder, name));
  await run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]);
  // Its own modules import JSON in a way that Node refuses.
  await build({
    entryPoints: [join(folder, "language-service.js")],
    outfile: join(folder, "language-service.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    banner: { js: 'import{createRequire as c}from"node:module";const require=c(import.meta.url);' },
  });
  await run("python3", ["-m", "venv", join(folder, "venv")]);
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps"];
  await run(join(folder, "venv", "bin", "python"), [...pip, "-r", join(here, "requirements.lock")]);
}

interface Finding {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly { readonly concrete: { readonly feature: string } }[];
}

/** What remains of all of them, and why it has to. */
export const justified: Readonly<Record<string, string>> = {
  "self-hosted-runner": "the stack says so: machines with accelerators are the organisation's own",
  "secrets-outside-env": "the stack names no environment; where it does, jobs stand in it",
  // https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group
  "Context access might be invalid: merge_group": "the language service does not know what this event brings",
};

function findingsIn(text: string): readonly string[] {
  if (!text.trim().endsWith("]")) throw new Error(`zizmor says ${text.slice(0, 1500)}`);
  const findings = JSON.parse(text === "" ? "[]" : text) as readonly Finding[];
  return findings.flatMap(({ ident, desc, locations }) =>
    ident in justified ? [] : [`zizmor: ${ident}: ${desc}: ${locations[0]?.concrete.feature.slice(0, 200)}`],
  );
}

const labelsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^ {4}runs-on: (.*)$/gm)].flatMap(([, one = ""]) => one.match(/[\w.-]+/g) ?? []);

function linesOf(command: string, words: readonly string[], cwd: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    execFile(command, words, { cwd, maxBuffer: 1 << 26 }, (error, output, errors) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve(`${output}\n${errors}`.split("\n").filter((line) => line.trim() !== ""));
    });
  });
}
