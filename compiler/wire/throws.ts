// Which expressions may throw: what decides between a publication, a gate and the `end` gate.
import type { Expression, Json, VariableId } from "../../runtime/contract/index.js";
import { partsOf, usesOf } from "../../runtime/contract/index.js";
import type { Pipeline } from "../ir/index.js";
import { type Definition, definitionOf } from "./definition.js";
import { encloses, type Scope, type Scopes } from "./scope.js";
import { throwsInside } from "./thrown.js";

export interface Throws {
  /** Whether the expression itself may throw, its variables being known. */
  itself(expression: Expression): boolean;
  /** Whether its evaluation may throw anywhere: in itself, or in the lets, joins and fan-outs behind its variables. */
  anywhere(expression: Expression): boolean;
}

export function throwsOf(pipeline: Pipeline, scopes: Scopes): Throws {
  const known = new Map<VariableId, boolean>();
  const thrown = throwsInside(scopes);

  const itself = (expression: Expression): boolean => {
    if (expression.kind === "glue") return expression.throws;
    if (expression.kind === "select" && !(expression.optional || isNeverNullish(expression.from))) return true;
    if (expression.kind === "list" && expression.items.some((item) => item.kind === "spread" && !isList(item.of))) return true;
    return partsOf(expression).some(itself);
  };

  /** The schema of what an expression selects, where it is known that every value on the way is there. */
  const schemaOf = (expression: Expression): Json | undefined => {
    if (expression.kind === "reference") {
      const definition = definitionOf(scopes, expression.variable);
      if (definition.kind === "parameter") return pipeline.parameters.schema;
      if (definition.kind === "call") return pipeline.steps.get(definition.node.step)?.outputSchema ?? undefined;
      if (definition.kind === "let") return schemaOf(definition.node.value);
      if (definition.kind === "item" && definition.node.item === expression.variable) {
        return schemaProperty(schemaOf(definition.node.over), "items");
      }
      return undefined;
    }
    if (expression.kind !== "select" || typeof expression.key !== "string") return undefined;
    const from = schemaOf(expression.from);
    const required = schemaProperty(from, "required");
    const properties = schemaProperty(from, "properties");
    const known = Array.isArray(required) && required.includes(expression.key);
    const isParameter = from === pipeline.parameters.schema && hasDefault(schemaProperty(properties, expression.key));
    return known || isParameter ? schemaProperty(properties, expression.key) : undefined;
  };
  const isNeverNullish = (expression: Expression): boolean => {
    if (expression.kind === "list" || expression.kind === "object") return true;
    if (expression.kind === "literal") return expression.value !== null;
    if (expression.kind === "reference") {
      const definition = definitionOf(scopes, expression.variable);
      if (["parameter", "gather", "error"].includes(definition.kind)) return true;
      if (definition.kind === "let") return isNeverNullish(definition.node.value);
      if (definition.kind === "call") {
        const output = pipeline.steps.get(definition.node.step)?.output;
        if (output && output.kind !== "leaf") return output.kind !== "none" && output.kind !== "nullable";
        if (output && !["json", "extended"].includes(output.materializer)) return true;
      }
    }
    return isObjectSchema(schemaOf(expression));
  };
  const isList = (expression: Expression): boolean => {
    if (expression.kind === "list") return true;
    if (expression.kind === "reference" && definitionOf(scopes, expression.variable).kind === "gather") return true;
    return schemaProperty(schemaOf(expression), "type") === "array";
  };

  const anywhere = (expression: Expression): boolean => itself(expression) || usesOf(expression).some(variable);
  const variable = (id: VariableId): boolean => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const throws = ofDefinition(definitionOf(scopes, id));
    known.set(id, throws);
    return throws;
  };
  const ofDefinition = (definition: Definition): boolean => {
    switch (definition.kind) {
      case "let":
        return anywhere(definition.node.value);
      case "join":
        return [definition.node.condition, definition.join.then, definition.join.otherwise].some(anywhere);
      case "gather": {
        const { node, body } = definition;
        // A block fails where what it gathers throws.
        return body.block === null && (anywhere(node.over) || anywhere(node.result) || thrown(body).length > 0);
      }
      case "outcome":
        return ofBody(definition.join.then, definition.attempt) || anywhere(definition.join.otherwise);
      case "snapshot": {
        const { before, at } = definition.snapshot;
        return [before, ...at.map(({ value }) => value)].some((value) => ofBody(value, definition.attempt));
      }
      // Whoever reads an item stands in its fan-out, whose list has been evaluated.
      default:
        return false;
    }
  };
  /** What throws in the body of a `try` is caught, and then nobody outside of it reads it. */
  const ofBody = (expression: Expression, attempt: Scope): boolean =>
    itself(expression) || usesOf(expression).some((use) => !encloses(attempt, definitionOf(scopes, use).scope) && variable(use));
  return { itself, anywhere };
}

function schemaProperty(schema: Json | undefined, key: string): Json | undefined {
  if (schema === null || typeof schema !== "object" || Array.isArray(schema)) return undefined;
  return Object.hasOwn(schema, key) ? (schema as { readonly [key: string]: Json })[key] : undefined;
}

const hasDefault = (schema: Json | undefined): boolean => schemaProperty(schema, "default") !== undefined;

/** Values of such a schema are validated, so a property of them can be read. */
function isObjectSchema(schema: Json | undefined): boolean {
  const type = schemaProperty(schema, "type");
  return (
    type === "object" || type === "array" || type === "string" || type === "number" || type === "integer" || type === "boolean"
  );
}
