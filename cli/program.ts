// The commands of `zenc` and their options. Each command's work is in a file of its own, imported when it is called,
// so that `zenc --help` starts at once.
import { Command, InvalidArgumentError, Option } from "commander";
import { packageVersion } from "./package.js";
import type { Terminal } from "./terminal.js";

const examples = `
Examples:
  zenc init churn                          a project that runs at once
  zenc run pipeline.ts --param limit=100   compile and run it here, reuse what is known
  zenc run pipeline.ts --watch             again after each change
  zenc show latest                         the last run; zenc show latest train: one of its nodes
  zenc explain latest train                why it was or was not reused
  zenc check pipeline.ts --watch           errors, or the graph, after each save
  zenc graph pipeline.ts                   draw it; --format mermaid for a README
  zenc compile pipeline.ts --target airflow --out dags/ --push
  zenc compile pipeline.ts --target airflow --out dags/ --check   in CI: is dags/ up to date?
  zenc deploy pipeline.ts --stack production --dry-run            what would change on the engine
  zenc trigger churn --stack production --param limit=100 --wait  run it there

Exit codes: 0 done, 1 the run failed or files are out of date, 2 wrong use or errors in the files,
3 the store could not be used, 4 the pipeline is running already, 5 the engine could not be used, 70 a bug in zenc, 130 interrupted, 143 terminated.`;

/** Makes the program; `done` gets the exit code of the command that ran. */
export function createProgram(terminal: Terminal, done: (exitCode: number) => void): Command {
  const program = new Command("zenc")
    .description("Compiles machine-learning pipelines written in TypeScript, and runs them.")
    .version(packageVersion(), "-V, --version")
    .showSuggestionAfterError()
    .showHelpAfterError("(zenc --help shows what there is)")
    .helpCommand("help [command]", "how a command is used")
    .addHelpText("after", examples)
    .configureOutput({ writeErr: (text) => terminal.note(text.trimEnd()) })
    .exitOverride();
  const command = (definition: string, description: string): Command => program.command(definition).description(description);
  const finish =
    <Arguments extends unknown[]>(load: () => Promise<(terminal: Terminal, ...values: Arguments) => Promise<number>>) =>
    async (...values: [...Arguments, ...unknown[]]) =>
      done(await (await load())(terminal, ...(values as unknown as Arguments)));

  withStack(command("run <file>", "compile a pipeline and run it on this machine"))
    .addOption(pipelineOption())
    .option("--param <name=value>", "a parameter; JSON where it is not a string; may be repeated", collect, [])
    .option("--params <file>", "parameters from a JSON file")
    .option("--no-cache", "run every step, reuse nothing")
    .option("--max-parallel <n>", "steps that run at once (default: the number of cores)", positiveInteger)
    .addOption(
      new Option("--accelerators <need>", "optional: steps that ask for an accelerator run without where there is none").choices([
        "required",
        "optional",
      ]),
    )
    .option("--run <id>", "the run's id; of an unfinished run: go on with it")
    .option("-w, --watch", "run again after each change of the pipeline's files")
    .addOption(formats("text", "json"))
    .action(finish(async () => (await import("./run.js")).run));

  withStack(command("runs [pipeline]", "list runs, the newest first"))
    .option("-n, --limit <n>", "how many", positiveInteger, 20)
    .addOption(formats("text", "json"))
    .action(finish(async () => (await import("./runs.js")).runs));

  withStack(
    command("show <run> [node]", 'a run ("latest", an id or the beginning of one) and its nodes; one node and its output'),
  )
    .addOption(pipelineOption())
    .option("--output <name>", "a field of the node's output, as `report.accuracy`; `result` without a node is the run's result")
    .option("--to <path>", "write the output to a file or folder")
    .option("--log", "the whole log of the node")
    .addOption(formats("text", "json"))
    .action(finish(async () => (await import("./show.js")).show));

  withStack(command("explain <run> <node>", "say why a node was or was not reused"))
    .addOption(pipelineOption())
    .addOption(formats("text", "json"))
    .action(finish(async () => (await import("./explain.js")).explain));

  withStack(command("graph <file>", "draw a pipeline: its steps, branches, fan-outs and effects"))
    .addOption(pipelineOption())
    .addOption(formats("text", "mermaid", "dot", "json"))
    .action(finish(async () => (await import("./graph.js")).graph));

  withStack(command("plan <files...>", "show what an engine is given: tasks, gates, fan-outs, pools, and why"))
    .addOption(pipelineOption())
    .option("--since <commit>", "show what has changed since a commit of the Git repository, as `main` or `HEAD^1`")
    .addOption(formats("text", "json", "markdown"))
    .action(finish(async () => (await import("./plan.js")).plan));

  withStack(command("check <files...>", "find errors without making anything, and draw what was understood"))
    .addOption(formats("text", "json", "sarif", "github"))
    .addOption(sarifOption())
    .option("--no-graph", "no drawing")
    .option("-q, --quiet", "problems only")
    .option("-w, --watch", "check again after each change")
    .action(finish(async () => (await import("./check.js")).check));

  withStack(command("compile <files...>", "write the files of an engine"))
    .addOption(pipelineOption())
    .requiredOption("-o, --out <folder>", "where the files go")
    .option("--push", "upload plan and code to the store: only what it lacks")
    .option("--check", "write nothing; exit 1 and show the difference where files are out of date")
    .option("--runtime", "put zenc-step.mjs beside the files, so that a worker needs only Node")
    .option("-w, --watch", "compile again after each change")
    .addOption(formats("text", "json", "github"))
    .addOption(sarifOption())
    .action(finish(async () => (await import("./compile.js")).compile));

  withPlace(
    withStack(command("deploy <files...>", "bring what is compiled to where the engine finds it, plan and code to the store")),
  )
    .addOption(pipelineOption())
    .option("--dry-run", "change nothing, show the difference")
    .option("--prune", "remove what this project has deployed and none of the files makes")
    .option("--force", "overwrite what others have made or changed")
    .addOption(formats("text", "json"))
    .action(finish(async () => (await import("./deploy.js")).deploy));

  withPlace(withStack(command("diff <files...>", "show what differs between what is deployed and what would be compiled")))
    .addOption(pipelineOption())
    .addOption(formats("text", "json"))
    .action(finish(async () => (await import("./diff.js")).diff));

  withStack(command("trigger <pipeline>", "start a run of a deployed pipeline on its engine"))
    .option("--param <name=value>", "a parameter; JSON where it is not a string; may be repeated", collect, [])
    .option("--params <file>", "parameters from a JSON file")
    .option("--wait", "follow the run to its end, and exit as `zenc run` does")
    .addOption(formats("text", "json"))
    .action(finish(async () => (await import("./trigger.js")).trigger));

  const ci = command("ci", "write what a CI service does with this repository");
  ci.command("github <files...>")
    .description(
      "write a workflow for GitHub Actions: checks pull requests, deploys what is merged; quote patterns, as 'pipelines/*.ts'",
    )
    .option("-s, --stack <name>", "a stack of zenc.yaml; its `ci` says where the workflow runs and what it may use")
    .option("-o, --out <file>", "the workflow (default: .github/workflows/zenc.yml of the repository)")
    .option("--compiled <folder>", "a committed folder with what zenc compile writes: pull requests must keep it up to date")
    .option("--check", "write nothing; exit 1 and show the difference where the file is out of date")
    .action(finish(async () => (await import("./ci.js")).ciGithub));

  command("image [folder]", "write what a container image for steps is built from: Dockerfile, .dockerignore, zenc-step.mjs")
    .option("--gpu", "with CUDA and tfjs-node-gpu")
    .option("--base <image>", "the base image, instead of zenc's")
    .option("--package <name@version>", "a native package that the steps import; may be repeated", collect, [])
    .action(finish(async () => (await import("./image.js")).image));

  command("init [folder]", "write a project that runs at once")
    .addOption(new Option("--template <name>", "which one").choices(["hello", "penguins"]).default("hello"))
    .action(finish(async () => (await import("./init.js")).init));

  return program;
}

function withStack(command: Command): Command {
  return command
    .option("-s, --stack <name>", "a stack of zenc.yaml")
    .option("--target <name>", "the engine, instead of the stack's")
    .option("--store <url>", "a folder or s3://bucket/prefix, instead of the stack's");
}

function withPlace(command: Command): Command {
  return command.option("--to <place>", "where files go: a folder or s3://bucket/prefix, instead of the stack's");
}

function pipelineOption(): Option {
  return new Option("-p, --pipeline <name>", "the exported const or the pipeline's name; needed where there are several");
}

function sarifOption(): Option {
  return new Option("--sarif <file>", "write what is wrong as SARIF too, for code scanning");
}

function formats(first: string, ...others: string[]): Option {
  return new Option("--format <format>", "how the answer is written").choices([first, ...others]).default(first);
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number of at least 1.");
  return value;
}
