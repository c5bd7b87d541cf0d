// Checks the content of zenc.yaml against the schema, and says each problem at its line.
import { createRequire } from "node:module";
import type { ErrorObject } from "ajv";
import type Ajv2020 from "ajv/dist/2020.js";
import { type Diagnostic, diagnose, suggestionFor } from "../diagnostics/index.js";
import type { StackDocument } from "./document.js";
import { stackFileSchema, type TargetSchemas } from "./schema.js";

/** Every problem of the file's content. The library is loaded here. */
export function validateStackDocument(document: StackDocument, targets: TargetSchemas): readonly Diagnostic[] {
  const { default: Validator } = createRequire(import.meta.url)("ajv/dist/2020.js") as { default: typeof Ajv2020.default };
  // The schema is zenc's own, and tested: to check it by its own schema would take longer than all else.
  const ajv = new Validator({ allErrors: true, strict: false, verbose: true, meta: false, validateSchema: false });
  const validate = ajv.compile(stackFileSchema(targets));
  if (validate(document.value)) return checkNames(document);
  // What is wrong with each of several forms is said once, by the error "oneOf".
  const errors = (validate.errors ?? []).filter(({ schemaPath }) => !/\/oneOf\/\d+\//.test(schemaPath));
  return errors.flatMap((error) => diagnosticOf(error, document) ?? []);
}

/** A step's pool is known by its name alone. */
function checkNames(document: StackDocument): readonly Diagnostic[] {
  const { stacks } = document.value as { readonly stacks: Readonly<Record<string, Pools>> };
  return Object.entries(stacks).flatMap(([stack, { accelerators = [], machines = [] }]) => {
    const seen = new Set<string>();
    const lists = [...Object.entries({ accelerators }), ...Object.entries({ machines })];
    return lists.flatMap(([key, pools]) =>
      pools.flatMap(({ name }, index) => {
        if (!seen.has(name)) return seen.add(name) && [];
        const path = ["stacks", stack, key, index];
        const problem = `has the name "${name}", which another pool of the stack has`;
        return [
          diagnose("stack-invalid", document.spanOf([...path, "name"], "value"), { where: `"${path.join(".")}"`, problem }),
        ];
      }),
    );
  });
}
interface Pools {
  readonly accelerators?: readonly { readonly name: string }[];
  readonly machines?: readonly { readonly name: string }[];
}

function diagnosticOf(error: ErrorObject, document: StackDocument): Diagnostic | undefined {
  const path = pathOf(error.instancePath);
  const where = path.length === 0 ? "The file" : `"${path.join(".")}"`;
  const at = document.spanOf(path, "value");
  const parameters = error.params as Readonly<Record<string, unknown>>;
  // What is wrong with a name is said by the error "propertyNames".
  if (error.propertyName !== undefined) return undefined;
  switch (error.keyword) {
    case "minProperties":
      return diagnose("stack-invalid", at, {
        where,
        problem: path.at(-1) === "costly" ? 'needs "cpu" or "memory"' : "needs at least one stack",
      });
    case "type":
      return diagnose("stack-invalid", at, { where, problem: `needs to be ${typeText(parameters.type)}` });
    case "additionalProperties": {
      const key = String(parameters.additionalProperty);
      const names = Object.keys((error.parentSchema?.properties ?? {}) as object);
      const span = document.spanOf([...path, key], "key");
      if (key === "tracker") return diagnose("stack-later", span, { key });
      return diagnose("stack-key-unknown", span, { key, where, suggestion: suggestionFor(key, names), names });
    }
    case "required":
      return diagnose("stack-invalid", document.spanOf(path, "key"), {
        where,
        problem: `needs "${String(parameters.missingProperty)}"`,
      });
    case "enum": {
      const names = (parameters.allowedValues as readonly unknown[]).map(String);
      const problem = `needs to be one of ${names.map((name) => `"${name}"`).join(", ")}`;
      const suggestion = suggestionFor(String(error.data), names);
      return diagnose(
        "stack-invalid",
        at,
        { where, problem },
        suggestion === undefined ? {} : { help: `Did you mean "${suggestion}"?` },
      );
    }
    case "pattern": {
      const help = path.at(-1) === "memory" ? { help: "Write it as 16Gi, 512Mi or 80G." } : {};
      return diagnose("stack-invalid", at, { where, problem: `has no place for ${JSON.stringify(error.data)}` }, help);
    }
    case "oneOf": {
      const forms = (error.schema as readonly { readonly type?: unknown; readonly required?: readonly string[] }[]).map(
        ({ type, required }) => (required === undefined ? typeText(type) : `{ ${required.join(", ")} }`),
      );
      return diagnose("stack-invalid", at, { where, problem: `needs to be ${forms.join(" or ")}` });
    }
    case "propertyNames": {
      const name = String(parameters.propertyName);
      if (path.length > 1) {
        const span = document.spanOf([...path, name], "key");
        return diagnose("stack-invalid", span, { where, problem: `has no place for the name "${name}"` });
      }
      const problem = `has the name "${name}", and a name begins with a letter and has letters, digits, _ and -`;
      return diagnose("stack-invalid", document.spanOf([...path, name], "key"), { where, problem });
    }
    default:
      return diagnose("stack-invalid", at, {
        where,
        problem: (error.message ?? "is not valid").replace(/^must (NOT )?/, (_, not) => (not ? "must not " : "needs to ")),
      });
  }
}

const articles: Readonly<Record<string, string>> = {
  object: "an object",
  array: "a list",
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
};
const typeText = (types: unknown) =>
  [types]
    .flat()
    .map((type) => articles[String(type)] ?? String(type))
    .join(" or ");

function pathOf(pointer: string): readonly (string | number)[] {
  const parts = pointer.split("/").slice(1);
  return parts.map((part) => {
    const name = part.replaceAll("~1", "/").replaceAll("~0", "~");
    return /^\d+$/.test(name) ? Number(name) : name;
  });
}
