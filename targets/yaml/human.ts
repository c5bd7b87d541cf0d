// Text for people in an engine's file. Argo and GitHub evaluate `{{…}}` wherever it stands, and have no way to say it plainly.

/** The text with `{ {` for every `{{`, and without what no YAML or JSON reader is sure to take. */
export function humanText(text: string): string {
  return (
    text
      .replaceAll("\r\n", "\n")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is for
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd")
      .replace(/\{(?=\{)/g, "{ ")
  );
}
