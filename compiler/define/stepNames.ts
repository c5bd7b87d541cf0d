// Step names are unique in a pipeline: looks at every step that a pipeline may reach, also through the author's own functions.
import { ts } from "ts-morph";
import { diagnose } from "../diagnostics/index.js";
import type { StepDefinition } from "../ir/index.js";
import { functionOf } from "./authored.js";
import type { DefineContext } from "./context.js";
import type { PipelineDefinition } from "./definitions.js";

type StepOf = (expression: ts.Expression) => StepDefinition | undefined;

/** Reports two steps of one pipeline that have one name. Asking for the steps reports their own problems, too. */
export function checkStepNames(pipeline: PipelineDefinition, stepOf: StepOf, context: DefineContext): void {
  const byName = new Map<string, StepDefinition>();
  const reported = new Set<StepDefinition>();
  for (const step of stepsWithin(pipeline.run, stepOf, context)) {
    const other = byName.get(step.name);
    if (other === undefined) byName.set(step.name, step);
    else if (other !== step && !reported.has(step)) {
      reported.add(step);
      const related = [{ span: other.span, label: "the other one" }];
      context.report(diagnose("step-name-taken", step.span, { name: step.name }, { related }));
    }
  }
}

function stepsWithin(run: ts.Node, stepOf: StepOf, context: DefineContext): readonly StepDefinition[] {
  const steps: StepDefinition[] = [];
  const seen = new Set<ts.Node>([run]);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      // A step is called, or handed to a call: `xs.map(train)`.
      for (const candidate of [node.expression, ...node.arguments]) {
        const step = stepOf(candidate);
        if (step) steps.push(step);
        else follow(candidate);
      }
    }
    ts.forEachChild(node, visit);
  };
  const follow = (expression: ts.Expression): void => {
    const called = functionOf(expression, context);
    if (called === undefined || seen.has(called) || called.getSourceFile().isDeclarationFile) return;
    seen.add(called);
    ts.forEachChild(called, visit);
  };
  ts.forEachChild(run, visit);
  return steps;
}
