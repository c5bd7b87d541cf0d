// JSON Schemas → self-contained validator modules by ajv; a step process then needs no ajv.
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { canonicalJson, type Digest, digestOf, type JsonSchema } from "../../runtime/contract/index.js";
import type { CodeObject } from "../compilation.js";

const require = createRequire(import.meta.url);

/** What a validated value is: parameters get the defaults of their schema, outputs are left as they are. */
export type ValidatorKind = "parameters" | "output";

export interface Validators {
  /** One module per schema; each schema is compiled once in the life of this object. */
  compile(schemas: readonly { readonly kind: ValidatorKind; readonly schema: JsonSchema }[]): Promise<readonly CodeObject[]>;
}

export function createValidators(): Validators {
  const known = new Map<string, Promise<CodeObject>>();
  return {
    compile(schemas) {
      return Promise.all(
        schemas.map(({ kind, schema }) => {
          const key = `${kind} ${canonicalJson(schema)}`;
          const found = known.get(key) ?? compileValidator(kind, schema);
          known.set(key, found);
          return found;
        }),
      );
    },
  };
}

async function compileValidator(kind: ValidatorKind, schema: JsonSchema): Promise<CodeObject> {
  // By `require`: an `import` of CommonJS reads each of its hundred files twice.
  const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
  const { default: formats } = require("ajv-formats") as typeof import("ajv-formats");
  const { default: standalone } = require("ajv/dist/standalone/index.js") as typeof import("ajv/dist/standalone/index.js");
  const ajv = new Ajv2020({
    code: { source: true, esm: true, lines: false },
    allErrors: true,
    strict: false,
    useDefaults: kind === "parameters",
    // The schemas are what zenc makes of types: to check them by their own schema would take longer than all else.
    meta: false,
    validateSchema: false,
  });
  formats.default(ajv);
  const text = standalone(ajv, ajv.compile(schema));
  const whole = text.includes("require(") ? await selfContained(text) : text;
  return { digest: digestOf(whole) as Digest, text: whole, sourceMap: null, manifest: { files: [] } };
}

/** With ajv's few run-time functions and formats in it, as they lie in zenc's own packages. */
async function selfContained(text: string): Promise<string> {
  const { build } = await import("esbuild");
  const built = await build({
    stdin: { contents: text, resolveDir: dirname(fileURLToPath(import.meta.url)), loader: "js" },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    legalComments: "none",
    logLevel: "silent",
  });
  return built.outputFiles[0]?.text ?? "";
}
