// GitHub Actions reads files of a repository: of a checkout, which its owner commits, or of a branch, which gets the commit.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { repositoryIn } from "../../targets/github/artifacts.js";
import { githubOptions } from "../../targets/github/options.js";
import { cliError } from "../exit.js";
import { runGit } from "../git.js";
import { packageFolder } from "../package.js";
import type { Change, Engine, EngineRequest } from "./engine.js";
import { type FilePlace, fileDestination } from "./files.js";
import { folderPlace } from "./folder.js";
import { githubApi, planInWorkflow } from "./github-api.js";
import { repositoryCode } from "./github-code.js";
import { repositoryOf } from "./github-repository.js";

export const githubEngine: Engine = {
  destination: async (request) => {
    const { place, warning, left } = await placeOf(request);
    const check = async () => (warning === undefined ? [] : [warning]);
    const code = repositoryIn(request.stack.store) === null ? null : repositoryCode(place);
    const besides = async (changes: readonly Change[]) =>
      code?.changes(changes.flatMap(({ action, pipeline }) => (action === "remove" && pipeline !== null ? [pipeline] : []))) ??
      [];
    return {
      ...fileDestination(place, request.project, besides),
      check,
      ...(code === null ? {} : { codeOf: code.store }),
      ...(left === undefined ? {} : { left }),
    };
  },
  api: async (request) => githubApi(await repositoryOf(request), request.terminal),
  beside: async ({ options }) => {
    const { runtime, runtimeFile } = githubOptions(options);
    if (runtime !== "repository") return [];
    const text = await readFile(join(packageFolder(), "dist/step/zenc-step.mjs"), "utf8");
    return [{ path: runtimeFile, text, pipeline: null }];
  },
  planIn: planInWorkflow,
};

interface Place {
  readonly place: FilePlace;
  /** Why GitHub will not find what is brought there. */
  readonly warning?: string;
  readonly left?: string;
}

async function placeOf({ stack, terminal: { cwd } }: EngineRequest): Promise<Place> {
  const to = stack.deploy?.to ?? (await checkoutOf(cwd));
  if (to === null) {
    throw cliError(
      `The stack "${stack.name}" does not say where its workflows go, and this is no checkout of a Git repository.`,
      {
        help: "Say it in zenc.yaml, deploy: { to: { git: URL, branch: main } }, or with --to: the folder of a checkout.",
      },
    );
  }
  if (typeof to === "string") {
    if (to.startsWith("s3://")) throw cliError(`GitHub reads workflows from a repository, and "${to}" is none.`);
    const folder = resolve(cwd, to);
    const isRoot = existsSync(join(folder, ".git"));
    const warning = `GitHub reads workflows in the root of a repository, and the folder ${to} is not the root of a checkout.`;
    const left = "commit and push it: runs start from the default branch";
    return { place: folderPlace(folder, to), ...(isRoot ? { left } : { warning }) };
  }
  if (to.path !== undefined) {
    throw cliError(`GitHub reads workflows in the root of a repository, not in "${to.path}".`, {
      help: "Leave out the path of deploy.to in zenc.yaml.",
    });
  }
  return { place: await (await import("./git.js")).gitPlace(to, cwd) };
}

/** The root of the repository that a folder lies in. */
async function checkoutOf(cwd: string): Promise<string | null> {
  const { code, stdout } = await runGit(cwd, ["rev-parse", "--show-cdup"], {}, { mayFail: true });
  if (code !== 0) return null;
  return relative(cwd, resolve(cwd, stdout.trim())) || ".";
}
