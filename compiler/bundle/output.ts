// From esbuild's output to a module whose text depends on nothing but the code in it: no paths, and only the banners it needs.

/** Stand-ins for the places of a module, which a bundle does not have: packages get the folder that the step runs in. */
export const placeNames = {
  "import.meta.url": "zenc$url",
  "import.meta.dirname": "zenc$dirname",
  "import.meta.filename": "zenc$filename",
  __dirname: "zenc$dirname",
  __filename: "zenc$filename",
} as const;

const banners: readonly (readonly [name: string, statement: string])[] = [
  ["zenc$url", `const zenc$url=(await import("node:url")).pathToFileURL(process.cwd()+"/package.json").href;`],
  ["zenc$dirname", "const zenc$dirname=process.cwd();"],
  ["zenc$filename", `const zenc$filename=process.cwd()+"/package.json";`],
];
const requireBanner = `import{createRequire as zenc$createRequire}from"node:module";const require=zenc$createRequire(process.cwd()+"/package.json");`;

/** @param textOf the author's files, by path relative to the working directory. */
export function finishModule(
  text: string,
  map: string,
  textOf: (path: string) => string | undefined,
  packages: readonly string[],
): { readonly text: string; readonly map: string } {
  const finished = finishText(text, packages);
  return { text: finished.text, map: finishMap(map, finished.lines, textOf) };
}

/**
 * @param packages native packages that the module loads where it runs, as `name@version`: part of its text, so of its digest.
 * @returns `lines` that stand above the module.
 */
export function finishText(text: string, packages: readonly string[]): { readonly text: string; readonly lines: number } {
  const plain = withoutPaths(text);
  const heads = banners.filter(([name]) => plain.includes(name)).map(([, statement]) => statement);
  if (plain.includes("Dynamic require of")) heads.unshift(requireBanner);
  const lines = [...packages.map((name) => `// loaded where it runs: ${name}`), ...(heads.length > 0 ? [heads.join("")] : [])];
  return { text: [...lines, plain].join("\n"), lines: lines.length };
}

/** CommonJS wrappers are keyed by path: the keys go, or moving a project would change every digest. */
function withoutPaths(text: string): string {
  return text.replace(/(=\s*__(?:commonJS|esm)\(\{\s*)"(?:[^"\\]|\\.)*"(\()/g, '$1"module"$2');
}

/** Shifted by the lines above the module; with the texts of the author's files, but not those of packages, which are large. */
function finishMap(map: string, lines: number, textOf: (path: string) => string | undefined): string {
  const parsed = JSON.parse(map) as { sources: readonly string[]; mappings: string };
  return JSON.stringify({
    ...parsed,
    sourcesContent: parsed.sources.map((source) => textOf(source) ?? null),
    mappings: ";".repeat(lines) + parsed.mappings,
  });
}
