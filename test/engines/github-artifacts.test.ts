// The store without a cloud: what the jobs of a run leave are its artifacts, under act with doubles of GitHub's two actions. Shapes of each kind come to
// what they come to on this machine; a run that is started again goes on from what its first attempt has left.
import { expect, test } from "vitest";
import { localEngine } from "../conformance/local.js";
import { proveShapes } from "../conformance/proof.js";
import { readShapes, type Shape } from "../conformance/shape.js";
import { githubWith } from "./github/engine.js";

const engine = githubWith({ artifacts: true });
const chosen = [
  ...["body", "chunked", "early-return", "effects", "failing-item", "if-else", "parameters", "retry", "timeout", "values"].map(
    (name) => `basics/${name}`,
  ),
  ...["for-of-carried", "nested-fan-out-conditions", "on-failure-fails"].map((name) => `constructs/${name}`),
  ...["around-fan-out", "expression", "finally-fails", "in-item", "retries-everywhere", "snapshots"].map(
    (name) => `failures/${name}`,
  ),
  ...["conditional-gather", "nested-gathers"].map((name) => `loops/${name}`),
  ...["per-item", "sweep", "trainer"].map((name) => `known/${name}`),
];
/** No run knows what another one has computed: without the cases that go on from others. */
const alone = (shape: Shape): Shape => ({
  ...shape,
  cases: Object.fromEntries(Object.entries(shape.cases).filter(([name]) => (shape.before[name] ?? []).length === 0)),
});
const shapes = readShapes()
  .filter(({ name }) => chosen.includes(name))
  .map(alone);

test("each of them is there", () => {
  expect(shapes.map(({ name }) => name).sort()).toEqual([...chosen].sort());
});
proveShapes(shapes, [localEngine, engine]);
