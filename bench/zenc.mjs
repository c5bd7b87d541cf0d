// zenc's own figures.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../scripts/counts.mjs";
import { measure, summary } from "./measure.mjs";
import { writeChain } from "./pipelines.mjs";
import { startStore } from "./s3.mjs";

const cli = join(root, "dist/cli/zenc.js");
const node = process.execPath;

/** Measures everything; `report(name, figures)` is called for each. */
export async function benchZenc(folder, repetitions, report) {
  const project = join(folder, "zenc");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  const empty = join(folder, "empty.mjs");
  writeFileSync(empty, "");

  report("empty Node process", measure(node, [empty], { repetitions }));
  compile(project, repetitions, report);
  await watch(project, repetitions, report);
  local(project, repetitions, report);
  await stepProcess(project, repetitions, report);
}

/** Cold: nothing of an earlier compilation is there. Unchanged: once more over the same files. */
function compile(project, repetitions, report) {
  for (const count of [10, 100]) {
    const file = writeChain(project, count);
    const args = [cli, "compile", file, "--target", "airflow", "--store", "s3://bench/zenc", "--out", join(project, "dags")];
    const clear = () => {
      for (const name of [".zenc", "dags"]) rmSync(join(project, name), { recursive: true, force: true });
    };
    report(`compile ${count} steps, cold`, measure(node, args, { repetitions, cwd: project, before: clear }));
    report(`compile ${count} steps, unchanged`, measure(node, args, { repetitions, cwd: project }));
    report(`DAG file of ${count} steps`, { bytes: statSync(join(project, "dags", `chain${count}.py`)).size, tasks: count });
  }
}

/** From the author's save to the new DAG file, in a running `zenc compile --watch`. */
async function watch(project, repetitions, report) {
  const file = writeChain(project, 10);
  const out = join(project, "watched");
  rmSync(out, { recursive: true, force: true });
  const dag = join(out, "chain10.py");
  const child = spawn(
    node,
    [cli, "compile", file, "--target", "airflow", "--store", "s3://bench/zenc", "--out", out, "--watch"],
    {
      cwd: project,
      stdio: "ignore",
    },
  );
  const times = [];
  try {
    await until(() => existsSync(dag));
    // The first round fills caches that an author's session has filled too.
    for (let salt = 1; salt <= repetitions + 1; salt++) {
      await delay(500);
      const before = readFileSync(dag, "utf8");
      const begin = performance.now();
      writeChain(project, 10, salt);
      await until(() => readFileSync(dag, "utf8") !== before);
      if (salt > 1) times.push(performance.now() - begin);
    }
  } finally {
    child.kill("SIGTERM");
  }
  report("compile 10 steps, watch", summary(times));
}

async function until(holds) {
  for (const deadline = performance.now() + 30_000; !holds(); ) {
    if (performance.now() > deadline) throw new Error("The watching compiler did not write a new file within 30 s.");
    await delay(1);
  }
}

/** A run on this machine: nothing known, and everything known. */
function local(project, repetitions, report) {
  const store = join(project, "store");
  for (const count of [10, 100]) {
    const args = [cli, "run", writeChain(project, count), "--store", store, "--format", "json"];
    const forget = () => rmSync(store, { recursive: true, force: true });
    report(`run ${count} steps, first`, measure(node, args, { repetitions, cwd: project, before: forget }));
    report(`run ${count} steps, cached`, measure(node, args, { repetitions, cwd: project }));
  }
}

/** One task in a process of its own, as an engine starts it. */
async function stepProcess(project, repetitions, report) {
  const file = writeChain(project, 10);
  const task = (store, env) => {
    const out = join(project, "step-dags");
    measure(node, [cli, "compile", file, "--target", "airflow", "--store", store, "--out", out, "--push"], {
      repetitions: 1,
      cwd: project,
      env,
    });
    const plan = /^PLAN = "([0-9a-f]{64})"$/m.exec(readFileSync(join(out, "chain10.py"), "utf8"))[1];
    const settings = { ...env, ZENC_PLAN: plan, ZENC_TASK: "s0", ZENC_STORE: store, ZENC_ENGINE: "bench", ZENC_CACHE: "0" };
    settings.ZENC_CACHE_DIR = join(project, "code-cache");
    const options = { repetitions, cwd: project, env: settings };
    // A run of its own each time: a task whose record is there would return at once.
    return measure(node, [join(root, "dist/step/zenc-step.mjs")], {
      ...options,
      before: (i) => Object.assign(settings, { ZENC_RUN: `bench-${i}` }),
    });
  };
  report("step process, folder", task(join(project, "step-store"), {}));
  const s3 = await startStore();
  try {
    report("step process, S3", task(s3.url, s3.env));
  } finally {
    s3.stop();
  }
}
