// Random numbers that depend on a key alone, so that equal inputs give equal results on every engine.
import type { Digest } from "../contract/index.js";

/** A generator of numbers in [0, 1) with 53 random bits: xoshiro128**, seeded by a digest. */
export function seededRandom(seed: Digest): () => number {
  const state = new Uint32Array(4);
  for (let word = 0; word < 4; word++) state[word] = Number.parseInt(seed.slice(word * 8, word * 8 + 8), 16) | 1;
  const next = (): number => {
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    const five = Math.imul(b, 5);
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    state.set([a, b, c, d]);
    return result;
  };
  return () => ((next() >>> 5) * 67_108_864 + (next() >>> 6)) / 9_007_199_254_740_992;
}
