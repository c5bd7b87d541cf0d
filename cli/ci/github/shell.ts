// Paths as words of a shell's command line that stands in a workflow, where `${{` is evaluated before any shell sees it.
import { cliError } from "../../exit.js";

/** Quoted where they must be; `*` is left to the shell. @throws CliError for what no workflow should have to carry. */
export const shellWords = (paths: readonly string[]): string => paths.map(shellWord).join(" ");

function shellWord(path: string): string {
  if (path.startsWith("-") || /[\p{C}'"`$\\{}]/u.test(path)) {
    throw cliError(`A workflow cannot name the path ${JSON.stringify(path)}.`, {
      help: "Name it without quotes, $, braces and backslashes.",
    });
  }
  if (/^[\p{L}\p{N}_@%+=:,./*-]+$/u.test(path)) return path;
  return `'${path}'`;
}
