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

/**
 * @param externals native packages that the module loads where it runs, as `name@version`: part of its text, so of its digest.
 * @returns the text and its source map; both are shifted by the banner's line where there is one.
 */
export function finishModule(
  text: string,
  map: string | null,
  externals: readonly string[],
): { text: string; map: string | null } {
  const plain = withoutPaths(text);
  const heads = banners.filter(([name]) => plain.includes(name)).map(([, statement]) => statement);
  if (/typeof require|__require/.test(plain) && plain.includes("Dynamic require of")) heads.unshift(requireBanner);
  const used = externals.filter((name) => plain.includes(`"${name.slice(0, name.lastIndexOf("@"))}`));
  const lines = [...used.map((name) => `// loaded where it runs: ${name}`), ...(heads.length > 0 ? [heads.join("")] : [])];
  if (lines.length === 0) return { text: plain, map };
  return { text: `${lines.join("\n")}\n${plain}`, map: map === null ? null : shiftMap(map, lines.length) };
}

/** CommonJS wrappers are keyed by path: the keys go, or moving a project would change every digest. */
function withoutPaths(text: string): string {
  return text.replace(/(=\s*__(?:commonJS|esm)\(\{\s*)"(?:[^"\\]|\\.)*"(\()/g, '$1"module"$2');
}

function shiftMap(map: string, lines: number): string {
  const parsed = JSON.parse(map) as { mappings: string };
  return JSON.stringify({ ...parsed, mappings: ";".repeat(lines) + parsed.mappings });
}
