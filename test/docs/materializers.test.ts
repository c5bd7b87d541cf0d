// The example of the docs that needs Node's types, which the other examples do without: it compiles, and stores what it says.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compiledProject, project } from "../bundle/project.js";

test("the materializers of docs/language/steps.md", async () => {
  const page = readFileSync(fileURLToPath(new URL("../../docs/language/steps.md", import.meta.url)), "utf8");
  const [, text] = /^```typescript\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const folder = project(
    {
      "pipeline.ts": text ?? "",
      "package.json": '{ "type": "module" }',
      "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "types": ["node"] } }',
    },
    { packages: true },
  );
  const { plan } = await compiledProject(folder);
  const outputs = Object.fromEntries(Object.entries(plan.steps).map(([name, { output }]) => [name, output]));
  expect(outputs).toMatchObject({
    load: { materializer: "own", own: { name: "csv", data: true } },
    sum: { kind: "record", fields: { histogram: { own: { name: "histograms" } }, rows: { materializer: "json" } } },
    mode: { materializer: "json" },
  });
});
