// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// Which stack a command gets, with which defaults; and that the published schema is current. (What is wrong in a file: the diagnostics' fixtures.)
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readStack, stackFileSchema } from "../../compiler/stack/index.js";
import { targets } from "../../targets/index.js";

const text = `# where it runs
stacks:
  local: { target: local }
  production:
    target: airflow
    store: s3://bucket/zenc
    image: registry.example.com/steps:1
    accelerators:
      - { name: t4, gpus: 1, memory: 16Gi, cost: 0.35 }
    costly: { cpu: 8, memory: 32Gi }
    airflow: { pool: ml, maxInstances: 500 }
`;
const read = (request: Parameters<typeof readStack>[2], file: string | null = text) =>
  readStack(file, "zenc.yaml", request, targets);

test("without a file, target and store say it all", () => {
  expect(read({}, null)).toEqual({
    stack: { name: "local", target: "local", store: ".zenc", accelerators: [], options: {} },
    diagnostics: [],
  });
  expect(read({ target: "airflow", store: "s3://b/p" }, null).stack).toEqual({
    name: "airflow",
    target: "airflow",
    store: "s3://b/p",
    accelerators: [],
    options: {},
  });
});

test("a stack is read whole, quantities in bytes", () => {
  expect(read({ stack: "production" }).stack).toEqual({
    name: "production",
    target: "airflow",
    store: "s3://bucket/zenc",
    image: "registry.example.com/steps:1",
    accelerators: [{ name: "t4", gpus: 1, memoryBytes: 16 * 2 ** 30, cost: 0.35 }],
    costly: { cpu: 8, memoryBytes: 32 * 2 ** 30 },
    options: { pool: "ml", maxInstances: 500 },
  });
});

test("local goes without saying; a target finds its only stack; flags stand above the file", () => {
  expect(read({}).stack?.name).toBe("local");
  expect(read({ target: "airflow" }).stack?.name).toBe("production");
  const both = read({ stack: "production", target: "local", store: "/elsewhere" }).stack;
  expect([both?.target, both?.store, both?.options]).toEqual(["local", "/elsewhere", {}]);
});

test("a target that no stack of the file has is taken from the flags alone", () => {
  expect(read({ target: "local" }, "stacks:\n  production: { target: airflow }\n").stack?.name).toBe("local");
});

test("costly says how much, of something", () => {
  const problem = (costly: string) =>
    read({}, `stacks:\n  a: { target: local, costly: ${costly} }\n`)
      .diagnostics.map(({ message }) => message)
      .join();
  expect(problem("{ cpu: 2 }")).toBe("");
  expect(problem("{}")).toContain('needs "cpu" or "memory"');
  expect(problem("{ memory: 0Gi }")).toContain("costly.memory");
  expect(problem("{ cpu: 0 }")).toContain("costly.cpu");
  expect(problem("{ gpu: 1 }")).toContain('"gpu"');
});

test("every problem of a file is found at once, at its own line", () => {
  const { stack, diagnostics } = read({}, "stacks:\n  a: { target: locale, stor: x }\n  b: {}\n");
  expect(stack).toBeNull();
  expect(diagnostics.map(({ code, span }) => [code, span?.start.line, span?.start.column])).toEqual([
    ["stack-invalid", 2, 16],
    ["stack-key-unknown", 2, 24],
    ["stack-invalid", 3, 3],
  ]);
});

test.each([
  "",
  "- a",
  "stacks: 1",
  "stacks: {}",
  "stacks:\n  a: &x { target: *x }\n",
  "stacks: {a: {target: local}, a: {target: local}}",
  "\0",
])("%j is refused with diagnostics, not thrown", (file) => {
  const { stack, diagnostics } = read({}, file);
  expect(stack).toBeNull();
  expect(diagnostics.length).toBeGreaterThan(0);
});

test("schema/zenc.schema.json is current", () => {
  const path = fileURLToPath(new URL("../../schema/zenc.schema.json", import.meta.url));
  const current = `${JSON.stringify(stackFileSchema(targets), null, 2)}\n`;
  if (process.env.UPDATE) writeFileSync(path, current);
  expect(readFileSync(path, "utf8")).toBe(current);
});

test("what CI needs is read as it stands; no expression of a CI service gets into it", () => {
  const ci =
    "{ branch: release, role: 'arn:aws:iam::123456789012:role/zenc', env: { A: text, B: { secret: S, file: true }, C: { variable: V } } }";
  const { stack } = read({ stack: "production" }, `${text}    ci: ${ci}\n`);
  expect(stack?.ci).toEqual({
    branch: "release",
    role: "arn:aws:iam::123456789012:role/zenc",
    env: { A: "text", B: { secret: "S", file: true }, C: { variable: "V" } },
  });
  for (const bad of [
    "env: { A: '${{ secrets.X }}' }",
    "env: { GITHUB_TOKEN: x }",
    "env: { A: { secret: 'a b' } }",
    "branch: '-x'",
    "runner: '${{ x }}'",
  ])
    expect(read({ stack: "production" }, `${text}    ci: { ${bad} }\n`).stack, bad).toBeNull();
});

test("where things are deployed is read as it stands, and is no part of what the target gets", () => {
  const deploy =
    "{ to: { git: git@example.com:dags.git, branch: release/dags, path: dags }, api: https://airflow.example.com/x, project: churn }";
  const { stack } = read({ stack: "production" }, `${text}    deploy: ${deploy}\n`);
  expect(stack).toMatchObject({
    deploy: { to: { git: "git@example.com:dags.git", branch: "release/dags", path: "dags" }, project: "churn" },
    options: { pool: "ml", maxInstances: 500 },
  });
});

test.each([
  ["{ to: { branch: main } }", 'needs "git"'],
  ["{ to: { git: --upload-pack=x } }", "has no place for"],
  ["{ to: { git: a, branch: -x } }", "has no place for"],
  ["{ to: { git: a, path: ../.. } }", "has no place for"],
  ["{ api: 'https://user:password@airflow.example.com' }", "has no place for"],
  ["{ project: a b }", "has no place for"],
])("a deployment to %s is refused: %s", (deploy, problem) => {
  const { stack, diagnostics } = read({ stack: "production" }, `${text}    deploy: ${deploy}\n`);
  expect(stack).toBeNull();
  expect(diagnostics[0]?.message).toContain(problem);
});
