// What a task tells its engine, as one line: it is short, comes back as it was, and what an engine would cut is not said at all.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type AtomId,
  type FanOut,
  keys,
  longestPublications,
  type NodeId,
  type Publication,
  type Publications,
  publicationText,
} from "../../runtime/contract/index.js";
import { terminationMessageBytes } from "../../targets/pod/index.js";
import { call, literal, pushPipeline, ref, task } from "./pipeline.js";
import { type Bench, openBench, runStep } from "./process.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.remove());

const bytesOf = (publications: Publications): number => Buffer.byteLength(publicationText(publications));

test("a list is a number, whose bits are its instances", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 1100 }), (list) => {
      const { lists } = JSON.parse(publicationText({ lists: { known: list } as Record<AtomId, boolean[]> })) as {
        lists: { known: string };
      };
      const bits = BigInt(`0x${lists.known}`);
      expect(list.map((_, at) => ((bits >> BigInt(at)) & 1n) === 1n)).toEqual(list);
    }),
  );
});

test("no message is too long for a pod, whatever it is made of", () => {
  for (const text of ["x", "\u0001", "\ud800", "é", "\u2028", "🐧", '"'])
    expect(bytesOf({ fatal: text.repeat(10_000) })).toBeLessThan(terminationMessageBytes);
  expect(JSON.parse(publicationText({ fatal: "short" }))).toEqual({ fatal: "short" });
});

test("what a task says is never longer than what the compiler has counted", () => {
  const atom = fc.stringMatching(/^[a-z_]{1,40}$/).map((text) => text as AtomId);
  const wide = fc.integer({ min: 1, max: 1000 });
  const said = fc.record({ maxInstances: wide, atoms: fc.uniqueArray(atom, { maxLength: 8 }), count: fc.boolean() });
  fc.assert(
    fc.property(
      said,
      fc.infiniteStream(fc.constantFrom(true, false, "some" as const)),
      ({ maxInstances, atoms, count }, values) => {
        const fanOut = { id: "map_1" as NodeId, maxInstances, batch: 1 } as FanOut;
        const next = () => values.next().value as boolean | "some";
        const each = { node: "train" as NodeId, each: fanOut.id };
        const publishes = [
          ...atoms.map((one, at) => ({ atom: one, ...(at % 2 ? { kind: "known", ...each } : { kind: "boolean" }) })),
          ...(count ? [{ kind: "count", fanOut: fanOut.id }] : []),
        ] as readonly Publication[];
        const lists = atoms
          .filter((_, at) => at % 2)
          .map((one) => [one, Array.from({ length: maxInstances }, () => next() === true)]);
        const booleans = atoms.filter((_, at) => at % 2 === 0).map((one) => [one, next()]);
        const publications: Publications = {
          ...(booleans.length > 0 ? { booleans: Object.fromEntries(booleans) } : {}),
          ...(lists.length > 0 ? { lists: Object.fromEntries(lists) } : {}),
          ...(count ? { count: maxInstances } : {}),
        };
        expect(bytesOf(publications)).toBeLessThanOrEqual(longestPublications(publishes, [fanOut]));
      },
    ),
  );
});

test("a task that has too much to say fails and says so; its record stays", async () => {
  const { digest } = await pushPipeline(bench.store, {
    steps: { many: { code: "export default () => 3;" }, next: { code: "export default (n) => n;" } },
    structure: [call("many", []), call("next", [ref("many")])],
    tasks: [
      task("many", { publishes: [{ kind: "boolean", atom: "a_condition_with_a_name", value: literal(true) }] }),
      task("next", { waits: ["many"] }),
    ],
  });
  const line = '{"booleans":{"a_condition_with_a_name":true}}\n';
  const limit = (bytes: number) => ({ ZENC_PUBLISH_LIMIT: `${bytes}`, ZENC_ENGINE: "airflow" });
  expect(await runStep(bench, digest, "fits", "many", limit(line.length))).toMatchObject({ code: 0, stdout: line });
  const message = `The task has ${line.length} bytes to tell airflow, which takes ${line.length - 1}.`;
  expect(await runStep(bench, digest, "long", "many", limit(line.length - 1))).toMatchObject({
    code: 4,
    publications: { fatal: message },
    stderr: expect.stringContaining(message),
  });
  const record = await bench.store.get(keys.attempt("trial", "long", "many", [], 1));
  expect(JSON.parse(Buffer.from(record ?? []).toString())).toMatchObject({ state: "reused" });
});
