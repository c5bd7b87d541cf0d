// `zenc ci github`: writes the workflow of the author's own repository.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Stack } from "../compiler/ir/index.js";
import { planCi } from "./ci/github/plan.js";
import { shellWords } from "./ci/github/shell.js";
import { ciMark, writeCi } from "./ci/github/write.js";
import { differenceOf } from "./difference.js";
import { cliError, exit } from "./exit.js";
import { repositoryRoot } from "./for-ci.js";
import { readSetting, type StackOptions } from "./setting.js";
import type { Terminal } from "./terminal.js";

interface CiOptions extends Pick<StackOptions, "stack"> {
  readonly out?: string;
  readonly compiled?: string;
  readonly check?: boolean;
}

export async function ciGithub(terminal: Terminal, files: readonly string[], options: CiOptions): Promise<number> {
  const { cwd } = terminal;
  const root = repositoryRoot(cwd);
  if (root === null)
    throw cliError("A workflow belongs into a repository, and this folder is in none.", { help: "git init makes one." });
  const stack = readSetting(terminal, options);
  const compiled = compiledFolder(stack, options, cwd, root);
  const workflow = planCi({
    stack,
    files,
    folder: pathOf(root, cwd),
    lockFolder: pathOf(root, lockFolderOf(cwd, root)),
    ...(compiled === undefined ? {} : { compiled }),
  });
  const text = writeCi(workflow, commandOf(files, stack, options));
  const file = options.out === undefined ? join(root, ".github/workflows/zenc.yml") : resolve(cwd, options.out);
  return options.check ? compare(terminal, file, text) : write(terminal, file, text, hintsFor(stack));
}

async function write(terminal: Terminal, file: string, text: string, hints: readonly string[]): Promise<number> {
  const shown = relative(terminal.cwd, file);
  const there = await readOrNull(file);
  if (there !== null && !there.startsWith(ciMark)) {
    throw cliError(`"${shown}" was not written by zenc ci.`, { help: "Say --out with another file, or move it away." });
  }
  const { noteColors: colors } = terminal;
  if (there === text) terminal.note(colors.dim(`= ${shown}`));
  else {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    terminal.note(`${colors.green("✓")} ${shown} ${there === null ? "written" : "changed"}`);
  }
  for (const hint of hints) terminal.note(`${colors.yellow("!")} ${hint}`);
  return exit.ok;
}

async function compare(terminal: Terminal, file: string, text: string): Promise<number> {
  const shown = relative(terminal.cwd, file);
  const there = await readOrNull(file);
  if (there === text) {
    terminal.note(`${terminal.noteColors.green("✓")} ${shown} up to date`);
    return exit.ok;
  }
  const { colors } = terminal;
  const difference = there === null ? "" : `\n${differenceOf(there, text, colors)}`;
  await terminal.print(`${colors.red(there === null ? "missing" : "out of date")} ${shown}${difference}`);
  return exit.failed;
}

/** What GitHub runs stands below the root of the repository. */
function compiledFolder({ target }: Stack, { compiled }: CiOptions, cwd: string, root: string): string | undefined {
  if (compiled !== undefined) return compiled.replace(/\/+$/, "");
  return target === "github" ? pathOf(cwd, root) || "." : undefined;
}

/** The nearest folder with a lock that has zenc, so that CI runs the zenc that the author has. */
function lockFolderOf(cwd: string, root: string): string {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const file = join(folder, "package-lock.json");
    if (existsSync(file)) {
      const { packages = {} } = JSON.parse(readFileSync(file, "utf8")) as {
        readonly packages?: Readonly<Record<string, unknown>>;
      };
      if (Object.keys(packages).some((path) => /(^|\/)node_modules\/zenc$/.test(path))) return folder;
      throw cliError(`CI runs zenc from "${relative(cwd, file)}", which does not have it.`, {
        help: "npm install --save-dev zenc",
      });
    }
    if (folder === root) break;
  }
  throw cliError("CI installs what a lock names, and there is no package-lock.json.", { help: "npm install --save-dev zenc" });
}

/** The command that writes the same file again. */
function commandOf(files: readonly string[], { name }: Stack, { stack, out, compiled }: CiOptions): string {
  const words = [
    "zenc ci github",
    ...files.map((file) => (file.includes("*") ? `'${file}'` : shellWords([file]))),
    ...(stack === undefined ? [] : [`--stack ${name}`]),
    ...(compiled === undefined ? [] : [`--compiled ${shellWords([compiled])}`]),
    ...(out === undefined ? [] : [`--out ${shellWords([out])}`]),
  ];
  return words.join(" ");
}

/** What the workflow will lack in the end. */
function hintsFor({ name, target, store, deploy, ci }: Stack): readonly string[] {
  if (target === "local") return [`the stack "${name}" is of this machine: the workflow checks, and deploys nothing`];
  const keys = Object.keys(ci?.env ?? {});
  const isS3 = store.startsWith("s3://") || (typeof deploy?.to === "string" && deploy.to.startsWith("s3://"));
  const lacksKeys = isS3 && ci?.role === undefined && !keys.some((key) => key.startsWith("AWS_"));
  const lacksPlace = target === "airflow" && deploy?.to === undefined;
  return [
    ...(lacksKeys
      ? [
          "the deployment cannot reach S3: say ci: { role: arn:aws:iam::… } in zenc.yaml, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in its env",
        ]
      : []),
    ...(lacksPlace ? ["the deployment does not know where files go: say deploy: { to: … } in zenc.yaml"] : []),
    ...(isS3
      ? []
      : store.includes("://")
        ? []
        : [`the store "${store}" is a folder: the runner that deploys must have it, and the engine too`]),
  ];
}

const pathOf = (from: string, to: string): string => relative(from, to).split(sep).join("/");

const readOrNull = (file: string): Promise<string | null> =>
  readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
