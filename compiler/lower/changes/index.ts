// The smallest change that helps, as text, by code: computed from the syntax where a diagnostic is reported.
import { ts } from "ts-morph";
import type { Change, Code } from "../../diagnostics/index.js";
import { spanOfRange } from "../../load/span.js";
import type { Context } from "../context.js";
import { ownLine } from "./assignments.js";
import { awaitCall, awaitValue, awaitVoid } from "./awaiting.js";
import { copyBefore, copyLooped, copyReceiver } from "./copying.js";
import type { Changer } from "./edit.js";
import { fanOut, keysInstead, letInstead, withoutAwait } from "./loops.js";
import { listOf, messageOf, pureInstead, stepInstead, throwError, withZone } from "./values.js";

/** Constructs that have another form. */
const instead: Changer = (node, parameters, context) => {
  const construct = String(parameters.construct);
  if (construct === '"var"') return letInstead(node, parameters, context);
  if (construct === '"void"') return awaitVoid(node, parameters, context);
  if (construct === '"for await"') return withoutAwait(node, parameters, context);
  if (construct === '"for…in"') return keysInstead(node, parameters, context);
  return construct.startsWith("an iterator") ? listOf(node, parameters, context) : undefined;
};

const changers: { readonly [C in Code]?: Changer } = {
  "step-not-awaited": awaitCall,
  "promise-not-awaited": awaitValue,
  "mutation-shared": copyReceiver,
  "mutation-aliased": copyBefore,
  "loop-list-changed": copyLooped,
  "for-in": keysInstead,
  "step-in-callback": fanOut,
  "assignment-in-expression": ownLine,
  "call-impure": pureInstead,
  "new-impure": withZone,
  "error-not-data": messageOf,
  "throw-not-error": throwError,
  "helper-async": stepInstead,
  "syntax-unsupported": instead,
};

/** The change for a diagnostic; undefined where the author has to decide what is meant. */
export function changeFor(context: Context, code: Code, node: ts.Node, parameters: object): Change | undefined {
  const at = ts.isShorthandPropertyAssignment(node) ? node.name : node;
  const edit = changers[code]?.(at, parameters as Readonly<Record<string, unknown>>, context);
  if (!edit) return undefined;
  const file = edit.file ?? node.getSourceFile();
  return { span: spanOfRange(file, edit.from, edit.to, context.loaded.cwd), text: edit.text };
}
