// What effects leave behind, and whether two runs left it in the same order where order is promised.

const place = Symbol.for("zenc.random.effects");

/** Runs something while the library's steps leave their lines in a list of its own. */
export async function watched<T>(lines: string[], run: () => Promise<T>): Promise<T> {
  const world = globalThis as { [key: symbol]: unknown };
  const before = world[place];
  world[place] = lines;
  // While a step runs, this process's channel to its parent does not keep it alive.
  const awake = setInterval(() => {}, 60_000);
  try {
    return await run();
  } finally {
    clearInterval(awake);
    world[place] = before;
  }
}

/** Of the effects' lines, without those that flaky steps count their attempts by. */
export const effectsIn = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith("["));

interface Left {
  readonly around: readonly string[];
  readonly lanes: readonly unknown[];
}
function leftBy(line: string): Left {
  const [at, lanes] = JSON.parse(line) as [string, unknown[]];
  return { around: (at.split("@")[1] ?? "").split(".").filter((one) => one !== ""), lanes };
}

/** In different items of one fan-out, or members of one list: no order is promised. */
function areBeside(a: Left, b: Left): boolean {
  for (const [level, around] of a.around.entries()) {
    if (around !== b.around[level]) return false;
    if (a.lanes[level] !== b.lanes[level]) return true;
  }
  return false;
}

/** Each line with the number of equal lines before it. */
const counted = (lines: readonly string[]): readonly string[] => {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const count = seen.get(line) ?? 0;
    seen.set(line, count + 1);
    return `${count} ${line}`;
  });
};

/** What differs, in words; null where both are the same but for the order of what stands beside one another. */
export function orderDiffers(wanted: readonly string[], got: readonly string[]): string | null {
  const [first, second] = [counted(wanted), counted(got)];
  const at = new Map(second.map((line, position) => [line, position]));
  const missing = first.filter((line) => !at.has(line));
  const known = new Set(first);
  const more = second.filter((line) => !known.has(line));
  if (missing.length + more.length > 0) return `effects missing: ${missing.join(" ")}; too many: ${more.join(" ")}`;
  const left = wanted.map(leftBy);
  for (const [i, a] of first.entries())
    for (const [j, b] of first.entries())
      if (i < j && !areBeside(left[i] as Left, left[j] as Left) && (at.get(a) as number) > (at.get(b) as number))
        return `effects out of order: ${b} before ${a}`;
  return null;
}

/** After a crash an effect that was going on is done once more, no more than that. */
export function resumedDiffers(wanted: readonly string[], got: readonly string[]): string | null {
  const exact = orderDiffers(wanted, got);
  if (exact === null || got.length !== wanted.length + 1) return exact;
  const without = got.map((_, at) =>
    orderDiffers(
      wanted,
      got.filter((_line, position) => position !== at),
    ),
  );
  return without.includes(null) ? null : exact;
}
