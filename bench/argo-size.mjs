// How large a workflow gets: n steps, really run by Argo's controller. `node bench/argo-size.mjs [--steps 1000] [--width 50]`.
// `--fan`: items of one fan-out instead. `--quick`: the pods run `true` instead of zenc-step, to see how the object grows where the steps would
// take too long. `--max-bytes N`: the controller takes a workflow for too long from there on, to see at a small one what comes of large ones.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { root } from "../scripts/counts.mjs";
import { openBench } from "./cluster.mjs";
import { writeFan, writeStrands } from "./pipelines.mjs";

/** Runs one, and returns what was seen of its object. */
export async function benchArgoSize({ steps, width, fan, quick, maxBytes, patienceMs = 3_000_000 }) {
  const bench = await openBench({ atOnce: 4 });
  const { cluster, nodesOf } = bench;
  const variables = maxBytes === undefined ? {} : { MAX_WORKFLOW_SIZE: `${maxBytes}` };
  try {
    await cluster.controller.stop();
    await cluster.controller.start(variables);
    const { s3, template, bytes } = await bench.apply(
      fan ? writeFan(bench.project, steps) : writeStrands(bench.project, steps, width),
    );
    const asJson = Buffer.byteLength(JSON.stringify(template.spec));
    if (quick) {
      for (const one of template.spec.templates) if (one.container) one.container.command = ["true"];
      await cluster.client.apply(template);
    }
    const sizes = { largest: 0, packedAt: null, updates: 0 };
    const watch = await cluster.client.watch("Workflow", {}, (_, workflow) => {
      const parts = partsOf(workflow);
      sizes.updates++;
      if (parts.all > sizes.largest) Object.assign(sizes, { largest: parts.all, parts });
      if (parts.compressedNodes && sizes.packedAt === null) sizes.packedAt = nodesOf(workflow).length;
      if (sizes.updates % 20 === 0)
        console.error(JSON.stringify({ nodes: nodesOf(workflow).length, ...cluster.counts(), ...parts }));
    });
    const begin = performance.now();
    const name = await cluster.submit(s3);
    const workflow = await cluster.waitFor(name, undefined, patienceMs);
    const seconds = (performance.now() - begin) / 1000;
    watch.close();
    const { phase, message } = workflow.status;
    const seen = {
      steps,
      width,
      quick,
      name,
      phase,
      message,
      seconds,
      file: bytes,
      spec: asJson,
      nodes: nodesOf(workflow).length,
      end: partsOf(workflow),
      ...sizes,
    };
    return quick ? seen : { ...seen, shown: shown(bench, name) };
  } finally {
    await bench.close();
  }
}

/** Bytes of a workflow's object, and of the parts of its status that grow. */
function partsOf({ metadata, ...workflow }) {
  const bytes = (value) => (value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)));
  const { managedFields, ...own } = metadata;
  const parts = Object.entries(workflow.status ?? {}).map(([name, value]) => [name, bytes(value)]);
  const nodes = workflow.status?.nodes;
  // As the controller packs them where they are many.
  const packed = nodes && Math.ceil((gzipSync(JSON.stringify(nodes)).length * 4) / 3);
  const large = parts.filter(([, size]) => size > 1000);
  return {
    all: bytes({ ...workflow, metadata: own }),
    managedFields: bytes(managedFields),
    ...Object.fromEntries(large),
    ...(packed ? { packed } : {}),
  };
}

/** What `zenc show` says of the run, from the store. */
function shown({ project }, name) {
  const begin = performance.now();
  const args = [join(root, "dist/cli/zenc.js"), "show", name, "--format", "json"];
  const { stdout, stderr, status } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (status !== 0) return { status, stderr };
  const run = JSON.parse(stdout);
  return { status: run.status, nodes: run.nodes?.length, ms: performance.now() - begin };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      steps: { type: "string", default: "1000" },
      width: { type: "string", default: "50" },
      fan: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
      "max-bytes": { type: "string" },
    },
  });
  const { steps, width, fan, quick, "max-bytes": most } = values;
  console.log(
    JSON.stringify(await benchArgoSize({ steps: +steps, width: +width, fan, quick, maxBytes: most && +most }), null, 1),
  );
}
