// A stack and the files of its pipelines → the workflow of their repository.
//
// What a pull request brings runs in one job, whose token can read and nothing else: so forks are checked as all others are. What needs a right
// (to comment, to fill code scanning) is done by jobs that run none of its code, over what that job has left. Secrets are in the deployment alone,
// which runs what has been merged.
import type { Stack } from "../../../compiler/ir/index.js";
import { actions } from "../../../targets/github/actions.js";
import { expression } from "../../../targets/github/condition.js";
import type { CiWorkflow, Job, JobStep } from "./document.js";
import { gitOf, gitVariables, roleStep, roleVariables, secretFiles, valuesOf } from "./environment.js";
import { shellWords } from "./shell.js";

export interface CiRequest {
  readonly stack: Stack;
  /** Pipeline files, relative to `folder`; `*` is the shell's. */
  readonly files: readonly string[];
  /** The project, relative to the root of the repository; empty: the root. */
  readonly folder: string;
  /** Where its package-lock.json is, likewise. */
  readonly lockFolder: string;
  /** A folder, relative to `folder`, that holds what is compiled. */
  readonly compiled?: string;
}

const defaultRunner = "ubuntu-24.04";
/** Where the job that checks leaves what it found; relative to the project. */
const report = { folder: "zenc-report", sarif: "zenc-report/zenc.sarif", plan: "zenc-report/plan.md" } as const;

export function planCi(request: CiRequest): CiWorkflow {
  const { stack, folder } = request;
  const branches = [stack.ci?.branch ?? "main"];
  const deploy = stack.target === "local" ? {} : { deploy: deployJob(request) };
  return {
    name: `zenc ${stack.name}`,
    on: { pull_request: { branches }, merge_group: { branches }, push: { branches } },
    permissions: {},
    concurrency: {
      // What a merge queue has checked is pushed as the same commit.
      group: `zenc-${stack.name}-${expression("github.event_name")}-${expression("github.event.pull_request.number || github.sha")}`,
      "cancel-in-progress": true,
    },
    defaults: { run: { shell: "bash", ...(folder === "" ? {} : { "working-directory": folder }) } },
    jobs: { check: checkJob(request), code_scanning: scanningJob(request), comment: commentJob(request), ...deploy },
  };
}

/** Runs the code of pull requests, forks' too. */
function checkJob(request: CiRequest): Job {
  const { stack, compiled } = request;
  const words = commandWords(request);
  const shown = `--format github --sarif ${report.sarif}`;
  const compare = {
    name: "Compare what is compiled with what is committed",
    run: `${zenc} compile ${words} ${outWords(request)} --check ${shown}`,
  };
  return {
    name: "check",
    "runs-on": stack.ci?.runner ?? defaultRunner,
    "timeout-minutes": 30,
    permissions: { contents: "read" },
    outputs: { report: expression("steps.report.outputs.artifact-id"), plan: expression("steps.plan.outcome") },
    steps: [
      // A merge queue may put several commits on its base.
      checkout({ "fetch-depth": expression("github.event_name == 'merge_group' && '0' || '2'") }),
      // zizmor takes a push to such a branch for a release, and asks releases not to trust a cache.
      ...setUp(request, { cache: !/release/i.test(stack.ci?.branch ?? "") }),
      { name: "Check", id: "check", run: `${zenc} check ${words} ${shown}` },
      ...(compiled === undefined ? [] : [compare]),
      {
        name: "Compare the plans with those of the branch",
        id: "plan",
        if: expression("!cancelled() && steps.check.outcome == 'success' && github.event_name != 'push'"),
        // GitHub has merged a pull request for this run: the first parent is the branch. A merge queue says what it has put its commits on.
        env: { BASE: expression("github.event.merge_group.base_sha || 'HEAD^1'") },
        run: `${zenc} plan ${words} --since "$BASE" --format markdown | tee ${report.plan} >> "$GITHUB_STEP_SUMMARY"`,
      },
      {
        name: "Keep what was found",
        id: "report",
        if: expression("!cancelled()"),
        uses: actions.uploadArtifact.uses,
        with: {
          name: artifactOf(stack),
          path: fromRoot(request, report.folder),
          "if-no-files-found": "ignore",
          "retention-days": 7,
          overwrite: true,
        },
      },
    ],
  };
}

const isOwn = "github.event.pull_request.head.repo.full_name == github.repository";

/** A repository may have no code scanning, and an organisation may allow no comments: that is not the author's to mend. */
const courtesy = ({ ci }: Stack) =>
  ({ "runs-on": ci?.runner ?? defaultRunner, "timeout-minutes": 10, "continue-on-error": true }) as const;

function scanningJob({ stack, folder }: CiRequest): Job {
  return {
    name: "code scanning",
    needs: ["check"],
    if: expression(`!cancelled() && needs.check.outputs.report != '' && (github.event_name != 'pull_request' || ${isOwn})`),
    ...courtesy(stack),
    permissions: { contents: "read", actions: "read", "security-events": "write" },
    steps: [
      checkout({}),
      fetchReport(stack, folder),
      {
        name: "Show it in code scanning",
        uses: actions.uploadSarif.uses,
        with: { sarif_file: fromRoot({ folder }, report.sarif), category: artifactOf(stack) },
      },
    ],
  };
}

function commentJob({ stack, folder }: CiRequest): Job {
  const comments = '"repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"';
  const body = `--silent --field body=@${report.plan}`;
  const mine = `.[] | select(.user.type == "Bot" and (.body | startswith("<!-- zenc plan ${stack.name} -->"))) | .id`;
  return {
    name: "comment",
    needs: ["check"],
    if: expression(`!cancelled() && needs.check.outputs.plan == 'success' && github.event_name == 'pull_request' && ${isOwn}`),
    ...courtesy(stack),
    permissions: { "pull-requests": "write" },
    env: { GH_TOKEN: expression("github.token"), PULL_REQUEST: expression("github.event.pull_request.number") },
    steps: [
      fetchReport(stack, ""),
      {
        name: "Look for an earlier comment",
        id: "earlier",
        env: { MINE: mine },
        run: `echo "id=$(gh api --paginate ${comments} --jq "$MINE" | head -n 1)" >> "$GITHUB_OUTPUT"`,
      },
      {
        name: "Comment where a plan changes",
        if: expression("steps.earlier.outputs.id == ''"),
        run: `grep -q "no plan changes" ${report.plan} || gh api ${comments} ${body}`,
      },
      {
        name: "Bring the comment up to date",
        if: expression("steps.earlier.outputs.id != ''"),
        env: { COMMENT: expression("steps.earlier.outputs.id") },
        run: `gh api "repos/$GITHUB_REPOSITORY/issues/comments/$COMMENT" --method PATCH ${body}`,
      },
      // The project's folder is not there.
    ].map((step) => ("run" in step && folder !== "" ? { ...step, "working-directory": "." } : step)),
  };
}

/** Runs what has been merged, with the environment's secrets. */
function deployJob(request: CiRequest): Job {
  const { stack } = request;
  const ci = stack.ci ?? {};
  const git = gitOf(stack);
  return {
    name: "deploy",
    needs: ["check"],
    if: expression("github.event_name == 'push'"),
    "runs-on": ci.deployRunner ?? ci.runner ?? defaultRunner,
    environment: ci.environment ?? stack.name,
    "timeout-minutes": 30,
    permissions: {
      contents: git !== null && ci.gitToken === undefined ? "write" : "read",
      ...(ci.role === undefined ? {} : { "id-token": "write" as const }),
    },
    concurrency: { group: `zenc-deploy-${stack.name}`, "cancel-in-progress": false },
    steps: [
      checkout({}),
      ...setUp(request, { cache: false }),
      ...secretFiles(ci),
      ...(ci.role === undefined ? [] : [roleStep]),
      {
        name: "Deploy",
        env: {
          ...valuesOf(ci),
          ...(ci.role === undefined ? {} : roleVariables(ci.role)),
          ...(git === null ? {} : gitVariables(git, ci)),
        },
        run: deployCommand(request),
      },
    ],
  };
}

/** GitHub runs the workflows that are committed: there only plan and code have to be brought, unless a branch is to get them. */
function deployCommand(request: CiRequest): string {
  const { stack } = request;
  const words = commandWords(request);
  if (stack.target === "github" && typeof stack.deploy?.to !== "object")
    return `${zenc} compile ${words} ${outWords(request)} --push`;
  return `${zenc} deploy ${words}${stack.ci?.prune ? " --prune" : ""}`;
}

/** Of the lock, never another one. */
const zenc = "npx --no zenc";

const commandWords = ({ files, stack }: CiRequest): string => `${shellWords(files)} --stack ${stack.name}`;

/** Where compiled files are committed; on GitHub with zenc-step.mjs, which the jobs start. */
function outWords({ stack, compiled = "" }: CiRequest): string {
  const { runtime = "repository", runtimeFile = "zenc-step.mjs" } = stack.options;
  const brings = stack.target === "github" && runtime === "repository" && runtimeFile === "zenc-step.mjs";
  return `--out ${shellWords([compiled])}${brings ? " --runtime" : ""}`;
}

const artifactOf = ({ name }: Stack): string => `zenc-${name}`;

function checkout(options: Readonly<Record<string, string>>): JobStep {
  return { name: "Fetch the repository", uses: actions.checkout.uses, with: { "persist-credentials": false, ...options } };
}

/** A cache that other runs write to is none for the job that has secrets. */
function setUp({ stack, lockFolder, folder }: CiRequest, { cache }: { readonly cache: boolean }): readonly JobStep[] {
  const lock = lockFolder === "" ? {} : { "cache-dependency-path": `${lockFolder}/package-lock.json` };
  const caching = cache ? { cache: "npm", ...lock } : { "package-manager-cache": false };
  return [
    { name: "Set up Node", uses: actions.setupNode.uses, with: { "node-version": stack.ci?.node ?? 24, ...caching } },
    { name: "Install the packages", run: "npm ci", ...(lockFolder === folder ? {} : { "working-directory": lockFolder || "." }) },
  ];
}

function fetchReport(stack: Stack, folder: string): JobStep {
  const where = { name: artifactOf(stack), path: fromRoot({ folder }, report.folder) };
  return { name: "Fetch what was found", uses: actions.downloadArtifact.uses, with: where };
}

const fromRoot = ({ folder }: { readonly folder: string }, path: string): string => (folder === "" ? path : `${folder}/${path}`);
