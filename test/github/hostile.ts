// biome-ignore-all lint/suspicious/noTemplateCurlyInString: GitHub reads them
// Plans whose human fields and parameters hold what no reader of YAML or expressions likes.
import fc from "fast-check";
import type { Plan } from "../../runtime/contract/index.js";
import { parametersOf, planOf } from "../airflow/plans.js";

const pieces = [
  ..."\"'\\\n\r\t\0\x7f\x85\u2028\u2029\ufeff\u202e\ufffe:#-?*&!|>%@`,[]{}~=<é ".split(""),
  ...["\u{1f427}", "${{ github.token }}", "${{", "}}", "$(id)", "::set-output name=a::b", "---\n", "...\n", " #", ": ", "- "],
  ...["''", '""', "yes", "No", "on", "null", "1e3", "0x1f", "012", "12:30:45", "2026-01-01", "<<", "a"],
];
export const hostileText = fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((parts) => parts.join(""));

export const hostilePlan = (description: string, tags: readonly string[], value: string): Plan => ({
  ...planOf({ pipeline: "hostile", tasks: [{ id: "load" }] }),
  description,
  tags,
  parameters: parametersOf({
    text: { type: "string", default: value, description },
    choice: { type: "string", enum: [value, "b"], default: "b" },
    optional: { type: "string" },
    either: { type: ["string", "number"], default: value },
    count: { type: "integer", default: 3, description },
    exact: { type: "number", default: 0.1 + 0.2 },
    flag: { type: "boolean", default: true },
  }),
});
