// How long tools take to write what Argo reads, and how long that is: `zenc compile --target argo` beside Metaflow, Hera, and KFP,
// whose file is not Argo's own but what its server makes workflows of.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../scripts/counts.mjs";
import { measure } from "./measure.mjs";
import { environmentOf } from "./peers.mjs";
import { writeCalls, writeChain, writeTrainers } from "./pipelines.mjs";
import { machine, ms, table } from "./readme.mjs";
import { startStore } from "./s3.mjs";

const counts = [10, 100, 1000];
const names = [...counts.map((count) => `chain${count}`), "calls1000", "trainers"];
const cli = join(root, "dist/cli/zenc.js");

/** Returns the results by tool, and the text of the README. */
export async function benchArgoCompile(folder, repetitions, report, withPeers) {
  const results = { zenc: zenc(join(folder, "zenc"), repetitions, (...of) => report("zenc", ...of)) };
  for (const peer of withPeers ? Object.keys(peers) : []) {
    const work = join(folder, peer);
    cpSync(join(root, "bench/peers", peer), work, { recursive: true });
    try {
      results[peer] = await peers[peer](work, environmentOf(peer), repetitions, (...of) => report(peer, ...of));
    } catch (error) {
      console.error(`${peer}: ${error.message}`);
      results[peer] = { problem: error.message.split("\n")[0] };
    }
  }
  return { results, text: textOf(results, repetitions) };
}

/** Cold: nothing of an earlier compilation is there. Unchanged: once more over the same files. */
function zenc(project, repetitions, report) {
  const results = {};
  const out = join(project, "argo");
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "zenc.yaml"), "stacks: { default: { target: argo, store: s3://bench/zenc, image: zenc-step } }\n");
  const clear = () => {
    for (const name of [".zenc", "argo"]) rmSync(join(project, name), { recursive: true, force: true });
  };
  const files = [...counts.map((count) => writeChain(project, count)), writeCalls(project, 1000), writeTrainers(project)];
  for (const [at, name] of names.entries()) {
    const args = [cli, "compile", files[at], "--out", out];
    const cold = measure(process.execPath, args, { repetitions, cwd: project, before: clear });
    const unchanged = measure(process.execPath, args, { repetitions, cwd: project });
    results[name] = { cold, unchanged, bytes: statSync(join(out, `${name}.yaml`)).size };
    report(name, results[name]);
  }
  return results;
}

const peers = {
  metaflow: async (work, bin, repetitions, report) => {
    // Its compiler uploads the code, so it needs a store.
    const s3 = await startStore();
    const { searchParams } = new URL(s3.url);
    const env = {
      ...s3.env,
      HOME: work,
      AWS_DEFAULT_REGION: "us-east-1",
      METAFLOW_USER: "bench",
      METAFLOW_DATASTORE_SYSROOT_LOCAL: work,
      METAFLOW_DEFAULT_METADATA: "local",
      METAFLOW_DEFAULT_DATASTORE: "s3",
      METAFLOW_DATASTORE_SYSROOT_S3: "s3://bench/metaflow",
      METAFLOW_S3_ENDPOINT_URL: searchParams.get("endpoint"),
      METAFLOW_KUBERNETES_CONTAINER_IMAGE: "python:3.11",
      METAFLOW_KUBERNETES_NAMESPACE: "default",
    };
    for (const count of counts) {
      const { stdout } = spawnSync(bin("python"), ["generate.py", `${count}`], { cwd: work, encoding: "utf8" });
      writeFileSync(join(work, `chain${count}.py`), stdout);
    }
    try {
      return compileAll(work, repetitions, report, (name, out) => {
        const words = [bin("python"), `${name}.py`, "--quiet", "argo-workflows", "create", "--only-json"];
        return ["sh", ["-c", 'out="$1"; shift; exec "$@" > "$out"', "sh", out, ...words], { cwd: work, env }];
      });
    } finally {
      s3.stop();
    }
  },
  hera: (work, bin, repetitions, report) =>
    compileAll(work, repetitions, report, (name, out) => {
      const words = name === "trainers" ? ["trainers.py", out] : ["chain.py", name.slice(5), out];
      return [bin("python"), words, { cwd: work }];
    }),
  kfp: (work, bin, repetitions, report) =>
    compileAll(work, repetitions, report, (name, out) => {
      const words = name === "trainers" ? ["trainers.py", out] : ["chain.py", "compile", name.slice(5), out];
      return [bin("python"), words, { cwd: work }];
    }),
};

/** `job(name, out)` is a command that compiles a pipeline into a file. Of what takes long there are fewer repetitions. */
function compileAll(work, repetitions, report, job) {
  const results = {};
  // Hera and KFP call one function in all of their chains, Metaflow has one for each step.
  for (const name of names.filter((one) => one !== "calls1000")) {
    const out = join(work, `${name}.${work.endsWith("metaflow") ? "json" : "yaml"}`);
    const [command, args, options] = job(name, out);
    const times = name === "chain1000" ? Math.min(3, repetitions) : repetitions;
    try {
      results[name] = { cold: measure(command, args, { ...options, repetitions: times }), bytes: statSync(out).size };
      report(name, results[name]);
    } catch (error) {
      const said = error.message.trim().split("\n").at(-1);
      console.error(`${name}: ${said}`);
      results[name] = { problem: said };
    }
  }
  return work.endsWith("metaflow") ? results : { ...results, calls1000: results.chain1000 };
}

function textOf(results, repetitions) {
  const tools = Object.keys(results);
  const mine = results.zenc;
  const beside = (name, figureOf, show) => [
    name,
    ...tools.map((tool) => {
      const value = figureOf(results[tool]);
      if (value === undefined) return "–";
      return tool === "zenc" ? show(value) : `${show(value)} (${(value / figureOf(mine)).toFixed(1)} ×)`;
    }),
  ];
  const title = {
    chain10: "10 steps",
    chain100: "100 steps",
    chain1000: "1,000 steps",
    calls1000: "1,000 calls of one step",
    trainers: "eight trainers",
  };
  const perStep = ({ chain10, chain100 = {} }) => chain100.bytes && (chain100.bytes - chain10.bytes) / 90;
  const bytes = (value) => `${Math.round(value).toLocaleString("en")} bytes`;
  const rows = [
    ...names.map((name) => beside(`compile, ${title[name]}`, (of) => of[name]?.cold?.least, ms)),
    ...names.map((name) => beside(`compile unchanged, ${title[name]}`, (of) => of[name]?.unchanged?.least, ms)),
    ...names.map((name) => beside(`file, ${title[name]}`, (of) => of[name]?.bytes, bytes)),
    beside("each further step", perStep, bytes),
  ];
  const problems = tools.flatMap((tool) =>
    names.flatMap((name) => {
      if (name === "calls1000") return [];
      const { problem } = results[tool][name] ?? results[tool];
      return problem ? [`\n${tool} does not compile ${title[name]}: \`${problem}\``] : [];
    }),
  );
  return [
    `${machine(`least of ${repetitions}, of 1,000 steps of 3 at most for the peers`)}\n`,
    table(["", ...tools], rows),
    ...problems,
  ].join("\n");
}
