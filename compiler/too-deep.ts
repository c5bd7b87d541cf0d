// Sources that nest so deeply that the parser, the checker or lowering runs out of stack: said at the deepest place.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Diagnostic, diagnose } from "./diagnostics/index.js";
import { relativePath } from "./load/span.js";

/** True of what JavaScript throws when the stack is full. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}

/** Reports the file that nests most deeply. */
export function diagnoseTooDeep(cwd: string, files: readonly string[]): Diagnostic {
  const places = files.map((file) => ({ file: resolve(cwd, file), ...deepestIn(textOf(resolve(cwd, file))) }));
  const [place] = places.sort((a, b) => b.depth - a.depth);
  const start = place?.start ?? { offset: 0, line: 1, column: 1 };
  const end = { ...start, offset: start.offset + 1, column: start.column + 1 };
  return diagnose("source-too-deep", { file: relativePath(cwd, place?.file ?? cwd), start, end }, {});
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** Where most brackets are open. Brackets in texts count too: it is a place for the eye. */
function deepestIn(text: string) {
  let depth = 0;
  let deepest = 0;
  let line = 1;
  let lineStart = 0;
  let start = { offset: 0, line: 1, column: 1 };
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset] as string;
    if (character === "\n") {
      line++;
      lineStart = offset + 1;
    } else if ("([{".includes(character)) {
      depth++;
      if (depth > deepest) {
        deepest = depth;
        start = { offset, line, column: offset - lineStart + 1 };
      }
    } else if (")]}".includes(character)) depth--;
  }
  return { depth: deepest, start };
}
