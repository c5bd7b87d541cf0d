// The engines that zenc can deploy to, by the target's name: a file and a line each.
import type { Stack } from "../../compiler/ir/index.js";
import { cliError } from "../exit.js";
import type { Engine } from "./engine.js";

/** Loaded when needed: each brings its own clients. */
const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  airflow: async () => (await import("./airflow.js")).airflowEngine,
  argo: async () => (await import("./argo.js")).argoEngine,
  github: async () => (await import("./github.js")).githubEngine,
};

/** The engine of a stack. @throws CliError where nothing can be deployed to it. */
export async function engineOf(stack: Stack): Promise<Engine> {
  const load = engines[stack.target];
  if (load) return load();
  throw cliError(`Nothing can be deployed to the target "${stack.target}" of the stack "${stack.name}".`, {
    help: `Say --stack with a stack of zenc.yaml whose target is one of ${Object.keys(engines).join(", ")}.`,
  });
}
