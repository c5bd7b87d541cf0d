// Runs vitest and counts what it did; every test command ends with the same plain line, `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command of the checkout and shows what it prints; whether it ended well. */
export function succeeds(command, args, env = {}) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, ...env } }).status === 0;
}

/** Runs vitest under the Node given (default: this one). Returns how many tests passed, failed and were skipped. */
export function runVitest(args, node = process.execPath) {
  const folder = mkdtempSync(join(tmpdir(), "zenc-test-"));
  const report = join(folder, "report.json");
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const ended = succeeds(node, [vitest, "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args]);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  try {
    const result = JSON.parse(readFileSync(report, "utf8"));
    counts.passed = result.numPassedTests;
    counts.skipped = result.numPendingTests + result.numTodoTests;
    // A file that could not be loaded has no tests to count: it is a failure of its own.
    const unloaded = result.testResults.filter(
      ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
    );
    counts.failed = result.numFailedTests + unloaded.length;
  } catch (error) {
    console.error(`vitest left no report: ${error.message}`);
  }
  rmSync(folder, { recursive: true, force: true });
  // No test at all, an error outside of tests: vitest says so in its exit code.
  if (!ended && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** Prints the last line and sets the exit code. */
export function finish(all) {
  const sum = (name) => all.reduce((total, counts) => total + (counts[name] ?? 0), 0);
  if (sum("skipped") > 0) console.log(`${sum("skipped")} skipped`);
  console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
  process.exitCode = sum("failed") === 0 ? 0 : 1;
}
