// `node scripts/picture.mjs`: docs/demo.svg, the terminal of a real session with the penguins example, colours and all.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./counts.mjs";

const foregrounds = { 31: "#f85149", 32: "#3fb950", 33: "#d29922", 34: "#58a6ff", 35: "#bc8cff", 36: "#39c5cf", 90: "#8b949e" };
const sizes = { column: 7.83, row: 18, left: 18, top: 46, font: 13 };

const folder = mkdtempSync(join(tmpdir(), "zenc-picture-"));
const project = join(folder, "penguins");
mkdirSync(project);
cpSync(join(root, "templates/penguins"), project, { recursive: true });
symlinkSync(join(root, "node_modules"), join(project, "node_modules"));
const lines = [
  ["graph", "pipeline.ts"],
  ["run", "pipeline.ts"],
  ["run", "pipeline.ts", "--param", "threshold=0.99"],
  ["compile", "pipeline.ts", "--stack", "production", "--out", "dags"],
].flatMap(session);
rmSync(folder, { recursive: true });
writeFileSync(join(root, "docs/demo.svg"), picture(lines));

/** A command and what it prints, as lines of styled pieces. */
function session(args) {
  const env = { ...process.env, FORCE_COLOR: "1", NO_COLOR: "" };
  // Notes and answers stand in one terminal, in the order of their writing.
  const script = `"$0" "$@" 2>&1`;
  const command = ["-c", script, process.execPath, join(root, "dist/cli/zenc.js"), ...args];
  const { stdout, status } = spawnSync("sh", command, { cwd: project, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`zenc ${args.join(" ")} ended with ${status}:\n${stdout}`);
  const prompt = [
    { text: "$ ", style: { fill: foregrounds[90] } },
    { text: `zenc ${args.join(" ")}`, style: { bold: true } },
  ];
  return [prompt, ...stdout.trimEnd().split("\n").map(pieces), []];
}

/** One line with colour codes → pieces of text with a style. */
function pieces(line) {
  const found = [];
  let style = {};
  // What stands before the first escape is text; each later part is "codes" + "m" + text.
  const [plain, ...coloured] = line.split("\u001b[");
  if (plain !== "") found.push({ text: plain, style });
  for (const part of coloured) {
    const end = part.indexOf("m");
    for (const code of part.slice(0, end).split(";")) style = styled(style, Number(code));
    if (end + 1 < part.length) found.push({ text: part.slice(end + 1), style });
  }
  return found;
}

function styled(style, code) {
  if (code === 0) return {};
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return { ...style, fill: undefined };
  return foregrounds[code] === undefined ? style : { ...style, fill: foregrounds[code] };
}

function picture(lines) {
  const columns = Math.max(...lines.map((line) => line.reduce((sum, { text }) => sum + text.length, 0)));
  const width = Math.ceil(2 * sizes.left + columns * sizes.column);
  const height = sizes.top + lines.length * sizes.row;
  const dots = ["#ff5f57", "#febc2e", "#28c840"].map((fill, i) => `<circle cx="${20 + 20 * i}" cy="18" r="6" fill="${fill}"/>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A terminal: zenc draws, runs and compiles the penguins pipeline">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
${dots.join("")}
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${sizes.font}" fill="#e6edf3" xml:space="preserve">
${lines.flatMap(row).join("\n")}
</g>
</svg>
`;
}

/** Each piece is as wide as its characters, so that columns stay columns in every font. */
function row(line, index) {
  let column = 0;
  return line.map(({ text, style }) => {
    const x = (sizes.left + column * sizes.column).toFixed(1);
    column += text.length;
    const look = [
      style.fill === undefined ? "" : ` fill="${style.fill}"`,
      style.bold ? ' font-weight="bold"' : "",
      style.dim ? ' opacity="0.6"' : "",
      text.trim() === "" ? "" : ` textLength="${(text.length * sizes.column).toFixed(1)}"`,
    ];
    const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    return `<text x="${x}" y="${sizes.top + index * sizes.row}"${look.join("")}>${escaped}</text>`;
  });
}
