// Failures of a task that are not its step's: each says with which exit code the process ends.
import { type ErrorRecord, exitCode } from "../contract/index.js";

/** Ends the task without an attempt. */
export class TaskFailure extends Error {
  override readonly name = "TaskFailure";
  constructor(
    /** One of the contract's `exitCode`. */
    readonly exit: number,
    message: string,
  ) {
    super(message);
  }
}

/** A failure that no retry can mend. */
export const fatal = (message: string): TaskFailure => new TaskFailure(exitCode.fatal, message);
/** The environment or the arguments are wrong. */
export const misuse = (message: string): TaskFailure => new TaskFailure(exitCode.usage, message);

/** An attempt failed for a reason that zenc knows itself. */
export class AttemptFailure extends Error {
  override readonly name: string;
  constructor(
    readonly reason: ErrorRecord["cause"],
    name: string,
    message: string,
    readonly fatal = false,
  ) {
    super(message);
    this.name = name;
  }
}
