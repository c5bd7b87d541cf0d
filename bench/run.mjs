// `npm run bench`: measures zenc, and other tools beside it, and writes the figures into bench/README.md.
// Options: `--repetitions N` (default 7), `--peers kfp,hera` (default: all that can be installed), `--no-peers`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { succeeds } from "../scripts/counts.mjs";
import { benchCheck } from "./check.mjs";
import { benchPeer, peers } from "./peers.mjs";
import { machine, writeFigures } from "./readme.mjs";
import { tables } from "./tables.mjs";
import { benchZenc } from "./zenc.mjs";

const { values } = parseArgs({
  options: {
    repetitions: { type: "string", default: "7" },
    peers: { type: "string", default: peers.join(",") },
    "no-peers": { type: "boolean" },
  },
});
const repetitions = Number(values.repetitions);
if (!succeeds(process.execPath, ["scripts/build.mjs"])) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), "zenc-bench-"));
const results = { zenc: {} };
const reportFor = (tool) => (name, figures) => {
  results[tool] = { ...results[tool], [name]: figures };
  const text = figures.least === undefined ? `${figures.bytes} bytes` : `${figures.least.toFixed(0)} ms`;
  console.log(`${tool.padEnd(9)} ${name.padEnd(34)} ${text}`);
};
await benchZenc(folder, repetitions, reportFor("zenc"));
await benchCheck(folder, repetitions, reportFor("zenc"));
for (const peer of values["no-peers"] ? [] : values.peers.split(",")) {
  try {
    await benchPeer(peer, folder, repetitions, reportFor(peer));
  } catch (error) {
    console.error(`${peer}: ${error.message}`);
    results[peer] = { ...results[peer], problem: error.message.split("\n")[0] };
  }
}
rmSync(folder, { recursive: true, force: true });

writeFigures("figures", tables(results, machine(`least of ${repetitions}`)), results);
