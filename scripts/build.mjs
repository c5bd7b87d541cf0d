// Builds dist/: the CLI and the library entries (own source bundled, npm packages left outside), the editor's plugin,
// and the step process as one file.
// `--clean` empties dist/ first, as packing does; without it files are replaced one by one, so that running processes go on.
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { asleep } from "./asleep.mjs";
import { thirdPartyLicenses } from "./licenses.mjs";
import { writeTemplates } from "./templates.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Output (below dist/) → entry. The sub-path exports of package.json name the same files. */
const entries = {
  "cli/zenc": "cli/zenc.ts",
  "authoring/index": "runtime/authoring/index.ts",
  "contract/index": "runtime/contract/index.ts",
  "materializers/index": "runtime/values/index.ts",
  "stores/index": "runtime/stores/index.ts",
  "history/index": "runtime/history/index.ts",
  "targets/index": "targets/index.ts",
  "compiler/index": "compiler/index.ts",
};

const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const common = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  write: false,
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
};

/** TypeScript through the file that loads it quickly. */
const oneTypeScript = {
  name: "one-typescript",
  setup({ onResolve }) {
    onResolve({ filter: /^(ts-morph|@ts-morph\/common)$/ }, ({ kind }) =>
      kind === "import-statement" ? { path: join(root, "compiler/load/typescript.ts"), sideEffects: false } : undefined,
    );
  },
};

async function buildPackage() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: Object.entries(entries).map(([out, entry]) => ({ in: entry, out })),
    splitting: true,
    chunkNames: "chunks/[name]-[hash]",
    packages: "external",
    plugins: [oneTypeScript],
  });
  for (const file of outputFiles) await replace(file.path, file.contents);
  await chmod(join(root, "dist/cli/zenc.js"), 0o755);
  return `dist/cli/zenc.js and ${Object.keys(entries).length - 1} library entries`;
}

/** One file: a worker needs Node and this. What stands behind `import()` (the S3 client) is evaluated only when it is needed. */
async function buildStep() {
  const metafiles = [];
  const { outputFiles, metafile } = await build({
    ...common,
    entryPoints: [{ in: "runtime/step/main.ts", out: "step/zenc-step" }],
    outExtension: { ".js": ".mjs" },
    // An `import` of a part of Node loads what all of its getters stand for (streams, web crypto); a `require` does not.
    format: "cjs",
    minify: true,
    keepNames: true,
    legalComments: "none",
    mainFields: ["module", "main"],
    metafile: true,
    // The optional peers are the author's own, found beside her code.
    external: ["@tensorflow/*"],
    define: { ZENC_VERSION: JSON.stringify(version), "import.meta.url": "__file" },
    plugins: [asleep(root, (part) => metafiles.push(part))],
    banner: { js: 'import{createRequire as __require}from"node:module";const __file=import.meta.url,require=__require(__file);' },
  });
  const file = outputFiles[0];
  await replace(file.path, file.contents);
  await chmod(file.path, 0o755);
  await replace(join(root, "dist/step/zenc-step.licenses.txt"), await thirdPartyLicenses(root, [metafile, ...metafiles]));
  return `dist/step/zenc-step.mjs, ${Math.ceil(file.contents.byteLength / 1024)} KiB`;
}

/** The editor's plugin, CommonJS as TypeScript's server wants it. What stands behind its `require` is evaluated only when it is needed. */
async function buildEditorPlugin() {
  const { outputFiles } = await build({
    ...common,
    entryPoints: [{ in: "editor/typescript-plugin.ts", out: "editor/typescript-plugin" }],
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    packages: "external",
    plugins: [oneTypeScript],
    define: { "import.meta.url": "__file" },
    banner: { js: 'const __file = require("node:url").pathToFileURL(__filename).href;' },
    footer: { js: "module.exports = module.exports.default;" },
  });
  await replace(outputFiles[0].path, outputFiles[0].contents);
  return "dist/editor/typescript-plugin.cjs";
}

async function buildTemplates() {
  const names = await writeTemplates(join(root, "examples"), join(root, "templates"));
  return `templates/: ${names.join(", ")}`;
}

/** Writes a file in one step, and only where it changes. */
async function replace(path, contents) {
  const bytes = Buffer.from(contents);
  if ((await readFile(path).catch(() => null))?.equals(bytes)) return;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.${process.pid}`, bytes);
  await rename(`${path}.${process.pid}`, path);
}

if (process.argv.includes("--clean")) await rm(join(root, "dist"), { recursive: true, force: true });
for (const result of await Promise.allSettled([buildPackage(), buildStep(), buildEditorPlugin(), buildTemplates()])) {
  if (result.status === "fulfilled") console.log(`built ${result.value}`);
  else {
    // esbuild has printed its own errors already.
    if (result.reason.errors === undefined) console.error(result.reason);
    process.exitCode = 1;
  }
}
