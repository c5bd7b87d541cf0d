// Materializers of the author's and Arrow tables, from the option to the store, by the built command and the local engine: what the
// pipeline gives when it is called is what it gives when it is run.
import { cp, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { encodeText } from "../../runtime/values/index.js";
import { createProject, type Project } from "../cli/zenc.js";
import { materialized } from "./materialized/pipeline.js";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
let project: Project;
beforeAll(async () => {
  project = await createProject({
    "package.json": '{ "type": "module" }',
    "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2023", "skipLibCheck": true } }',
  });
  await cp(here("./materialized"), project.folder, { recursive: true });
  await symlink(here("../../node_modules"), join(project.folder, "node_modules"));
});
afterAll(() => project.remove());

interface Document {
  readonly status: string;
  readonly result: unknown;
  readonly nodes: readonly { readonly node: string; readonly state: string }[];
}
async function run(...words: string[]): Promise<Document> {
  const { stdout, stderr } = await project.zenc(["run", "pipeline.ts", "--format", "json", ...words]);
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}
const ran = ({ nodes }: Document) =>
  [...new Set(nodes.filter(({ state }) => state === "succeeded").map(({ node }) => node))].sort();
const show = async (...words: string[]) => (await project.zenc(["show", "latest", ...words])).stdout;

test.each([0, 2, 5])("%i rows: run as called", async (count) => {
  const { status, result } = await run("--param", `count=${count}`);
  expect({ status, result }).toEqual({ status: "succeeded", result: JSON.parse(encodeText(await materialized({ count }))) });
});

test("all is reused; a comment in a materializer's module changes nothing", async () => {
  await project.write({ "formats.ts": `// A new comment.\n${await readFile(here("./materialized/formats.ts"), "utf8")}` });
  const document = await run("--param", "count=5");
  expect(document.nodes.length).toBeGreaterThan(10);
  expect(ran(document)).toEqual([]);
});

test("an output is shown by its materializer and size, and written out as the author wrote it", async () => {
  expect(await show("split")).toMatch(/output \{ best: csv, 8 B; frame: frames, \d+ B; note: json, 6 B \}/);
  await show("load", "--to", join(project.folder, "rows.csv"));
  expect(await readFile(join(project.folder, "rows.csv"), "utf8")).toMatch(/^row 0,0\nrow 1,0.25\n/);
  await show("tabulate", "--to", join(project.folder, "table.arrow"));
  expect((await readFile(join(project.folder, "table.arrow"))).subarray(0, 6).toString()).toBe("ARROW1");
});

test("a changed materializer runs the steps that write or read with it, and what their bytes change", async () => {
  const formats = await readFile(here("./materialized/formats.ts"), "utf8");
  await project.write({ "formats.ts": formats.replace("String(frame)", "JSON.stringify(JSON.parse(String(frame)), null, 1)") });
  expect(ran(await run("--param", "count=5"))).toEqual(["split", "widen", "widen_2", "widthOf", "widthOf_2"]);
  // Other bytes, equal rows: what follows is known.
  await project.write({ "formats.ts": formats.replace('.join("")', '.join("") + "\\n"') });
  expect(ran(await run("--param", "count=5"))).toEqual(["load", "split"]);
});
