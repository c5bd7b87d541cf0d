// Where figures go: between their marks in bench/README.md, with what they were measured on.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/counts.mjs";

/** Puts text between `<!-- name -->` and `<!-- /name -->`, and keeps the raw results beside. */
export function writeFigures(name, text, results) {
  mkdirSync(join(root, "bench/results"), { recursive: true });
  writeFileSync(join(root, "bench/results", `${name}.json`), `${JSON.stringify(results, null, 2)}\n`);
  const readme = join(root, "bench/README.md");
  const marks = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  writeFileSync(
    readme,
    readFileSync(readme, "utf8").replace(marks, (_, begin, end) => `${begin}\n${text}\n\n${end}`),
  );
}

/** The machine, how busy it was, and the day. */
export function machine(how) {
  const [load] = loadavg();
  const { model } = cpus()[0];
  const day = new Date().toISOString().slice(0, 10);
  return `${cpus().length} × ${model}, Node ${process.versions.node}, ${process.platform}, ${how}, load ${load.toFixed(1)} at the end, ${day}`;
}

/** A Markdown table. */
export const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
export const ms = (value, digits = 0) => `${value.toFixed(digits)} ms`;
