// What an engine's API says when it cannot be reached or refuses; whether to ask again later may help.
import { type CliError, cliError, exit } from "./exit.js";

export interface EngineError extends CliError {
  /** It may pass: the network, a server that starts anew. */
  readonly passing: boolean;
}

export function engineError(message: string, passing: boolean): EngineError {
  return Object.assign(cliError(message, { exitCode: exit.engine }), { passing });
}

export const mayPass = (error: unknown): boolean => (error as Partial<EngineError>).passing === true;

/** What the network says of a request that did not come through, or whose answer was lost. */
export function unreachable(name: string, error: unknown): EngineError {
  const { cause, message } = error as Error & { readonly cause?: Error };
  return engineError(`${name} cannot be reached: ${cause?.message || message}.`, true);
}
