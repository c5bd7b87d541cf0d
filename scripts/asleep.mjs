// An esbuild plugin for files that start often and must be one: what stands behind `import("./…")` is kept as compressed text.
// Parsing the S3 client takes 20 ms, and loading the parts of Node that it imports some more; a step process with a folder store pays neither.
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

const keeper = fileURLToPath(new URL("../runtime/step/compiled-code.ts", import.meta.url));

/** The plugin. `bundled` gets the metafile of each part. */
export function asleep(root, bundled) {
  return {
    name: "asleep",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, kind, importer, resolveDir, namespace }) => {
        if (kind !== "dynamic-import" || namespace !== "file" || importer.includes("node_modules")) return undefined;
        return { path: join(resolveDir, path).replace(/\.js$/, ".ts"), namespace: "asleep" };
      });
      onLoad({ filter: /.*/, namespace: "asleep" }, async ({ path }) => {
        const { outputFiles, metafile } = await build({
          absWorkingDir: root,
          entryPoints: [path],
          bundle: true,
          write: false,
          platform: "node",
          target: "node20",
          format: "cjs",
          minify: true,
          legalComments: "none",
          mainFields: ["module", "main"],
          metafile: true,
          // Text that is compiled like this cannot import; `require` serves Node's own modules, and all others are bundled.
          supported: { "dynamic-import": false },
        });
        bundled(metafile);
        return { contents: awake(outputFiles[0].text), resolveDir: dirname(path), loader: "js" };
      });
    },
  };
}

/**
 * A CommonJS module that compiles the text when it is first asked for. `__file` is defined at the top of the file that holds it.
 * Compressed, because even text that is only passed over costs each start 3 ms. What V8 makes of it is kept on disk.
 */
function awake(text) {
  const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return `const { brotliDecompressSync } = require("node:zlib");
const { compileKept } = require(${JSON.stringify(keeper)});
const text = brotliDecompressSync(Buffer.from("${brotliCompressSync(text).toString("base64")}", "base64")).toString();
compileKept("${name}", "(function (module, exports, require) {" + text + "\\n})", __file + "?asleep")(module, module.exports, require);`;
}
