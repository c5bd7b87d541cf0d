// The rules of "How a run proceeds" in ARCHITECTURE.md, over hand-made structures and records; and what is read for them.
import { expect, test } from "vitest";
import type { GlueModule } from "../../runtime/contract/index.js";
import { ExpressionError, NotAvailable } from "../../runtime/interpreter/index.js";
import { call, glue, let_, literal, map, type PipelineText, ref, select, task, when } from "../step/pipeline.js";
import { failed, interpret, node, retried, type Said } from "./world.js";

test("a task of a pipeline of a thousand steps reads the records that it needs, and no other", async () => {
  const structure = Array.from({ length: 1000 }, (_, position) =>
    call(`step_${position}`, position === 0 ? [] : [ref(`step_${position - 1}`)], { step: "any" }),
  );
  const records = Object.fromEntries(structure.map((one, position) => [one.id, position]));
  const { interpreter, reads } = await interpret({ structure }, { records });
  expect(await interpreter.decide(node("step_999"), [])).toEqual({ kind: "run" });
  expect(await interpreter.argumentsOf(node("step_999"), [])).toEqual([998]);
  expect(reads).toEqual(["step_998"]);
});

test("a failure at the start of a thousand steps reaches the last, and a thousand lets are evaluated, without deep stacks", async () => {
  const calls = Array.from({ length: 5000 }, (_, position) =>
    call(`step_${position}`, position === 0 ? [] : [ref(`step_${position - 1}`)], { step: "any" }),
  );
  const chain = await interpret({ structure: calls }, { records: { step_0: failed } });
  expect(await chain.interpreter.decide(node("step_4999"), [])).toEqual({
    kind: "not-run",
    because: { kind: "node", node: "step_0", index: [] },
  });

  // Each let uses the one before twice: without memory this would take 2^5000 steps.
  const lets = Array.from({ length: 5000 }, (_, position) =>
    let_(`x${position + 1}`, glue("half", [`x${position}`, `x${position}`])),
  );
  const sums = await interpret(
    { structure: [let_("x0", literal(1)), ...lets, call("use", [ref("x5000")])] },
    { glue: { half: (a, b) => ((a as number) + (b as number)) / 2 } },
  );
  expect(await sums.interpreter.decide(node("use"), [])).toEqual({ kind: "run" });
  expect(await sums.interpreter.argumentsOf(node("use"), [])).toEqual([1]);
});

const branch: PipelineText = {
  structure: [
    call("a", []),
    call("b", []),
    when(
      "if_1",
      select(ref("parameters"), "go"),
      [call("c", [ref("a")]), let_("y", glue("twice", ["c"], false))],
      [call("d", [])],
      [["joined", ref("y"), ref("b")]],
    ),
    call("e", [ref("joined")]),
  ],
  result: ref("joined"),
};
const twice: GlueModule = { twice: (n) => (n as number) * 2 };

test("a join is lazy in value", async () => {
  const yes = await interpret(branch, { parameters: { go: true }, glue: twice, records: { a: 1, b: 2, c: 3, e: 4 } });
  expect(await yes.interpreter.argumentsOf(node("e"), [])).toEqual([6]);
  expect(yes.loads).toEqual([3]);
  expect(await yes.interpreter.result()).toBe(6);
  expect(await yes.interpreter.state(node("d"), [])).toBe("skipped");
  const no = await interpret(branch, { parameters: { go: false }, glue: twice, records: { a: 1, b: 2, d: 3 } });
  expect(await no.interpreter.decide(node("c"), [])).toEqual({ kind: "skip" });
  expect(await no.interpreter.argumentsOf(node("e"), [])).toEqual([2]);
});

test("a join is strict in health: both sides count, and failure dominates skip", async () => {
  const other = await interpret(branch, { parameters: { go: true }, glue: twice, records: { a: 1, b: failed, c: 3 } });
  expect(await other.interpreter.decide(node("e"), [])).toMatchObject({ kind: "not-run", because: { node: "b" } });
  const skipped = await interpret(branch, { parameters: { go: false }, glue: twice, records: { a: failed, b: 2, d: 3 } });
  expect(await skipped.interpreter.decide(node("c"), [])).toMatchObject({ kind: "not-run", because: { node: "a" } });
  expect(await skipped.interpreter.decide(node("e"), [])).toMatchObject({ kind: "not-run", because: { node: "a" } });
  expect(await skipped.interpreter.decide(node("d"), [])).toEqual({ kind: "run" });
});

test("what has not ended is pending; a failure beside it wins", async () => {
  const early = await interpret(branch, { parameters: { go: true }, glue: twice, records: { a: retried, b: 2 } });
  expect(await early.interpreter.state(node("a"), [])).toBe("pending");
  expect(await early.interpreter.decide(node("c"), [])).toEqual({ kind: "pending", because: { node: "a", index: [] } });
  expect(await early.interpreter.state(node("e"), [])).toBe("pending");
  await expect(early.interpreter.result()).rejects.toBeInstanceOf(NotAvailable);
  const both = await interpret(branch, { parameters: { go: true }, glue: twice, records: { b: failed } });
  expect(await both.interpreter.state(node("e"), [])).toBe("not-run");
});

test("an expression that throws leaves what needs it not run; one in a block that is not entered is not evaluated", async () => {
  const structure = [
    when(
      "if_1",
      select(ref("parameters"), "go"),
      [let_("x", glue("bad", [])), call("a", [ref("x")])],
      [],
      [["j", ref("x"), literal(0)]],
    ),
    call("b", [ref("j")]),
    call("c", [select(ref("parameters"), "go"), select(select(ref("parameters"), "none"), "deep")]),
  ];
  const error = new Error("thrown");
  const bad: GlueModule = {
    bad: () => {
      throw error;
    },
  };
  const yes = await interpret({ structure }, { parameters: { go: true }, glue: bad });
  const because = { kind: "expression", node: "let_x", index: [], error };
  expect(await yes.interpreter.decide(node("a"), [])).toEqual({ kind: "not-run", because });
  expect(await yes.interpreter.decide(node("b"), [])).toEqual({ kind: "not-run", because });
  expect(await yes.interpreter.check(node("let_x"), [])).toEqual(because);
  expect(await yes.interpreter.decide(node("c"), [])).toMatchObject({
    kind: "not-run",
    because: { kind: "expression", node: "c", error: expect.any(TypeError) },
  });
  await expect(yes.interpreter.evaluate(ref("x"), [])).rejects.toBeInstanceOf(ExpressionError);
  const no = await interpret({ structure }, { parameters: { go: false }, glue: bad });
  expect(await no.interpreter.check(node("let_x"), [])).toBeNull();
  expect(await no.interpreter.decide(node("a"), [])).toEqual({ kind: "skip" });
  expect(await no.interpreter.decide(node("b"), [])).toEqual({ kind: "run" });
});

const fan: PipelineText = {
  structure: [
    call("list", []),
    call("outside", []),
    map(
      "m",
      ref("list"),
      [
        call("first", [ref("m_item"), ref("outside")]),
        when(
          "if_1",
          glue("odd", ["m_index"], false),
          [call("second", [ref("first")])],
          [],
          [["j", ref("second"), ref("m_item")]],
        ),
      ],
      ref("j"),
    ),
    call("gather", [ref("m")]),
  ],
  fanOuts: [{ id: node("m"), source: node("list"), maxInstances: 1000, batch: 1 }],
};
const odd: GlueModule = { odd: (n) => (n as number) % 2 === 1 };

test("inside a fan-out needs pair by index, from outside every instance counts", async () => {
  const records = { list: [10, 11, 12], outside: 0, "first/0": 1, "first/1": 2, "first/2": failed, "second/1": 5 };
  const { interpreter, reads } = await interpret(fan, { records, glue: odd });
  expect(await interpreter.decide(node("second"), [1])).toEqual({ kind: "run" });
  expect(reads.toSorted()).toEqual(["first/1", "list"]);
  expect(await interpreter.decide(node("second"), [0])).toEqual({ kind: "skip" });
  expect(await interpreter.decide(node("second"), [2])).toMatchObject({
    kind: "not-run",
    because: { node: "first", index: [2] },
  });
  expect(await interpreter.decide(node("gather"), [])).toMatchObject({ kind: "not-run", because: { node: "first", index: [2] } });
  expect(await interpreter.instances(node("second"))).toEqual([[0], [1], [2]]);
  const good = await interpret(fan, { records: { ...records, "first/2": 3 }, glue: odd });
  expect(await good.interpreter.argumentsOf(node("gather"), [])).toEqual([[10, 5, 12]]);
});

test("an empty fan-out: its nodes are skipped once, or not run once where what they need from outside failed", async () => {
  const empty = await interpret(fan, { records: { list: [], outside: 0 }, glue: odd });
  expect(await empty.interpreter.count(node("m"), [])).toBe(0);
  expect(await empty.interpreter.instances(node("first"))).toEqual([]);
  expect(await empty.interpreter.state(node("first"), [])).toBe("skipped");
  expect(await empty.interpreter.argumentsOf(node("gather"), [])).toEqual([[]]);
  const broken = await interpret(fan, { records: { list: [], outside: failed }, glue: odd });
  expect(await broken.interpreter.state(node("first"), [])).toBe("not-run");
  expect(await broken.interpreter.decide(node("gather"), [])).toMatchObject({ kind: "not-run", because: { node: "outside" } });
  const unknown = await interpret(fan, { glue: odd });
  expect(await unknown.interpreter.instances(node("first"))).toBeNull();
});

test("a fan-out in a branch not taken has no instances; over what is no array it throws", async () => {
  const structure = [
    call("list", []),
    when(
      "if_1",
      select(ref("parameters"), "go"),
      [map("m", ref("list"), [call("a", [ref("m_item")])], ref("a"))],
      [],
      [["j", ref("m"), literal([])]],
    ),
    call("b", [ref("j")]),
  ];
  const no = await interpret({ structure }, { parameters: { go: false }, records: { list: [1] } });
  expect(await no.interpreter.count(node("m"), [])).toBe(0);
  expect(await no.interpreter.state(node("a"), [])).toBe("skipped");
  expect(await no.interpreter.argumentsOf(node("b"), [])).toEqual([[]]);
  const odd = await interpret({ structure }, { parameters: { go: true }, records: { list: "text" } });
  expect(await odd.interpreter.decide(node("b"), [])).toMatchObject({ because: { kind: "expression", node: "m" } });
  await expect(odd.interpreter.count(node("m"), [])).rejects.toBeInstanceOf(ExpressionError);
});

test("fan-outs nest", async () => {
  const structure = [
    call("rows", []),
    map(
      "m",
      ref("rows"),
      [map("n", ref("m_item"), [call("cell", [ref("n_item"), ref("m_index"), ref("n_index")])], ref("cell"))],
      ref("n"),
    ),
    call("all", [ref("m")]),
  ];
  const records = { rows: [["a", "b"], [], ["c"]], "cell/0/0": 1, "cell/0/1": 2, "cell/2/0": 3 };
  const { interpreter } = await interpret({ structure }, { records });
  expect(await interpreter.instances(node("cell"))).toEqual([
    [0, 0],
    [0, 1],
    [2, 0],
  ]);
  expect(await interpreter.argumentsOf(node("cell"), [2, 0])).toEqual(["c", 2, 0]);
  expect(await interpreter.count(node("n"), [0])).toBe(2);
  expect(await interpreter.argumentsOf(node("all"), [])).toEqual([[[1, 2], [], [3]]]);
});

test("effect order: `after` names calls, compounds with every call inside, and lets", async () => {
  const structure = [
    when("if_1", select(ref("parameters"), "go"), [call("a", [])], [map("m", literal([1, 2]), [call("b", [])], literal(0))]),
    let_("x", glue("bad", [])),
    call("afterIf", [], { after: ["if_1"] }),
    call("afterLet", [], { after: ["let_x"] }),
  ];
  const bad: GlueModule = {
    bad: () => {
      throw new Error("x");
    },
  };
  const decide = async (records: Readonly<Record<string, Said>>, go: boolean, name: string) =>
    (await interpret({ structure }, { parameters: { go }, records, glue: bad })).interpreter.decide(node(name), []);
  expect(await decide({ a: 1 }, true, "afterIf")).toEqual({ kind: "run" });
  expect(await decide({ a: failed }, true, "afterIf")).toMatchObject({ kind: "not-run", because: { node: "a" } });
  expect(await decide({ "b/0": 1 }, false, "afterIf")).toEqual({ kind: "pending", because: { node: "b", index: [1] } });
  expect(await decide({ "b/0": 1, "b/1": failed }, false, "afterIf")).toMatchObject({ kind: "not-run", because: { index: [1] } });
  expect(await decide({}, false, "afterLet")).toMatchObject({ kind: "not-run", because: { kind: "expression", node: "let_x" } });
});

test("of an output stored field by field one field alone is loaded", async () => {
  const structure = [call("split", []), let_("train", select(ref("split"), "train")), call("use", [ref("train")])];
  const { interpreter, loads } = await interpret({ structure }, { records: { split: { train: [1], test: [2] } } });
  expect(await interpreter.argumentsOf(node("use"), [])).toEqual([[1]]);
  expect(loads).toEqual([[1]]);
});

test("a gate runs where its guard holds, whatever its own expressions do; skipped tasks publish nothing", async () => {
  const structure = [call("a", []), when("if_1", glue("yes", ["a"], false), [call("b", []), let_("x", glue("bad", ["b"]))])];
  const tasks = [
    task("a", { publishes: [{ kind: "boolean", atom: "yes", value: glue("yes", ["a"], false) }] }),
    task("b", {
      guard: [[{ task: "a", atom: "yes", is: true }]],
      publishes: [{ kind: "boolean", atom: "any", value: literal(true) }],
    }),
    task("gate_1", { kind: "gate", guard: [[{ task: "b", atom: "any", is: true }]], evaluates: ["let_x"] }),
  ];
  const glueModule: GlueModule = {
    yes: Boolean,
    bad: () => {
      throw new Error("x");
    },
  };
  const decide = async (records: Readonly<Record<string, Said>>) =>
    (await interpret({ structure, tasks }, { records, glue: glueModule })).interpreter.decide(node("gate_1"), []);
  expect(await decide({ a: 1, b: 1 })).toEqual({ kind: "run" });
  expect(await decide({ a: 0 })).toEqual({ kind: "skip" });
  expect(await decide({ a: 1, b: failed })).toMatchObject({ kind: "not-run", because: { node: "b" } });
  expect(await decide({ a: 1 })).toMatchObject({ kind: "pending", because: { node: "b" } });
});

test("expressions mean what JavaScript means", async () => {
  const { interpreter } = await interpret({ structure: [] }, { parameters: { list: [1, 2], none: null } });
  const of = (expression: Parameters<typeof interpreter.evaluate>[0]) => interpreter.evaluate(expression, []);
  const list = select(ref("parameters"), "list");
  expect(await of({ kind: "list", items: [literal(0), { kind: "spread", of: list }] })).toEqual([0, 1, 2]);
  expect(await of(select(list, "length"))).toBe(2);
  expect(await of({ kind: "select", from: select(ref("parameters"), "none"), key: "x", optional: true })).toBeUndefined();
  expect(await of({ kind: "object", entries: [{ key: "__proto__", value: literal(1) }] })).toSatisfy((value: object) =>
    Object.hasOwn(value, "__proto__"),
  );
  expect(await of({ kind: "and", all: [literal(1), { kind: "not", of: literal("") }] })).toBe(true);
  expect(await of({ kind: "or", any: [literal(0), { kind: "undefined" }] })).toBe(false);
  // Lazy, as && is: what stands behind a false part is not evaluated.
  expect(await of({ kind: "and", all: [literal(false), select(select(ref("parameters"), "none"), "x")] })).toBe(false);
  await expect(of({ kind: "list", items: [{ kind: "spread", of: literal(1) }] })).rejects.toBeInstanceOf(ExpressionError);
});
