// `onSuccess` and `onFailure` of a pipeline: what the plain call does around the body, said as a `try`.
import { ts } from "ts-morph";
import type { PipelineDefinition } from "../define/definitions.js";
import { report } from "./context.js";
import { emitCall, type Frame, named } from "./frame.js";
import { continueAfter } from "./statements/index.js";
import { throwValue } from "./statements/throw.js";
import { lowerCatch } from "./statements/try.js";
import { objectValue, selectFrom, undefinedValue, type Value } from "./value.js";

/** Lowers `body`, whose value is the pipeline's result, with the pipeline's hooks around it. */
export function lowerWithHooks(
  frame: Frame,
  pipeline: PipelineDefinition,
  source: ts.Node,
  body: (frame: Frame) => Value,
): Value {
  const { onSuccess, onFailure } = pipeline.hooks;
  const result = onFailure ? withFailureHook(frame, onFailure, source, body) : body(frame);
  if (onSuccess && !result.broken) {
    const value = named(frame, result, source, "result");
    // The plain call has awaited all of the body by then.
    frame.order = { barrier: [...frame.order.barrier, ...frame.order.since], since: [] };
    continueAfter(frame, {
      effect: () => true,
      source: onSuccess,
      lower: (inner) => callHook(inner, onSuccess, value),
    });
    return value;
  }
  return result;
}

function withFailureHook(frame: Frame, hook: ts.Expression, source: ts.Node, body: (frame: Frame) => Value): Value {
  const kept = { flag: "result" } as const;
  frame.environment.set(kept, undefinedValue);
  lowerCatch(frame, {
    effect: true,
    source,
    body: (inner) => inner.environment.set(kept, named(inner, body(inner), source, "result")),
    handler: (inner, error) => {
      callHook(inner, hook, objectValue(new Map(["name", "message"].map((key) => [key, selectFrom(error, key)]))));
      throwValue(inner, error, source);
    },
  });
  return frame.environment.get(kept) ?? undefinedValue;
}

/** The step gets what its parameters take: a hook without any is called without an argument. */
function callHook(frame: Frame, hook: ts.Expression, value: Value): void {
  const { definitions, checker } = frame.context;
  const step = definitions.stepOf(hook);
  if (!step) {
    report(frame.context, "hook-not-step", hook, { name: hook.getText() });
    return;
  }
  const [signature] = checker.getTypeAtLocation(hook).getCallSignatures();
  const items = signature && signature.parameters.length > 0 ? [value.expression] : [];
  emitCall(frame, step, { kind: "list", items }, hook, ts.isIdentifier(hook) ? hook.text : "hook");
}
