// The same everywhere: each shape and each example, simply called and run by all engines of the table. `UPDATE=1` writes the
// expected.json files anew: read the difference.
import { describe, expect, test } from "vitest";
import type { StepName } from "../../runtime/contract/index.js";
import type { EngineRun } from "../conformance/engine.js";
import { engines } from "../conformance/engines.js";
import { proveShapes } from "../conformance/proof.js";
import { readExamples, readShapes, type Shape } from "../conformance/shape.js";

const shapes = [...readShapes(), ...readExamples()];
const bench = proveShapes(shapes, engines);

const real = engines.filter((engine) => !engine.inTheBox).map((engine) => [engine.name, engine] as const);
describe.each(real)("a second run on %s reuses what has no effect", (_, engine) => {
  test.each(["diamond", "early-return", "body", "chunked", "effects", "values"])("%s", async (name) => {
    const shape = shapes.find((one) => one.name === `basics/${name}`) as Shape;
    const params = Object.values(shape.cases)[0] ?? {};
    const place = await bench().place();
    const first = await bench().run(engine, shape, params, place);
    const second = await bench().run(engine, shape, params, place);
    const { steps } = bench().compiled(engine, shape).plan;
    const kept = (step: string) => {
      const plan = steps[step as StepName];
      return plan !== undefined && !plan.effect && plan.cache.enabled;
    };
    const states = ({ observed }: EngineRun) =>
      Object.entries(observed.instances).map(([instance, { state }]) => [instance, state]);
    const wanted = Object.entries(first.observed.instances).map(([instance, { step, state }]) => [
      instance,
      state === "succeeded" && kept(step) ? "reused" : state,
    ]);
    expect(states(second)).toEqual(wanted);
    expect(wanted.filter(([, state]) => state === "reused").length).toBeGreaterThan(0);
    const outputs = ({ observed }: EngineRun) =>
      Object.entries(observed.instances).map(([instance, one]) => [instance, kept(one.step) && one.outputs]);
    expect(outputs(second)).toEqual(outputs(first));
    expect(second.status).toBe("succeeded");
  });
});
