// Rule 6 of "How a run proceeds": rounds, carried values, and what is read of a loop that has ended.
import { expect, test } from "vitest";
import type { GlueModule } from "../../runtime/contract/index.js";
import { NotAvailable } from "../../runtime/interpreter/index.js";
import { call, glue, let_, literal, loop, map, type PipelineText, ref, select, throw_, when } from "../step/pipeline.js";
import { failed, interpret, node, retried } from "./world.js";

/** `n = start(); do { n = step(n) } while (n < 3); use(n)`. */
const counting: PipelineText = {
  structure: [
    call("start", []),
    loop("loop_1", { n: [ref("start"), ref("step")] }, [call("step", [ref("n")])], glue("below", ["step"])),
    call("use", [ref("n_out")]),
  ],
  result: ref("n_out"),
};
const below: GlueModule = { below: (n) => (n as number) < 3 };

test("a round takes what the one before carried on, and the loop's value is the last round's", async () => {
  const records = { start: 0, "step/0": 1, "step/1": 2, "step/2": 3 };
  const { interpreter } = await interpret(counting, { records, glue: below });
  expect(await interpreter.instances(node("step"))).toEqual([[0], [1], [2]]);
  expect(await interpreter.argumentsOf(node("step"), [2])).toEqual([2]);
  expect(await interpreter.decide(node("step"), [3])).toEqual({ kind: "skip" });
  expect(await interpreter.argumentsOf(node("use"), [])).toEqual([3]);
  expect(await interpreter.result()).toBe(3);
});

test("a loop that has not ended is pending; a round begins when the one before has ended", async () => {
  const early = await interpret(counting, { records: { start: 0, "step/0": 1, "step/1": retried }, glue: below });
  expect(await early.interpreter.begins(node("loop_1"), [1])).toBe(true);
  expect(await early.interpreter.begins(node("loop_1"), [2])).toBe(false);
  expect(await early.interpreter.decide(node("step"), [1])).toEqual({ kind: "run" });
  expect(await early.interpreter.decide(node("step"), [2])).toEqual({ kind: "pending", because: { node: "step", index: [1] } });
  expect(await early.interpreter.decide(node("use"), [])).toEqual({ kind: "pending", because: { node: "step", index: [1] } });
  expect(await early.interpreter.instances(node("step"))).toBeNull();
  await expect(early.interpreter.result()).rejects.toBeInstanceOf(NotAvailable);
});

test("trouble in a round ends the loop, and is trouble of all that it carries out", async () => {
  const bad = await interpret(counting, { records: { start: 0, "step/0": 1, "step/1": failed }, glue: below });
  expect(await bad.interpreter.instances(node("step"))).toEqual([[0], [1]]);
  expect(await bad.interpreter.decide(node("use"), [])).toEqual({
    kind: "not-run",
    because: { kind: "node", node: "step", index: [1] },
  });
  const before = await interpret(counting, { records: { start: failed }, glue: below });
  expect(await before.interpreter.instances(node("step"))).toEqual([]);
  expect(await before.interpreter.state(node("step"), [])).toBe("not-run");
  expect(await before.interpreter.state(node("use"), [])).toBe("not-run");
});

test("an expression, a throw or a side call that fails in a round ends the loop too", async () => {
  const text: PipelineText = {
    structure: [
      loop(
        "loop_1",
        { i: [literal(0), glue("next", ["i"], false)] },
        [
          call("side", [ref("i")]),
          let_("x", glue("check", ["i"])),
          when("if_1", glue("two", ["i"], false), [throw_("throw_1", glue("error", []))]),
        ],
        glue("again", ["i"], false),
      ),
      call("after", [], { after: ["loop_1"] }),
    ],
  };
  const glues = (bad: number, two: number): GlueModule => ({
    next: (i) => (i as number) + 1,
    again: (i) => (i as number) < 5,
    two: (i) => i === two,
    error: () => new RangeError("two"),
    check: (i) => {
      if (i === bad) throw new TypeError("bad");
    },
  });
  const records = Object.fromEntries(Array.from({ length: 6 }, (_, round) => [`side/${round}`, round]));
  const decided = async (bad: number, two: number, more = {}) => {
    const { interpreter } = await interpret(text, { records: { ...records, ...more }, glue: glues(bad, two) });
    return [await interpreter.decide(node("after"), []), (await interpreter.instances(node("side")))?.length];
  };
  expect(await decided(9, 9)).toEqual([{ kind: "run" }, 6]);
  expect(await decided(9, 9, { "side/5": failed })).toMatchObject([{ because: { node: "side", index: [5] } }, 6]);
  const onlyFour = Object.fromEntries([5, 4].map((round) => [`side/${round}`, undefined]));
  for (const name of Object.keys(onlyFour)) delete (records as Record<string, unknown>)[name];
  expect(await decided(3, 9)).toMatchObject([{ kind: "not-run", because: { kind: "expression", node: "let_x", index: [3] } }, 4]);
  expect(await decided(9, 3)).toMatchObject([
    { kind: "not-run", because: { kind: "expression", node: "throw_1", index: [3], error: { message: "two" } } },
    4,
  ]);
});

test("5,000 rounds: neither deep stacks, nor more reads than are needed", async () => {
  const rounds = 5000;
  const records = Object.fromEntries([
    ["start", 0],
    ["use", 0],
    ...Array.from({ length: rounds }, (_, round) => [`step/${round}`, round + 1]),
  ]);
  const many: GlueModule = { below: (n) => (n as number) < rounds };
  const after = await interpret(counting, { records, glue: many });
  expect(await after.interpreter.argumentsOf(node("use"), [])).toEqual([rounds]);
  // Of 5,000 records about 2 · log2(5,000) are looked for, none of them twice.
  expect(after.reads.length).toBeLessThan(30);
  expect(after.loads).toEqual([rounds]);
  // A pure counter is carried through all rounds, without a single record but those that say how many there were.
  const counter: PipelineText = {
    structure: [
      loop("loop_1", { i: [literal(0), glue("next", ["i"], false)] }, [call("step", [ref("i")])], glue("again", ["i"], false)),
    ],
    result: ref("i_out"),
  };
  const count: GlueModule = { next: (i) => (i as number) + 1, again: (i) => (i as number) < rounds - 1 };
  const counted = await interpret(counter, { records, glue: count });
  expect(await counted.interpreter.result()).toBe(rounds);
  expect(counted.reads.length).toBeLessThan(30);
  // Asked for the last round at once, with nothing to look ahead at.
  const without = { ...records, "step/4999": undefined };
  delete without["step/4999"];
  const last = await interpret(counter, { records: without, glue: count });
  expect(await last.interpreter.decide(node("step"), [rounds - 1])).toEqual({ kind: "run" });
});

test("a fan-out in a loop, a loop in a fan-out, a loop in a loop", async () => {
  const fanInLoop = await interpret(
    {
      structure: [
        loop(
          "loop_1",
          { xs: [literal([1, 2]), ref("m")] },
          [map("m", ref("xs"), [call("work", [ref("m_item")])], ref("work"))],
          glue("small", ["m"], false),
        ),
      ],
      result: ref("xs_out"),
    },
    {
      records: { "work/0/0": 2, "work/0/1": 3, "work/1/0": 4, "work/1/1": 5 },
      glue: { small: (xs) => (xs as number[])[0] !== 4 },
    },
  );
  expect(await fanInLoop.interpreter.instances(node("work"))).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  expect(await fanInLoop.interpreter.argumentsOf(node("work"), [1, 1])).toEqual([3]);
  expect(await fanInLoop.interpreter.result()).toEqual([4, 5]);

  const counted = (id: string, times: string, body: Parameters<typeof loop>[2]) =>
    loop(id, { [`${id}_i`]: [literal(0), glue("next", [`${id}_i`], false)] }, body, glue("more", [`${id}_i`, times], false));
  const glues: GlueModule = { next: (i) => (i as number) + 1, more: (i, n) => (i as number) + 1 < (n as number) };
  const loopInFan = await interpret(
    {
      structure: [
        map(
          "m",
          select(ref("parameters"), "times"),
          [counted("inner", "m_item", [call("work", [ref("inner_i")])])],
          ref("inner_i_out"),
        ),
        call("sum", [ref("m")]),
      ],
    },
    {
      parameters: { times: [2, 1, 3] },
      records: { "work/0/0": 0, "work/0/1": 0, "work/1/0": 0, "work/2/0": 0, "work/2/1": 0, "work/2/2": 0 },
      glue: glues,
    },
  );
  expect(await loopInFan.interpreter.instances(node("work"))).toHaveLength(6);
  expect(await loopInFan.interpreter.argumentsOf(node("sum"), [])).toEqual([[2, 1, 3]]);

  const nested = {
    structure: [
      let_("two", literal(2)),
      counted("outer", "two", [counted("inner", "two", [call("work", [ref("outer_i"), ref("inner_i")])])]),
      call("last", [ref("outer_i_out")]),
    ],
  };
  const all = { "work/0/0": 0, "work/0/1": 0, "work/1/0": 0, "work/1/1": 0 };
  const good = await interpret(nested, { records: all, glue: glues });
  expect(await good.interpreter.argumentsOf(node("work"), [1, 1])).toEqual([1, 1]);
  expect(await good.interpreter.argumentsOf(node("last"), [])).toEqual([2]);
  const { "work/1/0": _, "work/1/1": __, ...first } = all;
  const bad = await interpret(nested, { records: { ...first, "work/0/1": failed }, glue: glues });
  expect(await bad.interpreter.instances(node("work"))).toEqual([
    [0, 0],
    [0, 1],
  ]);
  expect(await bad.interpreter.state(node("last"), [])).toBe("not-run");
});

test("a loop in a branch not taken has no rounds: its nodes are skipped once", async () => {
  const text: PipelineText = {
    structure: [
      when(
        "if_1",
        select(ref("parameters"), "go"),
        [loop("loop_1", { n: [literal(0), ref("step")] }, [call("step", [ref("n")])], literal(false))],
        [],
        [["j", ref("n_out"), literal(7)]],
      ),
      call("use", [ref("j")]),
    ],
  };
  const { interpreter } = await interpret(text, { parameters: { go: false } });
  expect(await interpreter.instances(node("step"))).toEqual([]);
  expect(await interpreter.state(node("step"), [])).toBe("skipped");
  expect(await interpreter.argumentsOf(node("use"), [])).toEqual([7]);
  expect(await interpreter.decide(node("use"), [])).toEqual({ kind: "run" });
});

test("a block is decided by its place alone", async () => {
  const text: PipelineText = {
    structure: [
      call("start", []),
      when("if_1", ref("start"), [loop("loop_1", { n: [literal(0), ref("step")] }, [call("step", [ref("n")])], literal(false))]),
    ],
    tasks: [{ id: "loop_1", kind: "block", node: "loop_1", waits: [], guard: [[]], publishes: [], evaluates: [] } as never],
  };
  const decided = async (start: unknown) =>
    (await interpret(text, { records: { start } })).interpreter.decide(node("loop_1"), []);
  expect(await decided(1)).toEqual({ kind: "run" });
  expect(await decided(0)).toEqual({ kind: "skip" });
  expect(await decided(failed)).toMatchObject({ kind: "not-run", because: { node: "start" } });
  expect(await decided(retried)).toMatchObject({ kind: "pending" });
});
