// `npm run test:nodes`: the tests below on each Node that zenc supports beside the one at hand, which `npm test` covers.
// The Nodes come from npm, kept by version in $ZENC_TEST_CACHE (default: ~/.cache/zenc-test).
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { finish, runVitest } from "./counts.mjs";

const versions = ["20.20.2", "22.23.3", "24.21.0"];
/** What depends on Node: processes, streams, modules, the built CLI from end to end. */
const tests = [
  "test/house/first-minute",
  "test/interpreter",
  "test/values",
  "test/stores",
  "test/step",
  "test/local",
  "examples",
];

const cache = process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");
const others = versions.filter((version) => version.split(".")[0] !== process.versions.node.split(".")[0]);
finish(others.flatMap(testOn));

function testOn(version) {
  const node = install(version);
  if (node === null) return [{ failed: 1 }];
  console.log(`\nNode ${version}`);
  return [runVitest(tests, node)];
}

/** The path of a Node, installed if it is not there yet; null where npm does not give it. */
function install(version) {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const folder = join(cache, `${name}-${version}`);
  const node = join(folder, "node_modules", name, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(node)) return node;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, "package.json"), '{ "private": true }\n');
  const npm = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact", `${name}@${version}`];
  const { status } = spawnSync("npm", npm, {
    cwd: unfinished,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    console.error(`npm could not install ${name}@${version}`);
    return null;
  }
  if (!existsSync(folder)) renameSync(unfinished, folder);
  else rmSync(unfinished, { recursive: true, force: true });
  return node;
}
