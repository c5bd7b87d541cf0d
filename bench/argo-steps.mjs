// What a step costs on a real Argo: zenc's workflow beside the shortest that does nothing in the same shape, in turns on one cluster.
import { performance } from "node:perf_hooks";
import { openBench } from "./cluster.mjs";
import { writeChain, writeFan } from "./pipelines.mjs";
import { machine, table } from "./readme.mjs";

const count = 10;

/** Returns the results by shape and variant, and the text of the README. */
export async function benchArgoSteps(rounds, report) {
  const bench = await openBench({ atOnce: 2 });
  const { cluster } = bench;
  // Argo's own 10 s between two looks at a workflow would be all that one sees.
  await cluster.controller.stop();
  await cluster.controller.start({ DEFAULT_REQUEUE_TIME: "20ms" });
  try {
    const results = {};
    for (const [shape, write] of Object.entries({ chain: writeChain, "fan-out": writeFan })) {
      const names = await bench.apply(write(bench.project, count));
      const variants = {
        "zenc, S3": () => cluster.submit(names.s3),
        "zenc, folder": () => cluster.submit(names.folder),
        'node -e ""': () => submit(cluster, byHand[shape]([process.execPath, "-e", ""])),
        true: () => submit(cluster, byHand[shape](["true"])),
      };
      results[shape] = Object.fromEntries(Object.keys(variants).map((name) => [name, []]));
      // The first round is not counted: it fills caches.
      for (let round = 0; round <= rounds; round++) {
        for (const [name, start] of Object.entries(variants)) {
          const ms = await timed(cluster, start);
          if (round > 0) results[shape][name].push(ms / count);
          report(shape, name, round, ms / count);
        }
      }
    }
    return { results, text: textOf(results, rounds) };
  } finally {
    await bench.close();
  }
}

/** From the submission to the end that a watcher sees. */
async function timed(cluster, start) {
  const begin = performance.now();
  const name = await start();
  const workflow = await cluster.waitFor(name);
  const took = performance.now() - begin;
  if (workflow.status.phase !== "Succeeded")
    throw new Error(`${name} ${workflow.status.phase}: ${workflow.status.message}\n${await cluster.logs(name)}`);
  await cluster.forget(name);
  return took;
}

async function submit(cluster, spec) {
  const manifest = { apiVersion: "argoproj.io/v1alpha1", kind: "Workflow", metadata: { generateName: "by-hand-" }, spec };
  return (await cluster.client.create(manifest)).metadata.name;
}

/** The shortest workflows of the same shapes. */
const byHand = {
  chain: (command) => ({
    entrypoint: "main",
    templates: [
      { name: "step", container: { image: "step", command } },
      {
        name: "main",
        dag: {
          tasks: Array.from({ length: count }, (_, i) => ({
            name: `s${i}`,
            template: "step",
            ...(i > 0 ? { depends: `s${i - 1}` } : {}),
          })),
        },
      },
    ],
  }),
  "fan-out": (command) => ({
    entrypoint: "main",
    templates: [
      { name: "step", container: { image: "step", command } },
      {
        name: "list",
        container: {
          image: "step",
          command: ["sh", "-c", `echo '${JSON.stringify(Array.from({ length: count }, (_, i) => i))}' > /tmp/items`],
        },
        outputs: { parameters: [{ name: "items", valueFrom: { path: "/tmp/items" } }] },
      },
      {
        name: "main",
        dag: {
          tasks: [
            { name: "list", template: "list" },
            { name: "work", template: "step", depends: "list", withParam: "{{tasks.list.outputs.parameters.items}}" },
          ],
        },
      },
    ],
  }),
};

function textOf(results, rounds) {
  const rows = Object.entries(results).flatMap(([shape, variants]) => {
    const bare = medianOf(variants['node -e ""']);
    return Object.entries(variants).map(([name, times]) => {
      const [least, median, most] = [Math.min(...times), medianOf(times), Math.max(...times)];
      const beside = name === 'node -e ""' ? ["", ""] : [`${signed(median - bare)} ms`, `${(median / bare).toFixed(2)} ×`];
      return [shape, name, `${least.toFixed(0)}`, `${median.toFixed(0)}`, `${most.toFixed(0)}`, ...beside];
    });
  });
  const head = ["shape", "what runs", "least", "median", "most", 'over `node -e ""`', "ratio"];
  return `${machine(`${rounds} rounds in turns, ${count} steps, ms per step, the controller looks again after 20 ms`)}\n\n${table(head, rows)}`;
}

const medianOf = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];
const signed = (value) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(0)}`;
