// Ways out (`return`, `break`, `continue`) are booleans that are joined like any variable.
import type { Expression } from "../../runtime/contract/index.js";
import type { Flag } from "./environment.js";
import type { Flow, Frame } from "./frame.js";
import { constantValue, undefinedValue, type Value } from "./value.js";

/** True where the value is known to be `value`. */
export function isConstant(value: Value | undefined, expected: boolean): boolean {
  return value?.constant !== undefined && value.constant.value === expected;
}

/** The flags that end what is being lowered. */
export function flagsOf(flow: Flow): readonly Flag[] {
  return [
    flow.thrown,
    flow.returned,
    ...flow.breaks.flatMap((target) => (target.continue ? [target.break, target.continue] : [target.break])),
  ];
}

/** Whether control has left: surely, never, or where the expression holds. */
export function exitOf(frame: Frame): boolean | Expression {
  const open: Expression[] = [];
  for (const flag of flagsOf(frame.flow)) {
    const value = frame.environment.get(flag);
    if (!value || isConstant(value, false)) continue;
    if (isConstant(value, true)) return true;
    open.push(value.expression);
  }
  if (open.length === 0) return false;
  return open.length === 1 ? (open[0] as Expression) : { kind: "or", any: open };
}

/** Says that none of the ways out has been taken. */
export function clearExits(frame: Frame): void {
  for (const flag of flagsOf(frame.flow)) {
    const value = frame.environment.get(flag);
    if (value && !isConstant(value, false)) frame.environment.set(flag, constantValue(false));
  }
}

/** True where a `throw` has surely been reached: nothing of this side is read any more. */
export function isThrown(frame: Frame): boolean {
  return isConstant(frame.environment.get(frame.flow.thrown), true);
}

/** Opens the ways out of a function's body. */
export function openFunction(frame: Frame): void {
  frame.environment.set(frame.flow.returned, constantValue(false));
  frame.environment.set(frame.flow.result, undefinedValue);
}

/** After a loop or switch its own ways out count no more. */
export function clearFlags(frame: Frame, flags: readonly Flag[]): void {
  for (const flag of flags) frame.environment.set(flag, constantValue(false));
}
