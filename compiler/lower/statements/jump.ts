// `break` and `continue` of unrolled loops, and `break` of switches.
import { ts } from "ts-morph";
import { report } from "../context.js";
import type { Frame } from "../frame.js";
import { constantValue } from "../value.js";

export function lowerJump(frame: Frame, node: ts.BreakOrContinueStatement): void {
  if (node.label) {
    report(frame.context, "syntax-unsupported", node, { construct: "a label" });
    return;
  }
  const isBreak = ts.isBreakStatement(node);
  const target = frame.flow.breaks.findLast((candidate) => isBreak || candidate.continue);
  const flag = isBreak ? target?.break : target?.continue;
  if (flag) frame.environment.set(flag, constantValue(true));
}
