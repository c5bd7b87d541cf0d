// `zenc image`: what it writes is built by a real builder, and the step process runs in it as any user.
import { execFile } from "node:child_process";
import { chmod, cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { keys, type Plan } from "../../runtime/contract/index.js";
import { makeGround, root } from "../conformance/shape.js";
import { openBuilder, whyNot } from "./image/builder.js";

const reason = await whyNot();
if (reason !== null) console.warn(`No image is built on this machine: ${reason}.`);

const pipeline = `import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline, step } from "zenc";

/** Who it runs as, and whether it may write where programs expect to, and only there. */
export const look = step(async (): Promise<{ uid: number; gid: number; home: string; node: string }> => {
  await writeFile(join(homedir(), "mine"), "written");
  const changed = await writeFile("/opt/zenc/mine", "").then(() => true, () => false);
  if (changed) throw new Error("The image's own files can be changed.");
  return { uid: process.getuid?.() ?? -1, gid: process.getgid?.() ?? -1, home: homedir(), node: process.versions.node };
});
export const looking = pipeline(async () => await look());
`;

test.skipIf(reason !== null)("the image is built, and a step runs in it as a user that nobody knows", async () => {
  const ground = await makeGround();
  onTestFinished(ground.close);
  const { store, emitted } = await ground.place();
  const folder = dirname(emitted);
  const zenc = (...words: string[]) =>
    promisify(execFile)(process.execPath, [join(root, "dist/cli/zenc.js"), ...words], { cwd: folder });
  for (const file of ["tsconfig.json", "package.json"]) await cp(join(root, "examples/hello", file), join(folder, file));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await writeFile(join(folder, "pipeline.ts"), pipeline);
  await zenc("compile", "pipeline.ts", "--target", "airflow", "--store", store, "--out", "dags", "--push");
  const plan = /PLAN = "([0-9a-f]{64})"/.exec(await readFile(join(folder, "dags/looking.py"), "utf8"))?.[1] as string;
  const { wiring } = JSON.parse(await readFile(join(store, keys.plan(plan as never)), "utf8")) as Plan;
  await open(store);

  await zenc("image", "context");
  // What lies beside the Dockerfile does not get into the image.
  await writeFile(join(folder, "context/secret.txt"), "secret");
  const base = /^FROM (\S+)$/m.exec(await readFile(join(folder, "context/Dockerfile"), "utf8"))?.[1] ?? "";
  await mkdir(join(folder, "storage"));
  const builder = await openBuilder(folder, base);
  const image = await builder.build(join(folder, "context"), "localhost/steps:test");
  expect((await builder.run(image, ["ls", "-A", "/opt/zenc"], {})).trim().split("\n")).toEqual(["compiled", "zenc-step.mjs"]);
  const reads = await builder.run(image, ["sh", "-c", "cat /opt/zenc/compiled/*.bin | wc -c"], { user: "54321:60606" });
  expect(Number(reads)).toBeGreaterThan(100_000);
  expect((await builder.run(image, ["id", "-u"], {})).trim()).toBe("10001");

  for (const [run, user] of Object.entries({ "as-anybody": "54321:60606", "as-in-the-image": "" })) {
    for (const task of wiring.tasks) {
      const environment = { ZENC_PLAN: plan, ZENC_STORE: store, ZENC_RUN: run, ZENC_TASK: task.id, ZENC_CACHE: "0" };
      await builder.run(image, ["zenc-step"], { environment, folders: [store], ...(user ? { user } : {}) });
      await open(store);
    }
    const { stdout } = await zenc("show", run, "--store", store, "--output", "result");
    const [uid, gid] = (user || "10001:10001").split(":").map(Number);
    expect(JSON.parse(stdout)).toMatchObject({ uid, gid, home: "/home/zenc", node: "22.23.3" });
  }
});

/** Lets any user write there. */
async function open(folder: string): Promise<void> {
  await chmod(folder, 0o777);
  const inside = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of inside) if (entry.isDirectory()) await chmod(join(entry.parentPath, entry.name), 0o777);
}
