// Steps: `export const train = trainer({ … }, async (…) => …)` → StepDefinition.
import { ts } from "ts-morph";
import type { StepKind, StepName } from "../../runtime/contract/index.js";
import { diagnose } from "../diagnostics/index.js";
import type { StepDefinition } from "../ir/index.js";
import { type Authored, authoredBy } from "./authored.js";
import type { Evaluate } from "./constants.js";
import type { DefineContext } from "./context.js";
import { descriptionOf } from "./jsdoc.js";
import { type Materialize, readMaterialize } from "./materialize.js";
import type { OpaqueTypes } from "./opaqueTypes.js";
import { noOutput, type Output, outputOf } from "./output.js";
import { isModuleLevel } from "./resolve.js";
import { namePattern } from "./scalars.js";
import { optional, readStepOptions } from "./stepOptions.js";

/** The step that a declaration (or a step's own call) holds; undefined where it holds none. */
export function defineStep(
  declaration: ts.Node,
  evaluate: Evaluate,
  context: DefineContext,
  opaque: OpaqueTypes,
): StepDefinition | undefined {
  const value = initializerOf(declaration);
  const authored = value && authoredBy(value, context);
  if (authored === undefined || authored.name === "pipeline") return undefined;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || !isModuleLevel(declaration)) {
    context.report(diagnose("step-not-const", context.spanOf(authored.call.expression), { kind: authored.name }));
    return undefined;
  }
  return readStep(declaration, declaration.name, authored, authored.name, evaluate, context, opaque);
}

function initializerOf(declaration: ts.Node): ts.Expression | undefined {
  if (ts.isCallExpression(declaration)) return declaration;
  if (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)) return declaration.initializer;
  return ts.isExportAssignment(declaration) ? declaration.expression : undefined;
}

function readStep(
  declaration: ts.VariableDeclaration,
  binding: ts.Identifier,
  authored: Authored,
  kind: StepKind,
  evaluate: Evaluate,
  context: DefineContext,
  opaque: OpaqueTypes,
): StepDefinition {
  const given = readStepOptions(authored, evaluate, context);
  const name = given.name ?? binding.text;
  if (given.name === undefined && !namePattern.test(name)) {
    context.report(diagnose("name-invalid", context.spanOf(binding), { what: "step", name }));
  }
  const materialize = given.materialize && readMaterialize(given.materialize, name, evaluate, context);
  // What it says of the output's materializer is wrong already; its type may be storable by nothing else.
  const { output, outputSchema, materializers, nothing } =
    given.materialize && !materialize
      ? { ...noOutput, nothing: false }
      : readOutput(authored, name, materialize, context, opaque);
  const symbol = context.checker.getSymbolAtLocation(binding);
  return {
    name: name as StepName,
    kind,
    module: declaration.getSourceFile().fileName,
    binding: binding.text,
    span: context.spanOf(binding),
    ...optional("description", descriptionOf(symbol, context)),
    options: given.options,
    effect: nothing || given.effect || kind === "deployer",
    output,
    materializers,
    outputSchema,
  };
}

/** The type of what the step's function returns, awaited, and how it is stored. */
function readOutput(
  authored: Authored,
  step: string,
  materialize: Materialize | undefined,
  context: DefineContext,
  opaque: OpaqueTypes,
): Output {
  const { checker } = context;
  const place = authored.run ?? authored.call;
  const signatures = authored.run ? checker.getTypeAtLocation(authored.run).getCallSignatures() : [];
  const [signature] = signatures;
  if (signature === undefined || signatures.length > 1) {
    context.report(diagnose("step-function", context.spanOf(place), { step, count: signatures.length }));
    return noOutput;
  }
  const returned = checker.getReturnTypeOfSignature(signature);
  const type = checker.getAwaitedType(returned) ?? returned;
  return outputOf(type, materialize, { step, node: returnPlace(signature, place) }, context, opaque);
}

/** The written return type, or else the function's head. */
function returnPlace(signature: ts.Signature, otherwise: ts.Node): ts.Node {
  const declaration = signature.getDeclaration() as ts.SignatureDeclaration | undefined;
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return otherwise;
  if (declaration.type) return declaration.type;
  return ts.isArrowFunction(declaration) ? declaration.equalsGreaterThanToken : (declaration.name ?? otherwise);
}
