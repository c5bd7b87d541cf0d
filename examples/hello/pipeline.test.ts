// A step is its own function, and a pipeline too: both are tested by calling them.
import { expect, test } from "vitest";
import { countLetters, hello } from "./pipeline.ts";

test("counts letters whatever their case", () => {
  expect(countLetters("Anna!")).toEqual({ a: 2, n: 2 });
});

test("the whole pipeline, in this process", async () => {
  expect(await hello({ name: "Bo" })).toEqual({ loud: "HELLO, BO!", letters: { h: 1, e: 1, l: 2, o: 2, b: 1 } });
});
