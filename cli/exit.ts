// Exit codes of `zenc`, and the error that ends a command with one of them.

/** What `zenc` exits with. Listed in `zenc --help` and docs/cli.md. */
export const exit = {
  /** Done; of `run`: the run succeeded. */
  ok: 0,
  /** The run failed; of `compile --check`: emitted files are out of date; of `diff`: something differs; of `deploy`: something was left, as others have changed it. */
  failed: 1,
  /** Wrong use, or errors in the pipeline files, the stack file or the parameters. Nothing has run. */
  usage: 2,
  /** The store could not be read or written. */
  store: 3,
  /** The pipeline is running already, and says `concurrency: "forbid"`. Nothing has run. */
  busy: 4,
  /** The engine, or the place where it finds what is deployed, could not be reached, or refused. */
  engine: 5,
  /** A bug in zenc. */
  internal: 70,
  /** Ctrl-C. The store is consistent, `zenc run --run ID` goes on. */
  interrupted: 130,
  /** SIGTERM, likewise. */
  terminated: 143,
} as const;

/** The exit code of a command that a signal has ended. */
export function exitCodeOf(signal: "SIGINT" | "SIGTERM"): number {
  return signal === "SIGTERM" ? exit.terminated : exit.interrupted;
}

export interface CliError extends Error {
  readonly exitCode: number;
  /** What the user can do. */
  readonly help?: string;
}

/** An error of the user's, or of the world's: shown as one message without a stack. */
export function cliError(message: string, options: { readonly exitCode?: number; readonly help?: string } = {}): CliError {
  const { exitCode = exit.usage, help } = options;
  return Object.assign(new Error(message), { exitCode, ...(help === undefined ? {} : { help }) });
}

/** Ends a command whose errors have been shown already. */
export function reported(exitCode: number): CliError {
  return cliError("", { exitCode });
}

/** Errors that are not zenc's fault, by name: what they exit with. */
const exitCodes: Readonly<Record<string, number>> = {
  StoreError: exit.store,
  HistoryError: exit.store,
  ValueError: exit.store,
  /** The parameters do not fit, or the run is another plan's. */
  TaskFailure: exit.usage,
};

/** An error of the user's or of the world's; null where it is a bug in zenc. */
export function knownError(error: unknown): Pick<CliError, "message" | "help" | "exitCode"> | null {
  if (!(error instanceof Error)) return null;
  if (typeof (error as Partial<CliError>).exitCode === "number") return error as CliError;
  const exitCode = exitCodes[error.name];
  return exitCode === undefined ? null : { message: error.message, exitCode };
}
