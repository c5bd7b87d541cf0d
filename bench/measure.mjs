// How long commands take: a fresh process each time, the least of the repetitions, which is what the machine's other work disturbs least.
import { spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";

/**
 * Milliseconds of wall time, the least and the median. `before` runs untimed ahead of each repetition.
 * A command that fails ends the measurement with what it printed.
 */
export function measure(command, args, { repetitions, before = () => {}, ...options }) {
  const times = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    before(repetition);
    const begin = performance.now();
    const { status, stdout, stderr, error } = spawnSync(command, args, {
      encoding: "utf8",
      ...options,
      env: { ...process.env, ...options.env },
    });
    times.push(performance.now() - begin);
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status ?? error}:\n${stdout}\n${stderr}`);
  }
  return summary(times);
}

/** The least and the median of some times. */
export function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  return { least: sorted[0], median: sorted[sorted.length >> 1], repetitions: sorted.length };
}
