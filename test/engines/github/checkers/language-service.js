// GitHub's parser and language service: what they say of a workflow's text.
import { validate } from "@actions/languageservice";
import { TextDocument } from "vscode-languageserver-textdocument";

let checked = 0;

export async function check(text) {
  // It keeps what it has read by the document's name.
  const document = TextDocument.create(`file:///.github/workflows/workflow-${++checked}.yml`, "yaml", 1, text);
  const found = await validate(document);
  return found.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}
