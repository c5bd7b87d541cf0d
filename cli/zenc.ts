#!/usr/bin/env node
// `zenc`: runs a command and turns what happens into an exit code. Users' errors are one message; only bugs show a stack.
import { CommanderError } from "commander";
import { exit, exitCodeOf, knownError } from "./exit.js";
import { createProgram } from "./program.js";
import { processTerminal, tell } from "./terminal.js";

// A reader that closes the pipe (`zenc runs | head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(exit.ok);
    throw error;
  });
}

const controller = new AbortController();
let listening = false;
const listen = (): AbortSignal => {
  listening = true;
  return controller.signal;
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  // The listener stays: libraries that restore the cursor end the process where they are the only ones to listen.
  process.on(signal, () => {
    if (!listening || controller.signal.aborted) process.exit(exitCodeOf(signal));
    controller.abort(signal);
  });
}

async function main(): Promise<number> {
  const terminal = processTerminal(listen);
  let exitCode: number = exit.ok;
  try {
    await createProgram(terminal, (code) => {
      exitCode = code;
    }).parseAsync();
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
    const { red } = terminal.noteColors;
    const known = knownError(error);
    if (known) return tell(terminal, known);
    terminal.note(`${red("bug in zenc")}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    terminal.note("This is a bug in zenc, not in your pipeline. Please report it with the lines above.");
    return exit.internal;
  }
}

process.exit(await main());
