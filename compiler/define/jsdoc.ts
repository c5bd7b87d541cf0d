// JSDoc → JSON Schema: description and constraint tags.
import { ts } from "ts-morph";
import type { Json } from "../../runtime/contract/index.js";
import { diagnose } from "../diagnostics/index.js";
import type { DefineContext } from "./context.js";

const numeric = new Set("minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(" "));
const counts = new Set("minLength maxLength minItems maxItems minProperties maxProperties".split(" "));
/** The formats that the validators of parameters and outputs know (ajv-formats). */
const formats = new Set(
  "date time date-time iso-time iso-date-time duration uri uri-reference uri-template url email hostname ipv4 ipv6 regex uuid json-pointer relative-json-pointer byte int32 int64 float double password binary".split(
    " ",
  ),
);

/** `@minimum 0`. */
export interface Tag {
  readonly name: string;
  readonly text: string;
}

/** The tags of a property's JSDoc. */
export function tagsOf(symbol: ts.Symbol, context: DefineContext): readonly Tag[] {
  const tags = symbol.getJsDocTags(context.checker);
  return tags.map((tag) => ({ name: tag.name, text: ts.displayPartsToString(tag.text).trim() }));
}

/** The JSDoc directly before a node that TypeScript attaches none to, as an element of a destructuring. */
export function commentBefore(node: ts.Node): { readonly description: string | undefined; readonly tags: readonly Tag[] } {
  const before = node.getSourceFile().text.slice(node.getFullStart(), node.getStart());
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before)?.[1] ?? "";
  const plain = comment.split(/\r?\n/).map((line) => line.replace(/^\s*\*?\s?/, "").trimEnd());
  // As TypeScript does it, a tag may begin anywhere after white space and ends with its line.
  const lines = plain.flatMap((line) => line.split(/(?<=\s)(?=@\w)/));
  const first = lines.findIndex((line) => line.startsWith("@"));
  const text = (first < 0 ? lines : lines.slice(0, first)).join("\n").trim();
  const tags = lines.flatMap((line) => {
    const tag = /^@(\w+)\s*(.*)$/.exec(line);
    return tag ? [{ name: tag[1] ?? "", text: (tag[2] ?? "").trim() }] : [];
  });
  return { description: text === "" ? undefined : text, tags };
}

/** The constraints that the tags of a declaration say; a value that cannot be meant is reported. */
export function constraintsOf(tags: readonly Tag[], node: ts.Node, context: DefineContext): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const { name, text } of tags) {
    const value = constraintValue(name, text);
    if (value === undefined) continue;
    if (value === null) {
      context.report(diagnose("tag-invalid", context.spanOf(node), { tag: name, value: text, expected: expectedOf(name) }));
    } else if (name === "integer") found.type = "integer";
    else found[name] = value;
  }
  return found;
}

/** The description, without tags; undefined where there is none. */
export function descriptionOf(symbol: ts.Symbol | undefined, context: DefineContext): string | undefined {
  const text = symbol && ts.displayPartsToString(symbol.getDocumentationComment(context.checker)).trim();
  return text ? text : undefined;
}

/** The tag's value; null where the text is no value for it; undefined for tags that are no constraints. */
function constraintValue(tag: string, text: string): Json | undefined {
  if (numeric.has(tag))
    return text !== "" && Number.isFinite(Number(text)) && !(tag === "multipleOf" && Number(text) <= 0) ? Number(text) : null;
  if (counts.has(tag)) return /^\d+$/.test(text) ? Number(text) : null;
  if (tag === "uniqueItems") return text === "" || text === "true" ? true : text === "false" ? false : null;
  if (tag === "pattern") return isPattern(text) ? text : null;
  if (tag === "format") return formats.has(text) ? text : null;
  if (tag === "integer") return true;
  return undefined;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return text !== "";
  } catch {
    return false;
  }
}

function expectedOf(tag: string): string {
  if (tag === "pattern") return "a regular expression";
  if (tag === "format") return "a format of JSON Schema";
  if (tag === "uniqueItems") return "true or false";
  return counts.has(tag) ? "a whole number" : "a number";
}
