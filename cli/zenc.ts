#!/usr/bin/env node
// `zenc`: runs a command and turns what happens into an exit code. Users' errors are one message; only bugs show a stack.
import { CommanderError } from "commander";
import { exit, isCliError } from "./exit.js";
import { createProgram } from "./program.js";
import { processTerminal } from "./terminal.js";

// A reader that closes the pipe (`zenc runs | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exit.ok);
    throw error;
  });
}

const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // The second signal ends the process at once.
  process.once(signal, () => controller.abort(signal));
}

async function main(): Promise<number> {
  const terminal = processTerminal(controller.signal);
  let exitCode: number = exit.ok;
  try {
    await createProgram(terminal, (code) => {
      exitCode = code;
    }).parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
    const red = terminal.noteColors.red;
    if (isCliError(error)) {
      if (error.message !== "") terminal.note(`${red("error")}: ${error.message}`);
      if (error.help !== undefined) terminal.note(`  ${terminal.noteColors.cyan("help")}: ${error.help}`);
      return error.exitCode;
    }
    terminal.note(`${red("bug in zenc")}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    terminal.note("This is a bug in zenc, not in your pipeline. Please report it with the lines above.");
    return exit.internal;
  }
}

process.exit(await main());
