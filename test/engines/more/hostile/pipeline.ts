// biome-ignore-all lint/suspicious/noTemplateCurlyInString: other engines read them
/**
 * Text that would break whatever does not escape it: "quotes", 'quotes', """triple""", \ and \N{DASH}, {{ params }}, {% raw %},
 * {# no #}, ${{ github.token }}, $(id), `id`, %s, émoji 🐧, </script>.md
 */
import { pipeline, step } from "zenc";

const odd = "\"'\\ {{ x }} {% y %} {# z #} ${{ w }} $(id) `id` %s \n\r\n\t\0\x85\u2028\u2029\ufeff 🐧 </script> .sh";

/** {{ ti }} """ ' */
export const echo = step({ env: { ODD: "\"'{{ x }} ${{ y }} $(id) 🐧\u2028" } }, (text: string): string[] => [
  text,
  odd,
  process.env.ODD ?? "",
]);
export const size = step((texts: string[]): number[] => texts.map((text) => text.length));

/** {{ params }} "quoted" 'so' \ ${{ y }} 🐧 .md */
export const hostile = pipeline(
  { name: "hostile", tags: ["{{ tag }}", "\"'\\ 🐧 ${{ tag }}", "a\nb"] },
  async ({
    /** {{ description }} "quoted" \ ${{ y }} 🐧 <b>.md */
    text = "{{ default }} \"' \\ \0 🐧\u2028 ${{ x }} .sh",
    choice = "{{ a }}",
  }: {
    text?: string;
    choice?: "{{ a }}" | "'b'" | '"c"' | "🐧\n";
  }) => {
    const texts = await echo(text);
    return { sizes: await size(texts), choice, literal: `{{ literal }} ' " ${odd}` };
  },
);
