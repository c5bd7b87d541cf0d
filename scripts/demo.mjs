// `npm run demo`: the penguins example here, twice, then compiled for Airflow; each command is shown as a user would type it.
// What it makes lies in .cache/demo of the checkout, which is emptied first, so that the first run is a first run.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { root, succeeds } from "./counts.mjs";

const demo = join(root, ".cache/demo");
rmSync(demo, { recursive: true, force: true });
mkdirSync(demo, { recursive: true });
if (!succeeds(process.execPath, ["scripts/build.mjs"])) process.exit(1);
cpSync(join(root, "templates/penguins"), demo, { recursive: true });

const run = ["run", "pipeline.ts"];
zenc("The first run trains a model for each learning rate.", run);
zenc("The second run knows everything already: only publishing, which has an effect, is done again.", run);
zenc("Another threshold: only what depends on it runs.", [...run, "--param", "threshold=0.99"]);
zenc("The same pipeline for Airflow.", ["compile", "pipeline.ts", "--stack", "production", "--out", "dags"]);

for (const name of readdirSync(join(demo, "dags"))) {
  const file = join(demo, "dags", name);
  console.log(`\n== dags/${name}, ${statSync(file).size} bytes; its tasks:\n`);
  const text = readFileSync(file, "utf8");
  console.log(text.slice(text.indexOf("\nwith ")).trim());
}
console.log(`\nAll of it lies in ${demo}.`);

function zenc(what, args) {
  console.log(`\n== ${what}\n$ zenc ${args.map((arg) => (/^[\w./=-]+$/.test(arg) ? arg : `'${arg}'`)).join(" ")}`);
  const { status } = spawnSync(process.execPath, [join(root, "dist/cli/zenc.js"), ...args], { cwd: demo, stdio: "inherit" });
  if (status !== 0) {
    console.error(`zenc ended with ${status}.`);
    process.exit(1);
  }
}
