// The terminal as commands see it: documents and answers go to standard output, everything else to standard error.
import pc from "picocolors";
import type { CliError } from "./exit.js";

export type Colors = ReturnType<typeof pc.createColors>;

export interface Terminal {
  readonly cwd: string;
  /** Writes a line, or several, to standard output. Resolves when it has been taken. */
  print(text: string): Promise<void>;
  /** Writes to standard error. */
  note(text: string): void;
  /** Colours for what `print` shows, and for what `note` shows. */
  readonly colors: Colors;
  readonly noteColors: Colors;
  /** Standard error is a terminal that can be redrawn. */
  readonly live: boolean;
  readonly columns: number;
  /**
   * From now on Ctrl-C and SIGTERM abort this signal, the reason is the signal's name; the second one ends the process.
   * Without it the first ends the process.
   */
  listen(): AbortSignal;
}

/** The terminal of this process. */
export function processTerminal(listen: () => AbortSignal): Terminal {
  const wanted = (stream: NodeJS.WriteStream): boolean => {
    if (process.env.NO_COLOR) return false;
    if (process.env.FORCE_COLOR) return process.env.FORCE_COLOR !== "0";
    return stream.isTTY === true && process.env.TERM !== "dumb";
  };
  return {
    cwd: process.cwd(),
    print: (text) => new Promise((resolve) => process.stdout.write(text.endsWith("\n") ? text : `${text}\n`, () => resolve())),
    note: (text) => void process.stderr.write(text.endsWith("\n") ? text : `${text}\n`),
    colors: pc.createColors(wanted(process.stdout)),
    noteColors: pc.createColors(wanted(process.stderr)),
    live: process.stderr.isTTY === true && process.env.TERM !== "dumb" && !process.env.CI,
    columns: process.stderr.columns || process.stdout.columns || 100,
    listen,
  };
}

/** Prints a document: one line of JSON where a program reads it, indented where a person does. */
export function printDocument(terminal: Terminal, document: unknown): Promise<void> {
  return terminal.print(JSON.stringify(document, null, 2));
}

/** Shows an error of the user's, if it has not been shown, and returns its exit code. */
export function tell(terminal: Terminal, error: Pick<CliError, "message" | "help" | "exitCode">): number {
  const { red, cyan } = terminal.noteColors;
  if (error.message !== "") terminal.note(`${red("error")}: ${error.message}`);
  if (error.help !== undefined) terminal.note(`  ${cyan("help")}: ${error.help}`);
  return error.exitCode;
}
