// Whose the deployed things are, so that projects that share a place leave one another's alone.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Stack } from "../../compiler/ir/index.js";
import { cliError } from "../exit.js";
import { stackFilePlaces } from "../stack-file.js";

/** What the stack says, or the name in the nearest package.json. @throws CliError where there is neither. */
export function projectOf(stack: Stack, cwd: string): string {
  const name = stack.deploy?.project ?? packageName(cwd);
  if (name !== undefined) return name;
  throw cliError("What is deployed needs to say whose it is, and there is no package.json with a name.", {
    help: "Say it in zenc.yaml: deploy: { project: NAME }.",
  });
}

function packageName(cwd: string): string | undefined {
  for (const folder of stackFilePlaces(cwd).map(dirname)) {
    try {
      const { name } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly name?: unknown };
      if (typeof name === "string" && labelOf(name) !== "") return labelOf(name);
    } catch {
      // There is none, or it is none: the next one.
    }
  }
  return undefined;
}

/** As a label of Kubernetes takes it: `@acme/churn` → `acme.churn`. */
const labelOf = (name: string): string =>
  name
    .replace(/^@/, "")
    .replace(/[^A-Za-z0-9_.-]+/g, ".")
    .slice(0, 63)
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
