// Whatever people write in the human fields and parameters, Python reads back the same text, and nothing of it becomes code.
import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, Plan } from "../../runtime/contract/index.js";
import { humanText, pythonText } from "../../targets/airflow/python.js";
import { airflowTarget } from "../../targets/airflow/target.js";
import { linear, parametersOf, planOf, requestOf } from "./plans.js";

const pieces = [
  '"',
  "'",
  '"""',
  "'''",
  "\\",
  "\\N{DASH}",
  "\n",
  "\r\n",
  "\0",
  "\t",
  "\x7f",
  "\x85",
  "\u2028",
  "\u2029",
  "\ufeff",
  "\u202e",
  "\ufffe",
  "\ud800",
  "\udc00",
  "\u{1f427}",
  "{{ x }}",
  "{%",
  "{#",
  "$" + "{{ y }}",
  "{{{z}}}",
  "{{{{raw}}}}",
  "$(id)",
  "`id`",
  "%s",
  "#",
  ")",
  "*/",
  "<!--",
  ".md",
  ".sh",
  "é",
  "a",
  " ",
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(""));

interface Case {
  readonly description: string;
  readonly tags: readonly string[];
  readonly name: string;
  readonly value: Json;
  readonly owner: string;
  readonly store: string;
}

const cases: fc.Arbitrary<Case> = fc.record({
  description: hostile,
  tags: fc.array(hostile, { maxLength: 3 }),
  name: hostile,
  value: fc.oneof(hostile, fc.jsonValue() as fc.Arbitrary<Json>),
  owner: hostile,
  store: hostile.map((text) => `s3://${text}`),
});

const planFor = ({ description, tags, name, value }: Case): Plan =>
  planOf({
    pipeline: "hostile",
    description,
    tags,
    parameters: parametersOf({ [name]: { default: value, description, enum: [value, name] } }),
    tasks: [{ id: "only" }],
  });
const emitted = (one: Case) => airflowTarget.emit(requestOf(planFor(one), { owner: one.owner }, one.store))[0]?.text ?? "";

/** Reads each DAG file's literals, without running it. */
const reader = `
import ast, json, sys
def literal(node):
    try: return ast.literal_eval(node)
    except ValueError: return None
answers = []
for text in json.load(sys.stdin):
    tree = ast.parse(text)
    (block,) = [node for node in tree.body if isinstance(node, ast.With)]
    call = block.items[0].context_expr
    said = {k.arg: k.value for k in call.keywords}
    (name,), (param,) = [literal(k) for k in said["params"].keys], said["params"].values
    (store,) = [n.value.args[1] for n in tree.body if isinstance(n, ast.Assign) and n.targets[0].id == "STORE"]
    answers.append({
        "statements": [type(node).__name__ for node in tree.body],
        "description": literal(said["description"]),
        "doc": literal(said["doc_md"]) if "doc_md" in said else None,
        "tags": literal(said["tags"]) if "tags" in said else [],
        "owner": literal(said["default_args"])["owner"],
        "store": literal(store),
        "name": name,
        "value": literal(param.args[0]),
        "about": next(literal(k.value) for k in param.keywords if k.arg == "description"),
        "enum": next(literal(k.value) for k in param.keywords if k.arg == "enum"),
    })
json.dump(answers, sys.stdout)
`;

interface Answer {
  readonly statements: readonly string[];
  readonly description: string;
  readonly doc: string | null;
  readonly tags: readonly string[];
  readonly owner: string;
  readonly store: string;
  readonly name: string;
  readonly value: Json;
  readonly about: string;
  readonly enum: readonly Json[];
}

function read(files: readonly string[]): readonly Answer[] {
  const done = spawnSync("python3", ["-c", reader], { input: JSON.stringify(files), encoding: "utf8", maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(done.stderr);
  return JSON.parse(done.stdout) as Answer[];
}

const havePython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!havePython)("Python reads what was written", () => {
  const expectSame = (all: readonly Case[]) => {
    const plain = emitted({ description: "a", tags: ["a"], name: "a", value: 1, owner: "a", store: "s3://a" });
    const [shape] = read([plain]);
    for (const [position, answer] of read(all.map(emitted)).entries()) {
      const wanted = all[position] as Case;
      const text = humanText(wanted.description);
      const [line = ""] = text.split(/[\n\r\u2028\u2029]/);
      expect(answer).toEqual({
        statements: shape?.statements,
        description: line,
        doc: line === text ? null : text.endsWith(".md") ? `${text} ` : text,
        tags: [...new Set(wanted.tags.map((tag) => humanText([...humanText(tag)].slice(0, 100).join(""))))].filter(
          (tag) => tag !== "",
        ),
        owner: wanted.owner,
        store: wanted.store,
        name: wanted.name,
        value: wanted.value,
        about: text,
        enum: [wanted.value, wanted.name],
      });
    }
  };

  test("hostile strings everywhere", () => {
    expectSame(fc.sample(cases, { numRuns: 400, seed: 1 }));
  });

  test("100 kB of them", () => {
    const long = (text: string) => text.repeat(Math.ceil(100_000 / text.length));
    const all = [pieces.join(""), "{{", '"', "\n", "\u{1f427}"].map((text): Case => {
      const value = long(text);
      return { description: value, tags: [], name: value, value, owner: value, store: `s3://${value}` };
    });
    expectSame(all);
  });
});

test("a literal is ASCII on one line, and closes only at its end", () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: "binary" })), (value) => {
      const literal = pythonText(value);
      const quote = literal[0] as string;
      expect(literal).toMatch(/^(["'])[\x20-\x7e]*\1$/);
      expect(literal.slice(1, -1).replace(/\\./g, "")).not.toContain(quote);
    }),
  );
});

test("no text of the author's is anywhere else in the file", () => {
  const secret = "QzYx";
  const text = emitted({
    description: secret,
    tags: [secret],
    name: secret,
    value: secret,
    owner: secret,
    store: `s3://${secret}`,
  });
  // description, tag, key, default, twice in the enum, the parameter's description, owner, store
  expect(text.split(secret)).toHaveLength(10);
  expect(airflowTarget.emit(requestOf(linear))[0]?.text).not.toContain("s3://ml/zenc,");
});
