// Calls of functions with steps inside, and of other pipelines: their bodies stand where they are called.
import { ts } from "ts-morph";
import type { PipelineDefinition } from "../../define/definitions.js";
import { report } from "../context.js";
import type { Frame } from "../frame.js";
import { callFunction, type LocalFunction } from "../function.js";
import { lowerWithHooks } from "../hooks.js";
import { brokenValue, type Value } from "../value.js";
import { assembleList, lowerElement } from "./array.js";
import { asPromise, awaited } from "./await.js";
import { knownChain } from "./known.js";

/** The function with steps that a callee denotes: of the pipeline's body, or of a module. */
export function helperOf(frame: Frame, callee: ts.Expression): LocalFunction | undefined {
  if (!ts.isIdentifier(callee) && !ts.isPropertyAccessExpression(callee)) return undefined;
  const { definitions, facts } = frame.context;
  const found = knownChain(frame, callee)?.function ?? definitions.functionOf(callee);
  return found?.body && facts.hasSteps(found.body) ? found : undefined;
}

export function lowerHelperCall(frame: Frame, node: ts.CallExpression, helper: LocalFunction): Value {
  const args = argumentsOf(frame, node);
  return args ? callFunction(frame, helper, args, node) : brokenValue;
}

/** Nodes are named after the pipeline that they come from; its options count only where it is run by itself. */
export function lowerPipelineCall(frame: Frame, node: ts.CallExpression, pipeline: PipelineDefinition): Value {
  const args = argumentsOf(frame, node);
  if (!args) return brokenValue;
  const value = frame.context.names.within(pipeline.name, () =>
    lowerWithHooks(frame, pipeline, node, (inner) => {
      const result = callFunction(inner, pipeline.run, args, node);
      return result.promise ? awaited(inner, result, node) : result;
    }),
  );
  return value.broken ? value : asPromise(frame, value, node, false);
}

/** The values of the arguments; undefined where one was reported, or their number is not known. */
function argumentsOf(frame: Frame, node: ts.CallExpression): readonly Value[] | undefined {
  const { context } = frame;
  if (node.questionDotToken) {
    report(context, "syntax-unsupported", node, { construct: 'a function with steps called with "?."' });
    return undefined;
  }
  const parts = node.arguments.map((argument) => lowerArgument(frame, argument));
  const list = assembleList(parts);
  if (list.broken) return undefined;
  if (!list.elements) {
    report(context, "syntax-unsupported", node, { construct: "a spread of unknown length in the call of a function with steps" });
    return undefined;
  }
  return parts.flatMap((part) => ("values" in part ? part.values : []));
}

/** A function that is handed on stays one: it is inlined where it is called. */
function lowerArgument(frame: Frame, argument: ts.Expression): ReturnType<typeof lowerElement> {
  const own = ts.isArrowFunction(argument) || ts.isFunctionExpression(argument) ? argument : undefined;
  const helper = own ?? (ts.isIdentifier(argument) ? knownChain(frame, argument)?.function : undefined);
  if (helper) return { values: [{ expression: { kind: "undefined" }, function: helper }] };
  return lowerElement(frame, argument);
}
