// `npm run bench:argo`: zenc on Argo, and other tools beside it, into bench/README.md.
// Options: `--parts compile,steps` (default: both), `--repetitions N` (5), `--rounds N` (5), `--no-peers`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { succeeds } from "../scripts/counts.mjs";
import { benchArgoCompile } from "./argo-compile.mjs";
import { benchArgoSteps } from "./argo-steps.mjs";
import { writeFigures } from "./readme.mjs";

const { values } = parseArgs({
  options: {
    parts: { type: "string", default: "compile,steps" },
    repetitions: { type: "string", default: "5" },
    rounds: { type: "string", default: "5" },
    "no-peers": { type: "boolean" },
  },
});
if (!succeeds(process.execPath, ["scripts/build.mjs"])) process.exit(1);

const folder = mkdtempSync(join(tmpdir(), "zenc-bench-"));
const parts = {
  compile: () =>
    benchArgoCompile(
      folder,
      Number(values.repetitions),
      (tool, name, { cold, bytes }) =>
        console.log(`${tool.padEnd(9)} ${name.padEnd(10)} ${cold.least.toFixed(0)} ms, ${bytes} bytes`),
      !values["no-peers"],
    ),
  steps: () =>
    benchArgoSteps(Number(values.rounds), (shape, name, round, perStep) =>
      console.log(`${shape.padEnd(8)} ${name.padEnd(14)} round ${round}: ${perStep.toFixed(0)} ms per step`),
    ),
};
for (const part of values.parts.split(",")) {
  const { results, text } = await parts[part]();
  writeFigures(`argo-${part}`, text, results);
}
rmSync(folder, { recursive: true, force: true });
