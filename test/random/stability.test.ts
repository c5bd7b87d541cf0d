// Random programs compiled again, renamed, reordered, and over a library of which one step was edited.
import { expect, test } from "vitest";
import { count, everything, seed } from "./features.js";
import { drawn } from "./laws/batch.js";
import { stabilityOf } from "./laws/stability.js";

test("compiling is stable", { timeout: 600_000 }, async () => {
  console.log(`ZENC_SEED=${seed}`);
  const [first] = await stabilityOf(drawn(everything, seed, Math.ceil(count / 40)));
  expect(first && `${first.law}\n${first.what}\n${first.text}`).toBeUndefined();
});
