// Durations and quantities as authors write them → seconds and bytes.
import { parse as parseDuration } from "@lukeed/ms";
import { quantityBytes, quantityHelp } from "../../runtime/contract/index.js";
import { accept, type Parser, refuse } from "./optionReader.js";

/** `"10m"` → 600. A number is seconds. */
export const duration: Parser<number> = (value) => {
  const seconds = durationSeconds(value);
  if (seconds === undefined)
    return refuse("a duration", 'Write a number with ms, s, m, h or d, as "90s", "10m" or "1.5h"; a bare number is seconds.');
  return seconds <= maximumSeconds ? accept(seconds) : refuse("at most 365 days");
};

/** As `duration`, but more than nothing. */
export const positiveDuration: Parser<number> = (value) => {
  const parsed = duration(value);
  return parsed.ok && parsed.value <= 0 ? refuse("a duration of more than zero") : parsed;
};

const maximumSeconds = 365 * 86_400;

function durationSeconds(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string" || !/^\d+(\.\d+)?(ms|s|m|h|d)$/.test(value)) return undefined;
  // The library knows no zero.
  return Math.round(parseDuration(value) ?? 0) / 1000;
}

export const quantity: Parser<number> = (value) => {
  const bytes = quantityBytes(value);
  return bytes === undefined ? refuse("a quantity of bytes", quantityHelp) : accept(bytes);
};
