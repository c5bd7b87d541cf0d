// The renderers: excerpts with tabs, wide characters and long lines; hostile texts; JSON and SARIF documents.
import { expect, test } from "vitest";
import {
  type Change,
  type Diagnostic,
  orderDiagnostics,
  renderJson,
  renderSarif,
  renderText,
  suggestionFor,
} from "../compiler/diagnostics/index.js";

const at = (line: number, column: number, length: number, file = "a b/ü.ts") => ({
  file,
  start: { offset: line * 1000 + column, line, column },
  end: { offset: line * 1000 + column + length, line, column: column + length },
});
const problem = (more: Partial<Diagnostic>): Diagnostic => ({
  code: "some-code",
  severity: "error",
  message: "It needs more.",
  span: at(1, 1, 1),
  related: [],
  ...more,
});
const changes = (source: string, change: Change) => show(source, { change }).filter((line) => /^\d+ [-+] /.test(line));
const show = (source: string | undefined, more: Partial<Diagnostic>) =>
  renderText([problem(more)], { readSource: () => source }).split("\n");

test("the caret stands under its characters, also behind tabs and wide ones", () => {
  expect(show("\t\tx = y;", { span: at(1, 3, 1) }).slice(3, 5)).toEqual(["1 |     x = y;", "  |     ^"]);
  expect(show('"日本" + bad', { span: at(1, 8, 3) }).slice(3, 5)).toEqual(['1 | "日本" + bad', "  |          ^^^"]);
  expect(show('"👩🏽" + bad', { span: at(1, 10, 3) })[4]?.length).toBeGreaterThan(0);
});

test("a long line is cut around the place", () => {
  const source = `${"a".repeat(5000)}bad${"b".repeat(5000)}`;
  const [, , , line = "", carets = ""] = show(source, { span: at(1, 5001, 3) });
  expect(line.length).toBeLessThan(140);
  expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("bad");
});

test("without source, or past its end, only the place is shown", () => {
  expect(show(undefined, { label: "here" })[1]).toBe(" --> a b/ü.ts:1:1: here");
  expect(show("x", { span: at(9, 1, 1) })[1]).toBe(" --> a b/ü.ts:9:1");
});

test("nothing in a message, a name or the source reaches the terminal as a command", () => {
  const hostile = "\u001b[2J\u0007\u202E\u2028\0\u009b31m\r";
  const text = renderText(
    [
      problem({
        message: hostile,
        label: hostile,
        help: hostile,
        span: at(1, 1, 3, hostile),
        related: [{ span: at(1, 1, 1), label: hostile }],
      }),
    ],
    { readSource: () => `x${hostile}` },
  );
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u2028\u202E]/u);
  expect(text).toContain("\\u{1b}[2J");
});

test("colours only when asked", () => {
  const request = { readSource: () => "x" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are
  const colours = /\u001b\[[\d;]*m/g;
  const plain = renderText([problem({ label: "here", help: "Do it." })], request);
  const coloured = renderText([problem({ label: "here", help: "Do it." })], { ...request, colour: true });
  expect(plain).not.toMatch(colours);
  expect(coloured).toMatch(colours);
  expect(coloured.replace(colours, "")).toBe(plain);
});

test("a change is shown as the lines before and after it", () => {
  const source = "line one\n\tconst a = read();\nline three";
  const position = { offset: 20, line: 2, column: 12 };
  const change = { span: { file: "a.ts", start: position, end: position }, text: "await " };
  const lines = show(source, { help: "Do it.", change });
  const help = lines.findIndex((line) => line.includes("= help"));
  expect(lines.slice(help, help + 3)).toEqual(["  = help: Do it.", "2 -   const a = read();", "2 +   const a = await read();"]);
});

test("of a change over several lines only what differs is shown; of a hostile one nothing that a terminal obeys", () => {
  const source = "a(\n  b,\n);\nc();";
  const all = { ...at(1, 1, 0), start: { offset: 0, line: 1, column: 1 }, end: { offset: 10, line: 3, column: 3 } };
  expect(changes(source, { span: all, text: "x();\na(\n  b,\n);" })).toEqual(["1 + x();"]);
  expect(changes(source, { span: all, text: "d(\n  b,\n);" })).toEqual(["1 - a(", "1 + d("]);
  expect(changes(source, { span: all, text: "\u001b[2J" })).toContain("1 + \\u{1b}[2J");
  expect(changes("a", { span: all, text: "d" })).toEqual([]);
});

test("SARIF carries the change as a fix", () => {
  const span = at(1, 3, 2);
  const log = JSON.parse(renderSarif([problem({ help: "Do it.", change: { span, text: "await x" } })]));
  expect(log.runs[0].results[0].fixes).toEqual([
    {
      description: { text: "Do it." },
      artifactChanges: [
        {
          artifactLocation: { uri: "a%20b/%C3%BC.ts" },
          replacements: [
            { deletedRegion: { startLine: 1, startColumn: 3, endLine: 1, endColumn: 5 }, insertedContent: { text: "await x" } },
          ],
        },
      ],
    },
  ]);
});

test("order: no place, then file and position; a TypeScript error gives way to zenc's own at its place", () => {
  const ordered = orderDiagnostics([
    problem({ code: "c", span: at(2, 1, 1, "b.ts") }),
    problem({ code: "b", span: at(1, 1, 1, "b.ts") }),
    problem({ code: "typescript-2353", span: at(1, 1, 5, "b.ts") }),
    problem({ code: "b", span: at(1, 1, 1, "b.ts") }),
    problem({ code: "a", span: at(9, 1, 1, "a.ts") }),
    problem({ code: "first", span: null }),
  ]);
  expect(ordered.map(({ code }) => code)).toEqual(["first", "a", "b", "c"]);
});

test("the JSON document", () => {
  const one = problem({ help: "Do it." });
  expect(JSON.parse(renderJson([one, problem({ code: "other", severity: "warning", span: null })]))).toEqual({
    format: "zenc-diagnostics",
    version: 1,
    ok: false,
    errors: 1,
    warnings: 1,
    diagnostics: [problem({ code: "other", severity: "warning", span: null }), one],
  });
});

test("SARIF names rules, regions and files as URIs", () => {
  const log = JSON.parse(renderSarif([problem({ related: [{ span: at(2, 1, 1), label: "there" }], help: "Do it." })]));
  expect(log.version).toBe("2.1.0");
  expect(log.runs[0].tool.driver.rules).toEqual([{ id: "some-code" }]);
  expect(log.runs[0].results).toEqual([
    {
      ruleId: "some-code",
      ruleIndex: 0,
      level: "error",
      message: { text: "It needs more.\nDo it." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "a%20b/%C3%BC.ts" },
            region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 },
          },
        },
      ],
      relatedLocations: [
        {
          id: 0,
          physicalLocation: {
            artifactLocation: { uri: "a%20b/%C3%BC.ts" },
            region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 2 },
          },
          message: { text: "there" },
        },
      ],
    },
  ]);
});

test("suggestions are close, or none", () => {
  const names = ["retries", "timeout", "cache"];
  expect(suggestionFor("retrys", names)).toBe("retries");
  expect(suggestionFor("tiemout", names)).toBe("timeout");
  expect(suggestionFor("Cache", names)).toBe("cache");
  expect(suggestionFor("gpu", names)).toBeUndefined();
});
