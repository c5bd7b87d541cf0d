// GitHub's parser and language service: what they say of a workflow's text.
import { validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

export async function check(text) {
  const document = TextDocument.create("file:///.github/workflows/workflow.yml", "yaml", 1, text);
  const found = await validate(document);
  return found.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}
