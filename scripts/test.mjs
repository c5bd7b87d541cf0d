// `npm test`: build, lint, types, tests; all of them even where one fails. The last line is `N passed, N failed`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "zenc-test-"));
const report = join(folder, "report.json");
const bin = (name) => join(root, "node_modules", ".bin", name);

/** Arguments after `npm test --` go to vitest: `npm test -- test/wire`; `--config FILE` takes another configuration, without the checks. */
const given = process.argv.slice(2);
const checks = given.includes("--config")
  ? [["build", process.execPath, ["scripts/build.mjs"]]]
  : [
      ["build", process.execPath, ["scripts/build.mjs"]],
      ["lint", bin("biome"), ["ci", "--reporter=summary", "."]],
      ["types", bin("tsc"), ["--noEmit", "-p", "."]],
    ];

const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: "inherit" }).status === 0;
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const [name, command, args] of checks) {
  const passed = run(command, args);
  counts[passed ? "passed" : "failed"] += 1;
  console.log(`${name}: ${passed ? "passed" : "FAILED"}`);
}

const ended = run(bin("vitest"), ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...given]);
try {
  const result = JSON.parse(readFileSync(report, "utf8"));
  counts.passed += result.numPassedTests;
  counts.failed += result.numFailedTests;
  counts.skipped = result.numPendingTests + result.numTodoTests;
  // A file that could not be loaded, an unhandled error, no test at all: a failure of its own.
  const broken = result.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  counts.failed += broken.length;
} catch (error) {
  console.error(`vitest left no report: ${error.message}`);
  counts.failed += 1;
}
if (!ended && counts.failed === 0) counts.failed += 1;
rmSync(folder, { recursive: true, force: true });
if (counts.skipped > 0) console.log(`${counts.skipped} skipped`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
