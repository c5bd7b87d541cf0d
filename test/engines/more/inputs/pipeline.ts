// biome-ignore-all lint/suspicious/noTemplateCurlyInString: other engines read them
/** Every kind of input, "quotes", ${{ github.token }}, $(id), ::error::no #md [x](y) */
import { pipeline, step } from "zenc";

/** What a process sees that nobody has put into its parameters. */
const names = ["PLAIN", "OF_VARIABLE", "OF_SECRET", "TOKEN"] as const;

/** "it" $(id) ${{ x }} */
export const echo = step(
  { secrets: ["TOKEN"], env: { ODD: "'\"\\ {{ x }} ${{ y }} $(id) `id` 🐧" } },
  (text: string): string[] => [text, process.env.ODD ?? "", ...names.map((name) => process.env[name] ?? "")],
);
export const Echo = step((texts: string[]): number => texts.join("").length);

interface Settings {
  readonly "a b": string;
  readonly list: readonly (string | number | null)[];
  readonly deep?: { readonly on: boolean };
}

export const inputs = pipeline(
  { name: "inputs", schedule: "0 3 * * *" },
  async ({
    /** "text" ${{ x }} $(id) */
    text = "'\"\\ $(id) `id` %s \n\t🐧",
    /** ::error::no */
    word = "b-1",
    odd = "'c'",
    rows = 3,
    rate = 0.25,
    fast = true,
    names = ["$(id)", "'\""],
    settings = { "a b": "$(id)", list: [1, null, "`id`"] },
    table = { "${{ x }}": "y", "b c": "d" },
    note,
    level,
    either = "x",
    maybe = null,
  }: {
    text?: string;
    word?: "a" | "b-1" | "$(id)";
    odd?: "${{ a }}" | "'c'" | "\n";
    rows?: number;
    rate?: number;
    fast?: boolean;
    names?: string[];
    settings?: Settings;
    table?: Record<string, string>;
    note?: string;
    level?: number;
    either?: string | number;
    maybe?: string | null;
  }) => {
    const seen = await echo(text);
    const size = await Echo(seen);
    return {
      text,
      word,
      odd,
      rows,
      rate,
      fast,
      names,
      settings,
      table,
      note: note ?? "none",
      level: level ?? -1,
      either,
      maybe,
      seen,
      size,
    };
  },
);
