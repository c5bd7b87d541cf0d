// Results → the tables of bench/README.md.
import { ms, table } from "./readme.mjs";

/** Markdown: zenc's figures with what was aimed at, then zenc beside its peers with ratios. */
export function tables(results, machine) {
  return `${machine}\n\n${own(results.zenc)}\n\n${beside(results)}`;
}

function own(zenc) {
  const time = (name) => zenc[name].least;
  const bytes = (count) => zenc[`DAG file of ${count} steps`].bytes;
  const perTask = (bytes(100) - bytes(10)) / 90;
  const rows = [
    ["cold compile with full type check, 10 steps", ms(time("compile 10 steps, cold")), "≤ 1,000 ms"],
    ["cold compile, 100 steps", ms(time("compile 100 steps, cold")), ""],
    ["100 steps against 10", `${(time("compile 100 steps, cold") / time("compile 10 steps, cold")).toFixed(2)} ×`, "≤ 1.3 ×"],
    ["unchanged compile, 10 steps", ms(time("compile 10 steps, unchanged")), "≤ 150 ms"],
    ["unchanged compile, 100 steps", ms(time("compile 100 steps, unchanged")), ""],
    ["watch: from save to new file, 10 steps", ms(time("compile 10 steps, watch")), "≤ 50 ms"],
    ["check after a change, penguins", ms(time("check penguins, changed")), ""],
    ["check after a change, 100 steps", ms(time("check 100 steps, changed")), ""],
    ["unchanged check, penguins", ms(time("check penguins, unchanged")), "≤ 150 ms"],
    ["check --watch: from save to answer, penguins", ms(time("check penguins, watch")), ""],
    ["check --watch: from save to answer, 100 steps", ms(time("check 100 steps, watch")), ""],
    ["editor: from keystroke to diagnostics, penguins", ms(time("plugin penguins")), "≤ 100 ms"],
    ["editor: from keystroke to diagnostics, 100 steps", ms(time("plugin 100 steps")), "≤ 100 ms"],
    ["DAG file, 10 and 100 steps", `${bytes(10)} and ${bytes(100)} bytes`, ""],
    ["bytes per further task", perTask.toFixed(0), "≤ 160"],
    ["local run of 10 trivial steps, first", ms(time("run 10 steps, first")), ""],
    ["local run of 10 trivial steps, cached", ms(time("run 10 steps, cached")), ""],
    ["each further local step, first", perStep(zenc, "first"), "≤ 15 ms"],
    ["each further local step, cached", perStep(zenc, "cached"), ""],
    ["empty Node process", ms(time("empty Node process")), ""],
    ["step process over it, folder", ms(time("step process, folder") - time("empty Node process")), "≤ 15 ms"],
    ["step process over it, S3 on this machine", ms(time("step process, S3") - time("empty Node process")), "≤ 60 ms + latency"],
  ];
  return table(["zenc", "measured", "aim"], rows);
}

function perStep(zenc, which) {
  return ms((zenc[`run 100 steps, ${which}`].least - zenc[`run 10 steps, ${which}`].least) / 90, 1);
}

function beside(results) {
  const tools = Object.keys(results);
  const names = [
    "compile 10 steps, cold",
    "compile 100 steps, cold",
    "DAG file of 10 steps",
    "DAG file of 100 steps",
    "run 10 steps, first",
    "run 10 steps, cached",
  ];
  const rows = names.map((name) => [
    name,
    ...tools.map((tool) => {
      const figures = results[tool][name];
      if (figures === undefined) return "–";
      const value = figures.least ?? figures.bytes;
      const shown = figures.least === undefined ? `${value} bytes` : ms(value);
      const mine = results.zenc[name].least ?? results.zenc[name].bytes;
      return tool === "zenc" ? shown : `${shown} (${(value / mine).toFixed(1)} ×)`;
    }),
  ]);
  const problems = tools
    .filter((tool) => results[tool].problem)
    .map((tool) => `\n${tool} did not finish: ${results[tool].problem}`);
  return [table(["", ...tools], rows), ...problems].join("\n");
}
