// Schedules: five cron fields in the part that every engine's parser reads alike, and IANA time zones.
import { accept, type Parsed, type Parser, refuse } from "./optionReader.js";
import { objectOf } from "./scalars.js";

export interface Schedule {
  readonly cron: string;
  readonly timezone: string;
}

export const schedule: Parser<Schedule> = (value) => {
  if (typeof value === "string") {
    const parsed = cron(value);
    return parsed.ok ? accept({ cron: parsed.value, timezone: "UTC" }) : parsed;
  }
  const parsed = objectOf<{ cron: string; timezone: string }>(value, { cron, timezone }, ["cron"]);
  if (!parsed.ok) return typeof value === "object" ? parsed : refuse("a cron expression, or an object with one");
  return accept({ cron: parsed.value.cron ?? "", timezone: parsed.value.timezone ?? "UTC" });
};

interface CronField {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names for values, the first for `from`. */
  readonly names?: readonly string[];
}
const fields: readonly CronField[] = [
  { name: "minute", from: 0, to: 59 },
  { name: "hour", from: 0, to: 23 },
  { name: "day of month", from: 1, to: 31 },
  { name: "month", from: 1, to: 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ") },
  { name: "day of week", from: 0, to: 6, names: "SUN MON TUE WED THU FRI SAT".split(" ") },
];
const aliases: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** Names become numbers, so that every engine sees the same text. */
const cron: Parser<string> = (value) => {
  if (typeof value !== "string") return refuse("a cron expression");
  const alias = aliases[value.trim().toLowerCase()];
  if (alias !== undefined) return refuse("a cron expression of five fields", `Write "${alias}".`);
  const parts = value.trim().split(/\s+/);
  if (parts.length !== 5) {
    return refuse(
      "a cron expression of five fields",
      'Write minute, hour, day of month, month and day of week, as "0 3 * * 1-5".',
    );
  }
  const written: string[] = [];
  for (const [index, field] of fields.entries()) {
    const parsed = cronField(parts[index] ?? "", field);
    if (!parsed.ok) return parsed;
    written.push(parsed.value);
  }
  const [, , day = "*", , weekday = "*"] = written;
  if ((day.startsWith("*/") && weekday !== "*") || (weekday.startsWith("*/") && day !== "*")) {
    return refuse(
      "a cron expression that all engines read alike",
      "Name the days instead of a step where both day fields are given.",
    );
  }
  return accept(written.join(" "));
};

function cronField(text: string, field: CronField): Parsed<string> {
  const items: string[] = [];
  for (const item of text.split(",")) {
    const [range = "", step, more] = item.split("/");
    const wrong = refuse(
      `a cron expression with a valid ${field.name}, which "${item}" is not`,
      `Use *, numbers from ${field.from} to ${field.to}, ranges with -, lists with commas, and steps as */5.`,
    );
    if (more !== undefined) return wrong;
    const written = cronRange(range, field);
    if (written === undefined) return wrong;
    if (step === undefined) items.push(written);
    // A step over a single number means different things to different parsers.
    else if (!/^\d+$/.test(step) || Number(step) < 1 || Number(step) > field.to || /^\d+$/.test(written)) return wrong;
    else items.push(`${written}/${Number(step)}`);
  }
  return accept(items.join(","));
}

function cronRange(range: string, field: CronField): string | undefined {
  if (range === "*") return range;
  const ends = range.split("-").map((end) => cronNumber(end, field));
  const [first, last] = ends;
  if (first === undefined || ends.length > 2 || ends.includes(undefined)) return undefined;
  if (last === undefined) return String(first);
  return first <= last ? `${first}-${last}` : undefined;
}

function cronNumber(text: string, field: CronField): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return field.from + named;
  const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number >= field.from && number <= field.to ? number : undefined;
}

/** Node knows a zone by its canonical name and by older ones ("Asia/Kolkata"); letter case must be the zone's own. */
const timezone: Parser<string> = (value) => {
  const wrong = refuse("a time zone of the IANA database", 'Write "UTC", or a region and a city, as "Europe/Berlin".');
  if (typeof value !== "string") return wrong;
  if (value === "UTC" || Intl.supportedValuesOf("timeZone").includes(value)) return accept(value);
  if (!/^[A-Z][A-Za-z_]+(\/[A-Z][A-Za-z0-9_+-]+)+$/.test(value)) return wrong;
  try {
    const canonical = new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
    return canonical !== value && canonical.toLowerCase() === value.toLowerCase() ? wrong : accept(value);
  } catch {
    return wrong;
  }
};
