// The scheduler over hand-made wirings: order, guards, counts, chunks, and what follows from a failure.
import { expect, test } from "vitest";
import type { Publications, Wiring } from "../../runtime/contract/index.js";
import { createSchedule, type Ending, type Instance } from "../../targets/local/schedule.js";
import { wiringOf } from "./wiring.js";

type Answers = Record<string, Ending | Publications | undefined>;

/** Runs a wiring with all that is ready at once, in rounds; returns the last state of each instance and the rounds. */
function play(wiring: Wiring, answers: Answers = {}) {
  const states: Record<string, string> = {};
  const counts: Record<string, number | null> = {};
  const name = ({ task, path }: Instance) => [task.id, ...path].join(".");
  const schedule = createSchedule(wiring, (event) => {
    if (event.kind === "instance") states[name(event.instance)] = event.state;
    else counts[[event.fanOut.id, ...event.path].join(".")] = event.instances;
  });
  const rounds: string[][] = [];
  while (!schedule.finished()) {
    const round: Instance[] = [];
    for (let next = schedule.next(); next; next = schedule.next()) round.push(next);
    if (round.length === 0) throw new Error(`stuck: ${JSON.stringify(states)}`);
    rounds.push(round.map(name));
    for (const instance of round) {
      const answer = answers[name(instance)] ?? answers[instance.task.id] ?? {};
      schedule.end(instance, "state" in answer ? (answer as Ending) : { state: "done", publications: answer as Publications });
    }
  }
  return { states, counts, rounds, failed: schedule.failed() };
}
const failed: Ending = { state: "failed" };
const booleans = (values: Record<string, boolean | "some">): Publications => ({ booleans: values }) as Publications;

test("a diamond runs in three rounds", () => {
  const { rounds } = play(wiringOf({ a: {}, b: { waits: ["a"] }, c: { waits: ["a"] }, d: { waits: ["b", "c"] } }));
  expect(rounds).toEqual([["a"], ["b", "c"], ["d"]]);
});

test("a failure reaches all that waits for it, and nothing else", () => {
  const { states, failed: runFailed } = play(
    wiringOf({ a: {}, b: { waits: ["a"] }, c: { waits: ["b"] }, d: {}, e: { waits: ["d"] }, end: { waits: ["c", "e"] } }),
    { a: failed },
  );
  expect(states).toEqual({ a: "failed", b: "not-run", c: "not-run", d: "done", e: "done", end: "not-run" });
  expect(runFailed).toBe(true);
});

test("a task that found itself not run is as one that was not started", () => {
  const { states, failed: runFailed } = play(wiringOf({ a: {}, b: { waits: ["a"] } }), { a: { state: "not-run" } });
  expect(states).toEqual({ a: "not-run", b: "not-run" });
  expect(runFailed).toBe(true);
});

test("both sides of a branch, and the join after it", () => {
  const wiring = wiringOf({
    a: { publishes: ["c"] },
    yes: { waits: ["a"], guard: [["a.c"]] },
    no: { waits: ["a"], guard: [["!a.c"]] },
    join: { waits: ["yes", "no"] },
  });
  expect(play(wiring, { a: booleans({ c: true }) }).states).toEqual({ a: "done", yes: "done", no: "skipped", join: "done" });
  expect(play(wiring, { a: booleans({ c: false }) }).states).toEqual({ a: "done", yes: "skipped", no: "done", join: "done" });
});

test("failure dominates a guard that does not hold", () => {
  const wiring = wiringOf({ a: { publishes: ["c"] }, b: {}, x: { waits: ["a", "b"], guard: [["a.c"]] } });
  expect(play(wiring, { a: booleans({ c: false }), b: failed }).states.x).toBe("not-run");
});

test("a boolean that nobody published holds neither way", () => {
  const wiring = wiringOf({
    a: { publishes: ["c"] },
    inner: { waits: ["a"], guard: [["a.c"]], publishes: ["d"] },
    yes: { waits: ["inner"], guard: [["a.c", "inner.d"]] },
    no: { waits: ["inner"], guard: [["a.c", "!inner.d"]] },
    either: { waits: ["inner"], guard: [["!a.c"], ["inner.d"]] },
  });
  const { states } = play(wiring, { a: booleans({ c: false }) });
  expect(states).toEqual({ a: "done", inner: "skipped", yes: "skipped", no: "skipped", either: "done" });
});

test('"some" holds both ways', () => {
  const wiring = wiringOf({
    a: { publishes: ["c"] },
    yes: { waits: ["a"], guard: [["a.c"]] },
    no: { waits: ["a"], guard: [["!a.c"]] },
  });
  expect(play(wiring, { a: booleans({ c: "some" }) }).states).toEqual({ a: "done", yes: "done", no: "done" });
});

const fan = (batch = 1) =>
  wiringOf(
    {
      list: { counts: "map_1" },
      first: { fanOut: "map_1", waits: ["list"], publishes: ["ok"] },
      second: { fanOut: "map_1", waits: ["first"], guard: [["first.ok"]] },
      gather: { waits: ["second"] },
    },
    [{ id: "map_1" as never, source: "list" as never, batch }],
  );

test("a fan-out pairs by index, and a later task waits for all", () => {
  const { rounds, states } = play(fan(), {
    list: { count: 3 },
    first: booleans({ ok: true }),
    "first.1": booleans({ ok: false }),
  });
  expect(rounds).toEqual([["list"], ["first.0", "first.1", "first.2"], ["second.0", "second.2"], ["gather"]]);
  expect(states["second.1"]).toBe("skipped");
});

test("no items: no instances, and the gather runs", () => {
  const { states, counts } = play(fan(), { list: { count: 0 } });
  expect(states).toEqual({ list: "done", gather: "done" });
  expect(counts).toEqual({ map_1: 0 });
});

test("a source that failed leaves the fan-out and its gather not run", () => {
  const { states, counts } = play(fan(), { list: failed });
  expect(states).toEqual({ list: "failed", gather: "not-run" });
  expect(counts).toEqual({ map_1: null });
});

test("a failed item leaves the other items alone", () => {
  const { states } = play(fan(), { list: { count: 2 }, "first.0": failed, "first.1": booleans({ ok: true }) });
  expect(states).toEqual({
    list: "done",
    "first.0": "failed",
    "second.0": "not-run",
    "first.1": "done",
    "second.1": "done",
    gather: "not-run",
  });
});

test("a count is a number of instances: chunks have been cut before", () => {
  expect(play(fan(4), { list: { count: 3 }, first: booleans({ ok: "some" }) }).counts).toEqual({ map_1: 3 });
});

test("a fan-out in a fan-out", () => {
  const wiring = wiringOf(
    {
      list: { counts: "map_1" },
      inner: { fanOut: "map_1", waits: ["list"], counts: "map_2" },
      leaf: { fanOut: "map_2", waits: ["inner"] },
      collect: { fanOut: "map_1", waits: ["leaf"] },
      gather: { waits: ["collect"] },
    },
    [
      { id: "map_1" as never, source: "list" as never },
      { id: "map_2" as never, parent: "map_1" as never, source: "inner" as never },
    ],
  );
  const { states, rounds } = play(wiring, {
    list: { count: 3 },
    "inner.0": { count: 2 },
    "inner.1": { count: 0 },
    "inner.2": failed,
  });
  expect(states).toEqual({
    list: "done",
    "inner.0": "done",
    "inner.1": "done",
    "inner.2": "failed",
    "leaf.0.0": "done",
    "leaf.0.1": "done",
    "collect.0": "done",
    "collect.1": "done",
    "collect.2": "not-run",
    gather: "not-run",
  });
  expect(rounds[2]).toEqual(["leaf.0.0", "leaf.0.1", "collect.1"]);
  expect(play(wiring, { list: { count: 0 } }).states).toEqual({ list: "done", gather: "done" });
});

const tried = wiringOf({
  a: { caughtBy: "gate" },
  b: { waits: ["a"], caughtBy: "gate" },
  gate: { kind: "gate", waits: ["b"], whenEnded: true, publishes: ["caught"] },
  handler: { waits: ["gate"], guard: [["gate.caught"]] },
  after: { waits: ["handler"] },
});

test("the gate of a try starts when the body has ended in whatever way; what it judges does not fail the run", () => {
  const caught = play(tried, { a: failed, gate: booleans({ caught: true }) });
  expect(caught).toMatchObject({
    states: { a: "failed", b: "not-run", gate: "done", handler: "done", after: "done" },
    rounds: [["a"], ["gate"], ["handler"], ["after"]],
    failed: false,
  });
  const none = play(tried, { gate: booleans({ caught: false }) });
  expect(none).toMatchObject({ states: { b: "done", handler: "skipped", after: "done" }, failed: false });
});

test("a gate that is not run has trouble from outside: so has the run, and what stands behind it is not run", () => {
  expect(play(tried, { a: failed, gate: { state: "not-run" } })).toMatchObject({
    states: { gate: "not-run", handler: "not-run", after: "not-run" },
    failed: true,
  });
  const nested = wiringOf({
    a: { caughtBy: "inner" },
    inner: { kind: "gate", waits: ["a"], whenEnded: true, caughtBy: "outer" },
    outer: { kind: "gate", waits: ["inner"], whenEnded: true },
  });
  expect(play(nested, { a: failed, inner: { state: "not-run" } })).toMatchObject({ failed: false });
  expect(play(nested, { a: failed, inner: { state: "not-run" }, outer: { state: "not-run" } }).failed).toBe(true);
});

test("a block that finds itself skipped is shown as skipped, and what waits for it runs", () => {
  const wiring = wiringOf({ a: {}, loop: { kind: "block", waits: ["a"], whenEnded: true }, b: { waits: ["loop"] } });
  const { states, failed: runFailed } = play(wiring, { loop: { state: "skipped", publications: {} } });
  expect(states).toEqual({ a: "done", loop: "skipped", b: "done" });
  expect(runFailed).toBe(false);
});

test("a fan-out in a try whose list failed: none of its tasks is run, and the gate judges them all", () => {
  const wiring = wiringOf(
    {
      list: { counts: "m", caughtBy: "gate" },
      item: { waits: ["list"], fanOut: "m", caughtBy: "gate" },
      gate: { kind: "gate", waits: ["item"], whenEnded: true },
    },
    [{ id: "m" as never, source: "list" as never }],
  );
  expect(play(wiring, { list: failed })).toMatchObject({ states: { list: "failed", gate: "done" }, failed: false });
});

test("a chain of 20,000 skipped tasks does not overflow the stack", () => {
  const tasks: Record<string, { waits?: string[]; guard?: string[][] }> = { t0: {} };
  for (let index = 1; index < 20_000; index++) tasks[`t${index}`] = { waits: [`t${index - 1}`], guard: [["t0.no"]] };
  const { states } = play(wiringOf(tasks));
  expect(states.t19999).toBe("skipped");
});

test("what is known is not started, and counts as done", () => {
  const wiring = wiringOf(
    {
      load: { counts: "map", knows: ["train", "fit*"] },
      train: { waits: ["load"], guard: [["!load.train_known"]] },
      use: { waits: ["train"] },
      fit: { fanOut: "map", waits: ["load"], guard: [["!load.fit_known"]] },
      gather: { waits: ["fit"] },
    },
    [{ id: "map" as never, source: "load" as never }],
  );
  const published = (train_known: boolean, fit_known: readonly boolean[]) =>
    ({ count: fit_known.length, booleans: { train_known }, lists: { fit_known } }) as unknown as Publications;
  const some = play(wiring, { load: published(true, [true, false, true]) });
  expect(some.rounds.flat()).toEqual(["load", "use", "fit.1", "gather"]);
  expect(some.states).toMatchObject({ train: "reused", "fit.0": "reused", "fit.1": "done", "fit.2": "reused", gather: "done" });
  expect(some.failed).toBe(false);
  expect(play(wiring, { load: published(false, []) }).rounds.flat()).toEqual(["load", "train", "gather", "use"]);
  // Who is not entered says nothing.
  expect(play(wiring, { load: { state: "skipped", publications: {} } }).states).toMatchObject({ train: "skipped" });
});
