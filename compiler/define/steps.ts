// Steps: `export const train = trainer({ … }, async (…) => …)` → StepDefinition.
import { ts } from "ts-morph";
import type { StepKind, StepName } from "../../runtime/contract/index.js";
import { diagnose } from "../diagnostics/index.js";
import type { StepDefinition } from "../ir/index.js";
import { type Authored, authoredBy } from "./authored.js";
import { codecOf } from "./codec.js";
import type { Evaluate } from "./constants.js";
import type { DefineContext } from "./context.js";
import { descriptionOf } from "./jsdoc.js";
import { isModuleLevel } from "./resolve.js";
import { namePattern } from "./scalars.js";
import { schemaOf } from "./schema.js";
import { optional, readStepOptions } from "./stepOptions.js";

/** The step that a declaration (or a step's own call) holds; undefined where it holds none. */
export function defineStep(declaration: ts.Node, evaluate: Evaluate, context: DefineContext): StepDefinition | undefined {
  const value = initializerOf(declaration);
  const authored = value && authoredBy(value, context);
  if (authored === undefined || authored.name === "pipeline") return undefined;
  if (!ts.isVariableDeclaration(declaration) || !ts.isIdentifier(declaration.name) || !isModuleLevel(declaration)) {
    context.report(diagnose("step-not-const", context.spanOf(authored.call.expression), { kind: authored.name }));
    return undefined;
  }
  return readStep(declaration, declaration.name, authored, authored.name, evaluate, context);
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
): StepDefinition {
  const given = readStepOptions(authored, evaluate, context);
  const name = given.name ?? binding.text;
  if (given.name === undefined && !namePattern.test(name)) {
    context.report(diagnose("name-invalid", context.spanOf(binding), { what: "step", name }));
  }
  const { output, outputSchema, nothing } = readOutput(authored, name, context);
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
    outputSchema,
  };
}

interface Output extends Pick<StepDefinition, "output" | "outputSchema"> {
  readonly nothing: boolean;
}
const noOutput: Output = { output: { kind: "none" }, outputSchema: null, nothing: true };

/** The codec of what the step's function returns, awaited. */
function readOutput(authored: Authored, step: string, context: DefineContext): Output {
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
  const result = codecOf(type, context);
  if (!result.ok) {
    const span = context.spanOf(returnPlace(signature, place));
    const typeText = checker.typeToString(type);
    for (const { path, reason } of result.problems) {
      context.report(diagnose("output-not-storable", span, { step, path, reason, type: typeText }));
    }
    return { ...noOutput, nothing: false };
  }
  const { codec } = result;
  const isJson = codec.kind === "leaf" && codec.materializer === "json";
  return {
    output: codec,
    outputSchema: isJson ? schemaOf(type, { closed: false, described: false }, context) : null,
    nothing: codec.kind === "none",
  };
}

/** The written return type, or else the function's head. */
function returnPlace(signature: ts.Signature, otherwise: ts.Node): ts.Node {
  const declaration = signature.getDeclaration() as ts.SignatureDeclaration | undefined;
  if (declaration === undefined || ts.isJSDocSignature(declaration)) return otherwise;
  if (declaration.type) return declaration.type;
  return ts.isArrowFunction(declaration) ? declaration.equalsGreaterThanToken : (declaration.name ?? otherwise);
}
