// The cluster of the engine tests: a real API server, scheduler and Argo, whose pods are processes of this machine.
import { readFileSync } from "node:fs";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { parse } from "yaml";
import { root } from "../scripts/counts.mjs";
import { measure } from "./measure.mjs";
import { startStore } from "./s3.mjs";

/** A TypeScript module of the checkout, whose files know where they lie. */
async function load(contents) {
  const folder = await mkdtemp(join(root, "dist/bench-"));
  const places = {
    name: "places",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
        contents: (await readFile(path, "utf8")).replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
        loader: "ts",
      }));
    },
  };
  try {
    const stdin = { contents, resolveDir: root, loader: "ts" };
    const options = { bundle: true, write: false, platform: "node", format: "esm", packages: "external", plugins: [places] };
    const { outputFiles } = await build({ absWorkingDir: root, stdin, ...options });
    const file = join(folder, "module.mjs");
    await writeFile(file, outputFiles[0].contents);
    return await import(pathToFileURL(file).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A cluster (its programs are built on first use, 10 CPU-minutes), a folder with a stack that means it, and an S3 of this machine as store.
 * What is compiled is also put into a folder: elsewhere pods cannot share one, but here it shows what S3 costs.
 */
export async function openBench(options) {
  const opened = [];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const project = await mkdtemp(join(tmpdir(), "zenc-bench-argo-"));
    opened.push(() => rm(project, { recursive: true, force: true }));
    const s3 = await startStore();
    opened.push(s3.stop);
    Object.assign(process.env, s3.env);
    const stores = { s3: s3.url, folder: join(project, "store") };
    const { openCluster, nodesOf } = await load(
      'export { openCluster } from "./test/engines/cluster/cluster.ts"; export { nodesOf } from "./test/engines/cluster/workflows.ts";',
    );
    const cluster = await openCluster({ ...options, image: { environment: s3.env } });
    opened.push(cluster.close);
    cluster.share(project);
    // As `zenc image` has it.
    const command = [process.execPath, join(project, "zenc-step.mjs")];
    await copyFile(join(root, "dist/step/zenc-step.mjs"), command[1]);
    measure(command[0], [command[1], "--prepare"], { repetitions: 1 });
    const stack = { target: "argo", store: s3.url, image: "zenc-step", argo: { command } };
    await writeFile(join(project, "zenc.yaml"), JSON.stringify({ stacks: { default: stack } }));
    const apply = (file) => applyTo(cluster, project, stores, file);
    return { cluster, nodesOf, project, stores, apply, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Compiles, pushes and applies a pipeline: its template, and one of the same with the folder as store. */
async function applyTo(cluster, project, stores, file) {
  const out = join(project, "argo");
  await rm(out, { recursive: true, force: true });
  const args = [join(root, "dist/cli/zenc.js"), "compile", file, "--out", out, "--push"];
  measure(process.execPath, args, { repetitions: 1, cwd: project });
  const { openStore } = await import("../dist/stores/index.js");
  await copyStore(await openStore(stores.s3), await openStore(stores.folder));
  const name = basename(file, ".ts");
  const text = readFileSync(join(out, `${name}.yaml`), "utf8");
  const template = parse(text);
  const inFolder = parse(text.replaceAll(stores.s3, stores.folder));
  inFolder.metadata.name = `${name}-folder`;
  for (const one of [template, inFolder]) await cluster.client.apply(one);
  return { s3: template.metadata.name, folder: inFolder.metadata.name, template, bytes: Buffer.byteLength(text) };
}

async function copyStore(from, to) {
  for (const part of ["code/", "plans/"]) for await (const key of from.list(part)) await to.create(key, await from.get(key));
}
