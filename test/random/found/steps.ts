// The steps that random programs call: quick, of bounded values, some failing by value, some flaky, some with an effect that
// can be seen. A workspace has a copy.
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { deployer, evaluator, step } from "zenc";

export interface Point {
  x: number;
  y: number;
  tag?: string;
}

/** What steps leave outside of a run: in the file `ZENC_RANDOM_EFFECTS`, else in this process. */
function seen(): readonly string[] {
  const file = process.env.ZENC_RANDOM_EFFECTS;
  if (file !== undefined) return existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  return (globalThis as { [key: symbol]: string[] | undefined })[Symbol.for("zenc.random.effects")] ?? [];
}
function leave(line: string): void {
  const file = process.env.ZENC_RANDOM_EFFECTS;
  if (file !== undefined) appendFileSync(file, `${line}\n`);
  else (globalThis as { [key: symbol]: string[] | undefined })[Symbol.for("zenc.random.effects")]?.push(line);
}
const small = (value: number): number => (Number.isFinite(value) ? Math.trunc(value) % 1000 : 0);
const short = (value: number): number => Math.abs(small(value)) % 4;

export const add = step(async (a: number, b: number): Promise<number> => small(a + b));
/** These ask for as much as some stacks call costly. */
const large = { cpu: 8 };

export const double = step(large, async (a: number): Promise<number> => small(a * 2));
export const plus = step((a: number, b: number): number => small(a + b + 1));
export const total = step(async (all: readonly number[]): Promise<number> => small(all.reduce((a, b) => a + b, 0)));
export const score = evaluator(async (point: Point): Promise<number> => small(point.x - point.y + (point.tag?.length ?? 0)));
export const isBig = step(large, async (a: number): Promise<boolean> => a > 5);
export const isEven = step((a: number): boolean => small(a) % 2 === 0);
export const label = step(async (a: number): Promise<string> => `n${small(a)}`);
export const join = step(async (all: readonly number[], by: string): Promise<string> => all.slice(0, 5).join(by.slice(0, 3)));
export const rows = step(
  large,
  async (count: number): Promise<number[]> => Array.from({ length: short(count) }, (_, at) => small(at * 3 + count)),
);
export const pair = step(async (a: number, b: number): Promise<number[]> => [small(a), small(b)]);
export const grid = step(
  async (a: number): Promise<number[][]> =>
    Array.from({ length: short(a) }, (_, at) => Array.from({ length: short(a + at) }, (_row, column) => small(a + at + column))),
);
export const point = step(
  async (x: number, y: number): Promise<Point> =>
    small(x) % 3 === 0 ? { x: small(x), y: small(y), tag: `t${short(y)}` } : { x: small(x), y: small(y) },
);
export const points = step(
  async (a: number): Promise<Point[]> => Array.from({ length: short(a) }, (_, at) => ({ x: small(a + at), y: at })),
);
export const maybe = step(async (a: number): Promise<number | null> => (small(a) % 3 === 0 ? null : small(a)));

/** Fails for good for every other number. */
export const risky = step(large, async (a: number): Promise<number> => {
  if (small(a) % 2 !== 0) throw new Error(`risky ${small(a)}`);
  return small(a + 7);
});
/** Fails for good, after another attempt. */
export const stubborn = step({ retries: { limit: 1, delay: 0 } }, (a: number): number[] => {
  if (small(a) % 3 === 0) throw new RangeError(`stubborn ${small(a)}`);
  return [small(a)];
});
/** Fails twice for each of its arguments, and then never again. */
export const flaky = step({ cpu: 8, retries: { limit: 2, delay: 0 } }, (a: number): number => {
  const name = `flaky ${small(a)}`;
  const before = seen().filter((line) => line === name).length;
  if (before < 2) {
    leave(name);
    throw new Error(`attempt ${before + 1} fails`);
  }
  return small(a - 1);
});

// Effects say where they stand: `at` names the call, `lanes` the positions in the fan-outs around it.
export const note = deployer(async (at: string, lanes: readonly number[], value: number): Promise<void> => {
  leave(JSON.stringify([at, lanes, small(value)]));
});
export const tell = step((at: string, lanes: readonly number[], value: string): void => {
  leave(JSON.stringify([at, lanes, value]));
});
export const stamp = step({ effect: true }, async (at: string, lanes: readonly number[], value: number): Promise<number> => {
  leave(JSON.stringify([at, lanes, small(value)]));
  return small(value + 1);
});
