// Types → JSON Schema: every row's schema is checked by ajv, with values that fit and values that do not.
import { Ajv2020 } from "ajv/dist/2020.js";
import { beforeAll, describe, expect, test } from "vitest";
import type { JsonSchema } from "../../runtime/contract/index.js";
import { type Project, projectOf } from "./project.js";

/** Type, values that fit, values that do not, and the schema where it matters how it is said. */
const rows: readonly (readonly [string, readonly unknown[], readonly unknown[], unknown?])[] = [
  ["string", ["a"], [1, null], { type: "string" }],
  ["'b' | 'a'", ["a"], ["c"], { type: "string", enum: ["a", "b"] }],
  ["'only'", ["only"], ["other"], { const: "only" }],
  ["'a' | 1 | null", ["a", 1, null], ["b", 2]],
  ["boolean | null", [true, null], [0], { type: ["boolean", "null"] }],
  ["Color", [0, "g"], [1, "Red"]],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a type
  ["`v${number}-x`", ["v12-x", "v-1.5-x"], ["v-x", "12"]],
  ["[number, string?, ...boolean[]]", [[1], [1, "a", true]], [[], ["a"], [1, "a", 1]]],
  ["Record<string, number>", [{}, { a: 1 }], [{ a: "b" }, []]],
  ["{ [key: string]: string | number; id: string }", [{ id: "a", n: 1 }], [{}, { id: "a", n: true }]],
  ["Partial<Tree>", [{}, { value: 1 }, { value: 1, more: 1 }], [{ value: "a" }]],
  ["Tree", [{ value: 1, children: [{ value: 2, children: [] }] }], [{ value: 1, children: [{ value: "a", children: [] }] }]],
  ["Pair<number, Pair<string, boolean>>", [{ first: 1, second: { first: "a", second: true } }], [{ first: 1, second: {} }]],
  [
    "Circle | Square",
    [
      { kind: "circle", r: 1 },
      { kind: "square", a: 1 },
    ],
    [{ kind: "circle", a: 1 }, { kind: "c" }],
  ],
  ["Circle & { z: number }", [{ kind: "circle", r: 1, z: 2 }], [{ kind: "circle", r: 1 }]],
  ["Readonly<Record<'a' | 'b', number>>", [{ a: 1, b: 2 }], [{ a: 1 }]],
  ["string & { readonly __brand: 'id' }", ["a"], [1]],
  [
    "Limits",
    [{ share: 0.5, name: "abc", count: 3 }],
    [
      { share: 2, name: "abc", count: 3 },
      { share: 0.5, name: "ABC", count: 3 },
      { share: 0.5, name: "abc", count: 1.5 },
    ],
  ],
  [
    "{ left: Circle; right: Circle }",
    [{ left: { kind: "circle", r: 1 }, right: { kind: "circle", r: 1 } }],
    [{ left: { kind: "circle", r: 1 } }],
  ],
];

const head = `import { step, pipeline } from "zenc";
export interface Tree { value: number; children: Tree[] }
export type Pair<A, B> = { first: A; second: B };
export enum Color { Red, Green = "g" }
export interface Circle { kind: "circle"; r: number }
export interface Square { kind: "square"; a: number }
export interface Limits {
  /** A share.
   * @minimum 0
   * @maximum 1 */
  share: number;
  /** @pattern ^[a-z]+$ */
  name: string;
  /** @integer */
  count: number;
}
`;

function schemasOf(project: Project): readonly (JsonSchema | null)[] {
  return rows.map((_, index) => project.definitions.stepOf(project.valueOf(`use${index}`))?.outputSchema ?? null);
}

const textOf = (types: readonly string[], before = "") =>
  head +
  before +
  types
    .map(
      (type, index) =>
        `export const s${index} = step((): ${type} => { throw new Error(); });\nexport const use${index} = s${index};`,
    )
    .join("\n");

describe("schemas of outputs", () => {
  let schemas: readonly (JsonSchema | null)[];
  beforeAll(() => {
    schemas = schemasOf(projectOf({ "pipeline.ts": textOf(rows.map(([type]) => type)) }));
  });

  test.each(rows.map((row, index) => [row[0], row, index] as const))("%s", (_, [, fitting, unfitting, said], index) => {
    const schema = schemas[index];
    expect(schema).not.toBeNull();
    if (said !== undefined) expect(schema).toEqual(said);
    const validate = new Ajv2020({ strict: false }).compile(schema as object);
    for (const value of fitting) expect([value, validate(value)]).toEqual([value, true]);
    for (const value of unfitting) expect([value, validate(value)]).toEqual([value, false]);
  });

  test("do not depend on what else the program holds, nor on comments", () => {
    const before = "export const before: 'b' | 'a' | 'z' = 'b'; export type Other = Pair<Tree, Circle>; /** A comment. */\n";
    const others = schemasOf(
      projectOf({
        "pipeline.ts": textOf(
          rows.map(([type]) => type),
          before,
        ),
      }),
    );
    expect(others).toEqual(schemas);
  });
});

test("parameters: defaults, descriptions, constraints, closed objects", () => {
  const { definitions, loaded } = projectOf({
    "pipeline.ts": `import { pipeline, step } from "zenc";
export const count = step((n: number): number => n);
const most = 10 * 10;
interface Parameters {
  /** How many rows. @see nothing
   * @minimum 1
   */
  limit?: number;
  /** Which way. */
  mode: "fast" | "exact" | null;
  filter?: { column: string };
  until?: number;
}
export const counting = pipeline(async ({ limit = most, /** Deploy only above this. @maximum 1 */ threshold = 0.9, mode, until = Date.now() }: Parameters & { threshold?: number }) => await count(limit));
export const none = pipeline(async () => await count(1));`,
  });
  expect([...loaded.diagnostics, ...definitions.diagnostics]).toEqual([]);
  expect(definitions.pipelines.map((pipeline) => pipeline.parameters)).toEqual([
    {
      type: "object",
      properties: {
        limit: { type: "number", minimum: 1, description: "How many rows.", default: 100 },
        mode: { type: ["string", "null"], enum: ["exact", "fast", null], description: "Which way." },
        filter: { type: "object", properties: { column: { type: "string" } }, required: ["column"], additionalProperties: false },
        until: { type: "number" },
        threshold: { type: "number", description: "Deploy only above this.", maximum: 1, default: 0.9 },
      },
      required: ["mode"],
      additionalProperties: false,
    },
    { type: "object", properties: {}, additionalProperties: false },
  ]);
});
