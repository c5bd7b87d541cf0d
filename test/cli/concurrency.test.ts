// `zenc run` of a pipeline that is running already, and how caught failures are shown.
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { nodeLines } from "../../cli/node-lines.js";
import type { NodeView } from "../../runtime/history/index.js";
import { createProject, masked, type Project } from "./zenc.js";

const pipeline = (concurrency: string) => `import { pipeline, step } from "zenc";
export const slow = step({ effect: true }, async (): Promise<number> => {
  // The project has no types of Node.
  const fs = (await import(["node", "fs"].join(":"))) as { existsSync(path: string): boolean; writeFileSync(path: string, text: string): void };
  fs.writeFileSync("began", "");
  while (!fs.existsSync("go")) await new Promise((resolve) => setTimeout(resolve, 20));
  return 1;
});
export const turns = pipeline({ name: "turns-${concurrency}", concurrency: "${concurrency}" }, async () => await slow());
`;
let project: Project;
beforeAll(async () => {
  project = await createProject({
    "forbid.ts": pipeline("forbid"),
    "replace.ts": pipeline("replace"),
    "package.json": '{ "type": "module" }\n',
  });
});
afterAll(() => project.remove());

/** Runs the first run until its step has begun, then does `meanwhile`, and waits for its end. */
async function during(file: string, meanwhile: () => Promise<void>): Promise<Awaited<ReturnType<Project["zenc"]>>> {
  for (const name of ["began", "go"]) await rm(join(project.folder, name), { force: true });
  const first = project.zenc(["run", file, "--run", "first"]);
  let ended = false;
  first.then(() => {
    ended = true;
  });
  while (!ended && !existsSync(join(project.folder, "began"))) await new Promise((resolve) => setTimeout(resolve, 10));
  await meanwhile();
  return first;
}

test("forbid: exit code 4, and what to do", async () => {
  let second: Awaited<ReturnType<Project["zenc"]>> | undefined;
  const first = await during("forbid.ts", async () => {
    second = await project.zenc(["run", "forbid.ts", "--run", "second"]);
    await project.write({ go: "" });
  });
  expect(first).toMatchObject({ code: 0, stdout: "1\n" });
  expect(second).toMatchObject({ code: 4, stdout: "" });
  expect(second?.stderr).toContain('"turns-forbid" is running already (first), and it says `concurrency: "forbid"`.');
  expect((await project.zenc(["run", "forbid.ts"])).code).toBe(0);
});

test("replace: the older run is terminated and can go on later, the newer one runs", async () => {
  let second: Promise<Awaited<ReturnType<Project["zenc"]>>> | undefined;
  const first = await during("replace.ts", async () => {
    second = project.zenc(["run", "replace.ts", "--run", "second"]);
  });
  expect(first).toMatchObject({ code: 143, stdout: "" });
  await project.write({ go: "" });
  const newer = await second;
  expect(newer?.code).toBe(0);
  expect(newer?.stderr).toContain("waits until the run first has stopped, which it replaces");
  expect((await project.zenc(["run", "replace.ts", "--run", "first"])).code).toBe(0);
});

test("a caught failure is said to be caught", () => {
  const plain = (text: string) => text;
  const colors = { red: plain, green: plain, yellow: plain, dim: plain, cyan: plain, bold: plain, blue: plain } as never;
  const view = (node: string, index: number[], state: string, caught: boolean) =>
    ({
      node,
      index,
      state,
      caught,
      durationMs: 5,
      attempts: 1,
      error: state === "failed" ? { message: "no luck" } : null,
    }) as unknown as NodeView;
  const nodes = [
    view("a", [], "failed", true),
    view("b", [], "not-run", true),
    view("c", [0], "failed", true),
    view("c", [1], "failed", false),
    view("c", [2], "succeeded", false),
  ];
  expect(nodeLines(nodes, colors).map(masked)).toEqual([
    "✗ a  failed, caught  TOOK  no luck",
    "· b  not run, caught",
    "✗ c[3]  1 failed, 1 failed, caught, 1 succeeded  TOOK",
    "✗ c[0]  failed, caught  TOOK  no luck",
    "✗ c[1]  failed  TOOK  no luck",
  ]);
});
