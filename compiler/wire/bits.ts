// Sets of task numbers as bit fields: needs and ancestors of a thousand tasks are united in microseconds.

export type Bits = Uint32Array;
export const noBits: Bits = new Uint32Array(0);

export function bit(index: number): Bits {
  const bits = new Uint32Array((index >>> 5) + 1);
  bits[index >>> 5] = 2 ** (index & 31);
  return bits;
}

export function hasBit(bits: Bits, index: number): boolean {
  return (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}

export function union(...sets: readonly Bits[]): Bits {
  let length = 0;
  for (const set of sets) length = Math.max(length, set.length);
  const result = new Uint32Array(length);
  for (const set of sets)
    for (let word = 0; word < set.length; word++) result[word] = (result[word] as number) | (set[word] as number);
  return result;
}

export function intersection(a: Bits, b: Bits): Bits {
  const result = new Uint32Array(Math.min(a.length, b.length));
  for (let word = 0; word < result.length; word++) result[word] = (a[word] as number) & (b[word] as number);
  return result;
}

export function isSubset(part: Bits, whole: Bits): boolean {
  for (let word = 0; word < part.length; word++) if (((part[word] as number) & ~(whole[word] ?? 0)) !== 0) return false;
  return true;
}

export function isEmpty(bits: Bits): boolean {
  return bits.every((word) => word === 0);
}

/** The members, highest first. */
export function* membersDescending(bits: Bits): Generator<number> {
  for (let word = bits.length - 1; word >= 0; word--) {
    let rest = bits[word] as number;
    while (rest !== 0) {
      const position = 31 - Math.clz32(rest);
      yield word * 32 + position;
      rest = (rest & ~(2 ** position)) >>> 0;
    }
  }
}

/** The highest member, or -1. */
export function highest(bits: Bits): number {
  for (const member of membersDescending(bits)) return member;
  return -1;
}

/** The members of `set` that are smaller than `limit`. */
export function below(set: Bits, limit: number): Bits {
  const words = Math.ceil(limit / 32);
  const result = set.slice(0, words);
  const rest = limit & 31;
  if (rest !== 0 && result.length === words) result[words - 1] = (result[words - 1] as number) & (2 ** rest - 1);
  return result;
}

/** The members of `set` that are not in `other`. */
export function without(set: Bits, other: Bits): Bits {
  const result = set.slice();
  for (let word = 0; word < result.length; word++) result[word] = (result[word] as number) & ~(other[word] ?? 0);
  return result;
}

export function intersects(a: Bits, b: Bits): boolean {
  return !isEmpty(intersection(a, b));
}
