// The same chains in other tools, from the Python registry: an environment of its own for each, kept by version in the cache folder.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/counts.mjs";
import { measure } from "./measure.mjs";
import { startStore } from "./s3.mjs";

const cache = process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");
const requirements = {
  kfp: ["kfp==2.17.0"],
  hera: ["hera[yaml]==7.1.0"],
  metaflow: ["metaflow==2.19.39", "kubernetes==34.1.0", "boto3==1.40.61"],
  kedro: ["kedro==1.7.0", "kedro-airflow==0.11.0"],
};
export const peers = Object.keys(requirements);

/** Measures one peer; `report(name, figures)` is called for each figure. */
export async function benchPeer(peer, folder, repetitions, report) {
  const work = join(folder, peer);
  rmSync(work, { recursive: true, force: true });
  cpSync(join(root, "bench/peers", peer), work, { recursive: true });
  await benches[peer]({ work, bin: environmentOf(peer), repetitions, report });
}

const benches = {
  kfp({ work, bin, repetitions, report }) {
    compileChains(
      report,
      (count, out) => [[bin("python"), ["chain.py", "compile", count, out], { cwd: work, repetitions }], `${out}`],
      work,
      "yaml",
    );
    const runs = join(work, "runs");
    const env = { PATH: `${join(bin("python"), "..")}:${process.env.PATH}` };
    const args = ["chain.py", "run", "10", runs];
    report(
      "run 10 steps, first",
      measure(bin("python"), args, { cwd: work, env, repetitions, before: () => rmSync(runs, { recursive: true, force: true }) }),
    );
    report("run 10 steps, cached", measure(bin("python"), args, { cwd: work, env, repetitions }));
  },

  hera({ work, bin, repetitions, report }) {
    compileChains(
      report,
      (count, out) => [[bin("python"), ["chain.py", count, out], { cwd: work, repetitions }], out],
      work,
      "yaml",
    );
  },

  async metaflow({ work, bin, repetitions, report }) {
    for (const count of ["10", "100"]) {
      const { stdout } = spawnSync(bin("python"), ["generate.py", count], { cwd: work, encoding: "utf8" });
      writeFileSync(join(work, `chain${count}.py`), stdout);
    }
    const env = {
      METAFLOW_USER: "bench",
      METAFLOW_DATASTORE_SYSROOT_LOCAL: work,
      METAFLOW_DEFAULT_METADATA: "local",
      HOME: work,
    };
    // Its compiler uploads the code, so it needs a store.
    const s3 = await startStore();
    const { searchParams } = new URL(s3.url);
    const remote = {
      ...env,
      ...s3.env,
      AWS_DEFAULT_REGION: "us-east-1",
      METAFLOW_DEFAULT_DATASTORE: "s3",
      METAFLOW_DATASTORE_SYSROOT_S3: "s3://bench/metaflow",
      METAFLOW_S3_ENDPOINT_URL: searchParams.get("endpoint"),
      METAFLOW_KUBERNETES_CONTAINER_IMAGE: "python:3.11",
      METAFLOW_KUBERNETES_NAMESPACE: "default",
    };
    try {
      compileChains(
        report,
        (count, out) => [
          [bin("python"), [`chain${count}.py`, "--quiet", "airflow", "create", out], { cwd: work, env: remote, repetitions }],
          out,
        ],
        work,
        "py",
      );
    } finally {
      s3.stop();
    }
    report(
      "run 10 steps, first",
      measure(bin("python"), ["chain10.py", "--quiet", "run"], { cwd: work, env, repetitions: Math.min(3, repetitions) }),
    );
  },

  kedro({ work, bin, repetitions, report }) {
    const env = { KEDRO_DISABLE_TELEMETRY: "1", DO_NOT_TRACK: "1" };
    const out = join(work, "dags");
    compileChains(
      report,
      (count) => [
        [bin("kedro"), ["airflow", "create", "--pipelines", `chain${count}`, "-t", out], { cwd: work, env, repetitions }],
        join(out, `bench_kedro_chain${count}_dag.py`),
      ],
      work,
      "py",
    );
    report("run 10 steps, first", measure(bin("kedro"), ["run", "--pipeline", "chain10"], { cwd: work, env, repetitions }));
  },
};

function compileChains(report, job, work, extension) {
  for (const count of ["10", "100"]) {
    const [[command, args, options], out] = job(count, join(work, `out${count}.${extension}`));
    report(`compile ${count} steps, cold`, measure(command, args, options));
    report(`DAG file of ${count} steps`, { bytes: statSync(out).size, tasks: Number(count) });
  }
}

/** The programs of a peer's environment, made if it is not there yet. */
export function environmentOf(peer) {
  const folder = join(cache, `peer-${peer}-${requirements[peer][0].replace(/.*==/, "")}`);
  const bin = (name) => join(folder, "bin", name);
  if (!existsSync(join(folder, "complete"))) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    command("python3", ["-m", "venv", folder]);
    command(bin("pip"), ["install", "--quiet", "--disable-pip-version-check", "uv"]);
    command(bin("uv"), ["pip", "install", "--quiet", "--python", bin("python"), ...requirements[peer]]);
    writeFileSync(join(folder, "complete"), "");
  }
  return bin;
}

function command(name, args) {
  const { status } = spawnSync(name, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${status}.`);
}
