// The rounds of a loop over what is known, one after another.
import type { ts } from "ts-morph";
import { clearFlags, exitOf } from "../exits.js";
import type { Frame } from "../frame.js";
import { constantValue } from "../value.js";
import { continueAfter, lowerStatement } from "./index.js";

/** Lowers `body` once per round, after `begin` has bound the round's variables. */
export function lowerRounds(
  frame: Frame,
  loop: ts.IterationStatement,
  rounds: number,
  begin: (frame: Frame, round: number) => void,
): void {
  const flags = { node: loop, break: { flag: "break" }, continue: { flag: "continue" } } as const;
  const inner: Frame = { ...frame, flow: { ...frame.flow, breaks: [...frame.flow.breaks, flags] } };
  inner.environment.set(flags.break, constantValue(false));
  const effect = () => frame.context.facts.hasEffects(loop.statement);
  const round = (at: Frame, index: number): void => {
    for (let current = index; current < rounds; current++) {
      at.environment.set(flags.continue, constantValue(false));
      begin(at, current);
      lowerStatement(at, loop.statement);
      // `continue` ends a round only.
      at.environment.set(flags.continue, constantValue(false));
      const exit = exitOf(at);
      if (exit === false) continue;
      if (exit !== true) continueAfter(at, { lower: (next) => round(next, current + 1), effect, source: loop });
      return;
    }
  };
  round(inner, 0);
  clearFlags(inner, [flags.break, flags.continue]);
  frame.order = inner.order;
}
