// Quantities of bytes as people write them, in steps and in stacks.

const factors: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** `"16Gi"` → bytes; undefined for what is no quantity. Kubernetes' suffixes up to tera; a number is bytes. */
export function quantityBytes(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? value : undefined;
  const match = typeof value === "string" ? /^(\d+(?:\.\d+)?)(k|M|G|T|Ki|Mi|Gi|Ti|)$/.exec(value) : null;
  if (match === null) return undefined;
  const bytes = Math.ceil(Number(match[1]) * (factors[match[2] ?? ""] ?? 1));
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** The help of everything that takes a quantity. */
export const quantityHelp = 'Write a number with Ki, Mi, Gi, Ti, k, M, G or T, as "512Mi" or "4Gi"; a bare number is bytes.';
