// Reads a JSON list of { path, text } and prints what GitHub's own parser and language service find: a JSON list of texts. It is bundled
// before it runs, for the parser imports JSON in a way that Node refuses.
import { readFileSync } from "node:fs";
import { validate } from "@actions/languageservice";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { TextDocument } from "vscode-languageserver-textdocument";

const found = [];
for (const { path, text } of JSON.parse(readFileSync(0, "utf8"))) {
  const { context } = parseWorkflow({ name: path, content: text }, new NoOperationTraceWriter());
  for (const error of context.errors.getErrors()) found.push(`${path}: ${error.message}`);
  const document = TextDocument.create(`file:///${path}`, "yaml", 1, text);
  for (const { message, range } of await validate(document)) found.push(`${path}:${range.start.line + 1}: ${message}`);
}
process.stdout.write(JSON.stringify(found));
