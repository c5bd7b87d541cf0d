// The examples of the language reference, as its pages show them. An example that imports nothing is the body of the pipeline in
// docs/language.md; one that imports is a whole module. Both stand beside steps.ts, which docs/language.md shows too.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const overview = "docs/language.md";
const place = "/* the example */";
const fence = /^```ts\n([\s\S]*?)^```$/gm;

/** Where examples stand; README.md's is compiled like the others. */
export async function languagePages(root) {
  const groups = (await readdir(join(root, "docs/language"))).filter((name) => name.endsWith(".md")).sort();
  return ["README.md", overview, ...groups.map((name) => `docs/language/${name}`)];
}

/** All examples, in the order of pages and lines. */
export async function languageExamples(root) {
  const texts = new Map();
  for (const page of await languagePages(root))
    texts.set(page, (await readFile(join(root, page), "utf8")).replaceAll("\r\n", "\n"));
  const shared = preludeOf(texts.get(overview));
  return [...texts].flatMap(([page, text]) =>
    blocksOf(text)
      .filter((block) => block.code !== shared.steps && block.code !== shared.pipeline)
      .map((block) => ({ page, ...exampleOf(block, shared) })),
  );
}

function blocksOf(text) {
  return [...text.matchAll(fence)].map((match) => ({
    code: match[1],
    line: text.slice(0, match.index).split("\n").length + 1,
    end: match.index + match[0].length,
  }));
}

/** The steps of the examples, and the pipeline that their bodies stand in. */
function preludeOf(text) {
  const codes = blocksOf(text).map(({ code }) => code);
  const steps = codes.find((code) => code.startsWith("// steps.ts"));
  const pipeline = codes.find((code) => code.includes(place));
  if (!steps || !pipeline) throw new Error(`${overview} needs a block that begins with "// steps.ts", and one with "${place}".`);
  return { steps, pipeline };
}

function exampleOf({ code, line, end }, { steps, pipeline }) {
  const whole = /^import /m.test(code);
  const text = whole ? code : pipeline.replace(place, () => code);
  const first = whole ? 0 : pipeline.slice(0, pipeline.indexOf(place)).split("\n").length - 1;
  const refused = /^\/\/ refused: (\S+)/.exec(code)?.[1] ?? null;
  const marked = code.split("\n").findIndex((one) => one.includes("// ←"));
  return {
    line,
    end,
    text,
    others: { "steps.ts": steps },
    refused,
    // In the module that is compiled, counted from 1.
    at: marked < 0 ? null : first + marked + 1,
    instead: code.startsWith("// instead"),
  };
}
