// An evaluator's numbers are metrics: those in its result, by their path.
import type { Metric } from "../contract/index.js";

const most = 1_000;

/** Every finite number in objects of a value, named by its path: `accuracy`, `perClass.cat`; a bare number by `name`. Lists are data, no metrics. */
export function numbersOf(value: unknown, name: string): readonly Metric[] {
  if (typeof value === "number") return Number.isFinite(value) ? [{ name, value }] : [];
  const found: Metric[] = [];
  const walk = (at: unknown, path: string, depth: number): void => {
    if (typeof at !== "object" || at === null || Array.isArray(at) || depth > 8) return;
    for (const [key, item] of Object.entries(at)) {
      if (found.length >= most) return;
      if (typeof item === "number" && Number.isFinite(item)) found.push({ name: `${path}${key}`, value: item });
      else walk(item, `${path}${key}.`, depth + 1);
    }
  };
  walk(value, "", 0);
  return found;
}
