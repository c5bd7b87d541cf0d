// Where the files of an engine that reads files go.
import { resolve } from "node:path";
import type { Deploy } from "../../compiler/ir/index.js";
import { cliError } from "../exit.js";
import type { FilePlace } from "./files.js";
import { folderPlace } from "./folder.js";

/** Git and S3 are loaded when they are meant. @throws CliError where the stack does not say. */
export async function placeOf(deploy: Deploy | undefined, stack: string, cwd: string): Promise<FilePlace> {
  const to = deploy?.to;
  if (to === undefined) {
    throw cliError(`The stack "${stack}" does not say where its files go.`, {
      help: "Say it in zenc.yaml, deploy: { to: dags/ }, or with --to: a folder, or s3://bucket/prefix.",
    });
  }
  if (typeof to !== "string") return (await import("./git.js")).gitPlace(to, cwd);
  if (to.startsWith("s3://")) return (await import("./s3.js")).s3Place(to);
  return folderPlace(resolve(cwd, to), to);
}
