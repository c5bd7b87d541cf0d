// `npm test`: build, lint, types, tests; all of them even where one fails. The last line is `N passed, N failed`.
// Arguments go to vitest: `npm test -- test/wire`. With `--config FILE`, another set of tests: built, but not checked again.
import { join } from "node:path";
import { finish, root, runVitest, succeeds } from "./counts.mjs";

const given = process.argv.slice(2);
const bin = (name) => join(root, "node_modules/.bin", name);
const checks = [
  ["build", process.execPath, ["scripts/build.mjs"]],
  ["lint", bin("biome"), ["ci", "--max-diagnostics=50", "."]],
  ["types", bin("tsc"), ["--noEmit", "-p", "."]],
  ["types of the examples", bin("tsc"), ["-p", "tsconfig.examples.json"]],
  ["types of the tests", bin("tsc"), ["-p", "tsconfig.test.json"]],
].slice(0, given.includes("--config") ? 1 : undefined);

const results = checks.map(([name, command, args]) => {
  const passed = succeeds(command, args);
  console.log(`${name}: ${passed ? "passed" : "FAILED"}`);
  return passed ? { passed: 1 } : { failed: 1 };
});
finish([...results, runVitest(given)]);
