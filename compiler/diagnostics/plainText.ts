// Makes a user's text harmless for a terminal: no control characters, no invisible direction marks; and knows its width there.

/** Escapes what a terminal would obey or hide, as `\u{1b}`. Line breaks are escaped too. */
export function plainText(text: string): string {
  return text.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

// Controls, direction marks, line separators, byte order mark, lone surrogates.
const hidden = /[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\p{Cs}]/gu;

/** Columns that a text takes in a terminal: two for wide characters and emoji, none for combining marks. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}|\u200D/u.test(character)) continue;
    width += isWide(character) ? 2 : 1;
  }
  return width;
}

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]/u;
const isWide = (character: string) => wide.test(character);
