// tfjs numbers unnamed layers by counters of the process, so the same model made twice would differ. Here the numbers of a
// model are closed up: the order stays, gaps go (dense_Dense7, dense_Dense9 → dense_Dense1, dense_Dense2).

/** tfjs's own names: `dense_Dense3` (with a prefix inside wrappers), `sequential_2`, `model4`, `input1`; each up to a `/` or the end. */
const automatic = /(?<=^|\/)(?:((?:[a-z0-9]+_)+)([A-Z][A-Za-z0-9]*?)|(sequential_|model|input))(\d+)(?=$|\/)/g;

/** Renames in `parts`, all of one model: the strings and the keys of JSON. What has no automatic name is returned equal. */
export function closeUpNames<Parts extends Readonly<Record<string, unknown>>>(parts: Parts): Parts {
  const numbers = new Map<string, Set<number>>();
  visitStrings(parts, (text) => {
    for (const { family, number } of namesIn(text)) numbers.set(family, (numbers.get(family) ?? new Set()).add(number));
    return undefined;
  });
  const renamed = new Map<string, Map<number, number>>();
  for (const [family, used] of numbers) {
    // In order of number, which is order of making; names that an author numbered from 1 herself stay as they are.
    const sorted = [...used].sort((a, b) => a - b);
    renamed.set(family, new Map(sorted.map((number, index) => [number, index + 1])));
  }
  return visitStrings(parts, (text) =>
    text.replace(automatic, (whole, snake, name, plain, number) => {
      const family = familyOf(snake, name, plain);
      const next = family === null ? undefined : renamed.get(family)?.get(Number(number));
      return next === undefined ? whole : `${whole.slice(0, -number.length)}${next}`;
    }),
  ) as Parts;
}

function namesIn(text: string): readonly { readonly family: string; readonly number: number }[] {
  return Array.from(text.matchAll(automatic)).flatMap(([, snake, name, plain, number]) => {
    const family = familyOf(snake, name, plain);
    return family === null ? [] : [{ family, number: Number(number) }];
  });
}

/** The counter that a name was numbered by, or null where the name is not tfjs's. */
function familyOf(snake: string | undefined, name: string | undefined, plain: string | undefined): string | null {
  if (plain !== undefined) return plain;
  if (snake === undefined || name === undefined) return null;
  return snake === `${snakeCase(name)}_` || snake.endsWith(`_${snakeCase(name)}_`) ? name : null;
}

/** As in tfjs-layers, generic_utils.ts. */
const snakeCase = (name: string): string =>
  name
    .replace(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();

function visitStrings(json: unknown, visit: (text: string) => string | undefined): unknown {
  if (typeof json === "string") return visit(json) ?? json;
  if (Array.isArray(json)) return json.map((item) => visitStrings(item, visit));
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(Object.entries(json).map(([key, item]) => [visit(key) ?? key, visitStrings(item, visit)]));
}
