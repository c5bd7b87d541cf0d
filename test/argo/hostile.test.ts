// Whatever people write in the human fields and parameters, every reader of YAML reads the same text, and nothing of it is evaluated.
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { Plan } from "../../runtime/contract/index.js";
import { readParameterTexts } from "../../runtime/step/parameter-texts.js";
import { flawsOf } from "../../targets/argo/inspect.js";
import { planParameters } from "../../targets/argo/parameters.js";
import { planCron, planTemplate } from "../../targets/argo/plan.js";
import { humanText } from "../../targets/yaml/human.js";
import { writeYaml } from "../../targets/yaml/write.js";
import { parametersOf, planOf } from "../airflow/plans.js";
import { requestOf } from "./plans.js";

const pieces = [
  ..."\"'\\\n\r\t\0\x7f\x85\u2028\u2029\ufeff\u202e\ufffe\ud800\udc00:#-?*&!|>%@`,[]{}~=<é ".split(""),
  ...[
    "\u{1f427}",
    "{{ x }}",
    "{{=1+1}}",
    "{{workflow.uid}}",
    "{{{{",
    "}}",
    "$(id)",
    "---\n",
    "...\n",
    " #",
    ": ",
    "- ",
    "''",
    '""',
  ],
  ...["yes", "No", "on", "null", "~", "1e3", "0x1f", "0o7", "012", "1_000", "12:30:45", "2026-01-01", ".inf", "<<", "=", "a"],
];
const hostile = fc.array(fc.constantFrom(...pieces), { maxLength: 10 }).map((parts) => parts.join(""));

/** Lone surrogates are no text that a file could hold. */
const wellFormed = (text: string) => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "");

const planWith = (description: string, tags: readonly string[], value: string): Plan => ({
  ...planOf({ pipeline: "hostile", tasks: [{ id: "load" }] }),
  description,
  tags,
  schedule: { cron: "0 3 * * *", timezone: "Europe/Paris" },
  parameters: parametersOf({
    text: { type: "string", default: value, description },
    choice: { type: "string", enum: [value, "b"], default: "b" },
    optional: { type: "string" },
    either: { type: ["string", "number"], default: value },
  }),
});

test("every string comes back from readers of YAML 1.2 and 1.1", () => {
  fc.assert(
    fc.property(hostile, fc.array(hostile, { maxLength: 3 }), hostile, (description, tags, value) => {
      const request = requestOf(planWith(description, tags, wellFormed(value)));
      for (const object of [planTemplate(request), planCron(request)]) {
        if (object === null) throw new Error("It has a schedule.");
        const text = writeYaml(object, "hostile", { flowBelow: 4 });
        for (const version of ["1.2", "1.1"] as const) expect(parse(text, { version })).toEqual(object);
      }
      expect(flawsOf(planTemplate(request))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("human text keeps what can be kept", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const kept = humanText(text);
      expect(kept).not.toContain("{{");
      expect(humanText(kept)).toBe(kept);
      if (/^[ -z|}~\n]*$/.test(text)) expect(kept).toBe(text);
    }),
  );
  expect(humanText("a {{{b}} \r\n\0c")).toBe("a { { {b}} \nc");
});

test("what a template gives as a parameter's value is read back as its default", () => {
  fc.assert(
    fc.property(hostile, (raw) => {
      const value = wellFormed(raw);
      const { parameters } = planWith("", [], value);
      const texts = Object.fromEntries(planParameters(parameters).map((one) => [one.name, one.value ?? ""]));
      const read = readParameterTexts(texts, parameters.schema);
      // Left out, so that the schema's default counts, where no text can carry it.
      const default_ = JSON.stringify(value).includes("{{") ? undefined : value;
      expect(read).toEqual({
        ...(default_ === undefined ? {} : { text: default_, either: default_ }),
        choice: "b",
      });
    }),
    { numRuns: 300 },
  );
});
