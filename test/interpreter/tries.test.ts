// Rule 7 of "How a run proceeds": what a try catches, with which error and which variables, and what it leaves alone.
import { expect, test } from "vitest";
import type { GlueModule } from "../../runtime/contract/index.js";
import { NotAvailable } from "../../runtime/interpreter/index.js";
import {
  call,
  catchGate,
  glue,
  let_,
  literal,
  loop,
  map,
  type PipelineText,
  ref,
  select,
  task,
  throw_,
  try_,
  when,
} from "../step/pipeline.js";
import { failed, failedWith, interpret, node, outcome, retried } from "./world.js";

const said: GlueModule = {
  said: (error) => `${(error as Error).name}: ${(error as Error).message}`,
  type: (error) => (error as object).constructor.name,
};
const saidOf = (id: string) => glue("said", [`${id}_error`], false);

/** `try { a(); b(a) } catch (e) { h(e) }; use(joined)`. */
const simple: PipelineText = {
  structure: [
    call("outside", []),
    try_("try_1", [call("a", []), call("b", [ref("a"), ref("outside")]), call("c", [])], [call("h", [saidOf("try_1")])], {
      joins: [["j", ref("b"), ref("h")]],
    }),
    call("use", [ref("j"), ref("try_1_caught")]),
    call("after", [], { after: ["try_1"] }),
  ],
  result: ref("j"),
};

test("nothing fails: the handler is skipped, the join is the body's", async () => {
  const records = { outside: 1, a: 2, b: 3, c: 4 };
  const { interpreter } = await interpret(simple, { records, glue: said });
  expect(await interpreter.state(node("h"), [])).toBe("skipped");
  expect(await interpreter.argumentsOf(node("use"), [])).toEqual([3, false]);
  expect(await interpreter.decide(node("after"), [])).toEqual({ kind: "run" });
  expect(await interpreter.outcome(node("try_1"), [])).toEqual({ caught: false });
});

test("a failed call is caught: the handler runs with its error, what needed it is not run, and nobody outside minds", async () => {
  const records = { outside: 1, a: failedWith("RangeError", "too far"), c: 4, h: 5, use: 6, after: 7 };
  const { interpreter } = await interpret(simple, { records, glue: said });
  expect(await interpreter.state(node("b"), [])).toBe("not-run");
  expect(await interpreter.argumentsOf(node("h"), [])).toEqual(["RangeError: too far"]);
  expect(await interpreter.argumentsOf(node("use"), [])).toEqual([5, true]);
  expect(await interpreter.decide(node("use"), [])).toEqual({ kind: "run" });
  expect(await interpreter.decide(node("after"), [])).toEqual({ kind: "run" });
  for (const name of ["a", "b"]) expect(await interpreter.isCaught(node(name), [])).toBe(true);
  expect(await interpreter.isCaught(node("h"), [])).toBe(false);
  expect(await interpreter.troubles(null, [])).toEqual({ causes: [], pending: false });
});

test("while something in the body has not ended, nothing is known, though something has failed", async () => {
  for (const c of [undefined, retried]) {
    const records = { outside: 1, a: failed, ...(c === undefined ? {} : { c }) };
    const { interpreter } = await interpret(simple, { records, glue: said });
    const pending = { kind: "pending", because: { node: "c", index: [] } };
    for (const name of ["h", "use", "after"]) expect(await interpreter.decide(node(name), [])).toEqual(pending);
    await expect(interpreter.outcome(node("try_1"), [])).rejects.toBeInstanceOf(NotAvailable);
    await expect(interpreter.result()).rejects.toBeInstanceOf(NotAvailable);
  }
});

test("trouble from outside is not caught; what failed inside goes before it, whichever is known first", async () => {
  const first = await interpret(simple, { records: { outside: failed, a: 1, c: 4 }, glue: said });
  for (const name of ["b", "h", "use", "after"]) {
    expect(await first.interpreter.decide(node(name), [])).toMatchObject({ kind: "not-run", because: { node: "outside" } });
  }
  expect(await first.interpreter.isCaught(node("b"), [])).toBe(false);
  for (const outside of [failed, retried, 1]) {
    const { interpreter } = await interpret(simple, { records: { outside, a: failed, c: 4 }, glue: said });
    expect(await interpreter.decide(node("b"), [])).toMatchObject({ kind: "not-run", because: { node: "a" } });
    expect(await interpreter.decide(node("h"), [])).toEqual({ kind: "run" });
  }
});

test("the first in program order is caught, not the first in time", async () => {
  const records = { outside: 1, a: 2, b: failedWith("Error", "b"), c: failedWith("Error", "c"), h: 5 };
  const { interpreter } = await interpret(simple, { records, glue: said });
  expect(await interpreter.argumentsOf(node("h"), [])).toEqual(["Error: b"]);
});

test("a handler that fails is trouble of the join and of what comes after", async () => {
  const records = { outside: 1, a: failed, c: 4, h: failed };
  const { interpreter } = await interpret(simple, { records, glue: said });
  for (const name of ["use", "after"]) {
    expect(await interpreter.decide(node(name), [])).toMatchObject({ kind: "not-run", because: { node: "h" } });
  }
  expect(await interpreter.isCaught(node("h"), [])).toBe(false);
  expect((await interpreter.troubles(null, [])).causes.map((cause) => cause.node)).toEqual(["h", "h", "h", "h"]);
});

test.each([
  ["an expression", let_("x", glue("bad", [])), "TypeError: bad", "let_x"],
  ["a throw", throw_("throw_1", glue("made", [], false)), "SyntaxError: made", "throw_1"],
  ["a condition", when("if_1", glue("bad", []), [call("a", [])]), "TypeError: bad", "if_1"],
  ["a list", map("m", glue("bad", []), [call("a", [])], ref("a")), "TypeError: bad", "m"],
  ["a fan-out's result", map("m", literal([1]), [], glue("bad", [])), "TypeError: bad", "m"],
  ["an argument", call("a", [glue("bad", [])]), "TypeError: bad", "a"],
  ["a join", when("if_1", literal(true), [], [], [["y", glue("bad", []), literal(1)]]), "TypeError: bad", "if_1"],
  ["a loop's end", loop("loop_1", {}, [], glue("bad", [])), "TypeError: bad", "loop_1"],
  ["what is no Error", throw_("throw_1", literal("text")), "Error: Something that is no Error was thrown: 'text'", "throw_1"],
])("%s that throws is caught as a call is", async (_name, thrower, text, cause) => {
  const glues: GlueModule = {
    ...said,
    bad: () => {
      throw new TypeError("bad");
    },
    made: () => new SyntaxError("made"),
  };
  const structure = [try_("try_1", [thrower], [call("h", [saidOf("try_1"), glue("type", ["try_1_error"], false)])])];
  const { interpreter } = await interpret({ structure }, { glue: glues });
  expect(await interpreter.argumentsOf(node("h"), [])).toEqual([text, text.split(":")[0]]);
  expect(await interpreter.outcome(node("try_1"), [])).toMatchObject({ caught: true, node: cause });
});

test("the error is the same for all who ask, whatever it was made of", async () => {
  const structure = [
    try_(
      "try_1",
      [call("a", [])],
      [let_("same", glue("is", ["try_1_error", "try_1_error"], false)), call("h", [ref("same"), ref("try_1_error")])],
    ),
  ];
  const glues: GlueModule = { is: (a, b) => a === b };
  const { interpreter } = await interpret({ structure }, { records: { a: failedWith("MyError", "mine") }, glue: glues });
  const [same, error] = (await interpreter.argumentsOf(node("h"), [])) as [boolean, Error];
  expect(same).toBe(true);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message, error.stack, Object.keys(error)]).toEqual(["MyError", "mine", "MyError: mine", []]);
});

test("nested: the inner try's own, the outer's, and a rethrow", async () => {
  const structure = [
    try_(
      "outer",
      [
        call("first", []),
        try_(
          "inner",
          [call("a", [ref("first")])],
          [when("if_1", glue("mine", ["inner_error"], false), [call("h1", [])], [throw_("throw_1", ref("inner_error"))])],
        ),
        call("second", [], { after: ["inner"] }),
      ],
      [call("h2", [saidOf("outer")])],
    ),
    call("end", [ref("outer_caught")]),
  ];
  const glues: GlueModule = { ...said, mine: (error) => (error as Error).message === "mine" };
  const run = async (records: Readonly<Record<string, unknown>>) =>
    (await interpret({ structure }, { records, glue: glues })).interpreter;
  const own = await run({ first: 1, a: failedWith("Error", "mine"), h1: 1, second: 1 });
  expect(await own.state(node("h2"), [])).toBe("skipped");
  expect(await own.decide(node("second"), [])).toEqual({ kind: "run" });
  expect(await own.argumentsOf(node("end"), [])).toEqual([false]);

  const rethrown = await run({ first: 1, a: failedWith("Error", "other") });
  expect(await rethrown.state(node("h1"), [])).toBe("skipped");
  expect(await rethrown.decide(node("second"), [])).toMatchObject({ kind: "not-run", because: { node: "throw_1" } });
  expect(await rethrown.argumentsOf(node("h2"), [])).toEqual(["Error: other"]);
  for (const name of ["a", "second"]) expect(await rethrown.isCaught(node(name), [])).toBe(true);

  // What the inner body needs from outside of it, but from within the outer body, is the outer's to catch.
  const outside = await run({ first: failedWith("Error", "early") });
  for (const name of ["a", "h1", "second"]) {
    expect(await outside.state(node(name), [])).toBe("not-run");
    expect(await outside.isCaught(node(name), [])).toBe(true);
  }
  expect(await outside.argumentsOf(node("h2"), [])).toEqual(["Error: early"]);
  expect(await outside.argumentsOf(node("end"), [])).toEqual([true]);
});

test("a try in a branch: not taken, it is not entered; after a failed condition it is not run", async () => {
  const structure = [
    call("cond", []),
    when(
      "if_1",
      ref("cond"),
      [try_("try_1", [call("a", [])], [call("h", [])], { joins: [["x", ref("a"), ref("h")]] })],
      [],
      [["y", ref("x"), literal("none")]],
    ),
    call("use", [ref("y")]),
  ];
  const not = await interpret({ structure }, { records: { cond: 0 } });
  for (const name of ["a", "h"]) expect(await not.interpreter.state(node(name), [])).toBe("skipped");
  expect(await not.interpreter.argumentsOf(node("use"), [])).toEqual(["none"]);
  expect(await not.interpreter.decide(node("use"), [])).toEqual({ kind: "run" });
  const bad = await interpret({ structure }, { records: { cond: failed } });
  for (const name of ["a", "h", "use"]) {
    expect(await bad.interpreter.decide(node(name), [])).toMatchObject({ kind: "not-run", because: { node: "cond" } });
  }
  const caught = await interpret({ structure }, { records: { cond: 1, a: failed, h: 7 } });
  expect(await caught.interpreter.argumentsOf(node("use"), [])).toEqual([7]);
});

test("a try in each item of a fan-out catches that item's failure; items and rounds are looked at one after another", async () => {
  const inside = {
    structure: [
      call("list", []),
      map(
        "m",
        ref("list"),
        [try_("try_1", [call("a", [ref("m_item")])], [call("h", [saidOf("try_1")])], { joins: [["x", ref("a"), ref("h")]] })],
        ref("x"),
      ),
      call("all", [ref("m")]),
    ],
  };
  const records = { list: [1, 2, 3], "a/0": 10, "a/1": failedWith("Error", "one"), "a/2": 30, "h/1": "saved" };
  const { interpreter } = await interpret(inside, { records, glue: said });
  expect(await interpreter.state(node("h"), [0])).toBe("skipped");
  expect(await interpreter.argumentsOf(node("h"), [1])).toEqual(["Error: one"]);
  expect(await interpreter.argumentsOf(node("all"), [])).toEqual([[10, "saved", 30]]);
  expect(await interpreter.isCaught(node("a"), [1])).toBe(true);

  const around = {
    structure: [
      try_("try_1", [map("m", literal([1, 2, 3]), [call("a", []), call("b", [])], ref("a"))], [call("h", [saidOf("try_1")])]),
    ],
  };
  // The second call of item 1 stands before the first call of item 2.
  const more = { "a/0": 1, "b/0": 1, "a/1": 1, "b/1": failedWith("Error", "b1"), "a/2": failedWith("Error", "a2"), "b/2": 1 };
  const fan = await interpret(around, { records: more, glue: said });
  expect(await fan.interpreter.argumentsOf(node("h"), [])).toEqual(["Error: b1"]);
});

test("a gather has trouble where a throw in an item was reached, and not where it was caught", async () => {
  const body = (caught: boolean) => {
    const thrower = when("if_1", glue("two", ["m_item"], false), [throw_("throw_1", glue("made", [], false))]);
    return caught ? [try_("try_1", [thrower], [])] : [thrower];
  };
  const glues: GlueModule = { two: (item) => item === 2, made: () => new Error("two") };
  const gathered = async (caught: boolean) => {
    const structure = [map("m", literal([1, 2, 3]), body(caught), ref("m_item")), call("all", [ref("m")])];
    return (await interpret({ structure }, { glue: glues })).interpreter.decide(node("all"), []);
  };
  expect(await gathered(false)).toMatchObject({ kind: "not-run", because: { node: "throw_1", index: [1] } });
  expect(await gathered(true)).toEqual({ kind: "run" });
});

test("a try in a loop goes on with the next round; a loop in a try is ended by the failure, which is caught", async () => {
  const glues: GlueModule = { ...said, next: (i) => (i as number) + 1, again: (i) => (i as number) < 2 };
  const counted = (body: Parameters<typeof loop>[2]) =>
    loop("loop_1", { i: [literal(0), glue("next", ["i"], false)] }, body, glue("again", ["i"], false));
  const within = {
    structure: [counted([try_("try_1", [call("a", [ref("i")])], [call("h", [saidOf("try_1")])])]), call("end", [ref("i_out")])],
  };
  const records = { "a/0": 1, "a/1": failedWith("Error", "round 1"), "a/2": 1, "h/1": 1 };
  const { interpreter } = await interpret(within, { records, glue: glues });
  expect(await interpreter.instances(node("a"))).toHaveLength(3);
  expect(await interpreter.argumentsOf(node("h"), [1])).toEqual(["Error: round 1"]);
  expect(await interpreter.argumentsOf(node("end"), [])).toEqual([3]);
  const around = {
    structure: [
      try_("try_1", [counted([call("a", [ref("i")])])], [call("h", [saidOf("try_1"), ref("seen")])], {
        snapshots: { seen: [literal(-1), { a: ref("i") }] },
      }),
    ],
  };
  const { "a/2": _, ...first } = records;
  const caught = await interpret(around, { records: first, glue: glues });
  expect(await caught.interpreter.argumentsOf(node("h"), [])).toEqual(["Error: round 1", 1]);
  expect(await caught.interpreter.outcome(node("try_1"), [])).toMatchObject({ node: "a", index: [1] });
});

test("snapshots: the failing node's own, that of the nearest node around, and the value before", async () => {
  const structure = [
    call("zero", []),
    try_(
      "try_1",
      [
        call("a", []),
        call("b", [ref("a")]),
        map("m", literal([5, 6]), [let_("v", glue("half", ["m_item"], false)), call("c", [ref("v")])], ref("c")),
        map("n", literal([7, 8]), [call("d", [])], ref("d")),
      ],
      [call("h", [ref("x")])],
      { snapshots: { x: [ref("zero"), { b: ref("a"), c: ref("v"), n: ref("b") }] } },
    ),
  ];
  const glues: GlueModule = { half: (x) => (x as number) / 2 };
  const all = { zero: 0, a: 1, b: 2, "c/0": 3, "c/1": 4, "d/0": 5, "d/1": 6 };
  const seen = async (name: string) => {
    const { interpreter } = await interpret({ structure }, { records: { ...all, [name]: failed }, glue: glues });
    expect(await interpreter.decide(node("h"), [])).toEqual({ kind: "run" });
    return (await interpreter.argumentsOf(node("h"), []))[0];
  };
  expect(await seen("a")).toBe(0);
  expect(await seen("b")).toBe(1);
  expect(await seen("c/1")).toBe(3);
  expect(await seen("d/0")).toBe(2);
  const lost = await interpret({ structure }, { records: { ...all, zero: failed, a: failed }, glue: glues });
  expect(await lost.interpreter.decide(node("h"), [])).toMatchObject({ kind: "not-run", because: { node: "zero" } });
});

test("the gate's record answers for the whole body", async () => {
  const tasks = [...["outside", "a", "b", "c", "h", "use", "after"].map((name) => task(name)), catchGate("gate_1", "try_1")];
  const caught = outcome({ caught: true, node: node("a"), index: [], error: { name: "URIError", message: "kept" } });
  const { interpreter, reads } = await interpret({ ...simple, tasks }, { records: { gate_1: caught, h: 5 }, glue: said });
  expect(await interpreter.argumentsOf(node("h"), [])).toEqual(["URIError: kept"]);
  expect(await interpreter.decide(node("h"), [])).toEqual({ kind: "run" });
  expect(await interpreter.argumentsOf(node("use"), [])).toEqual([5, true]);
  expect(reads.toSorted()).toEqual(["gate_1", "h"]);
});

test("the gate of a try: runs when the body is over, is skipped with its place, is not run where trouble comes from outside", async () => {
  const structure = [call("cond", []), when("if_1", ref("cond"), [try_("try_1", [call("a", [ref("cond")])], [])])];
  const tasks = [task("cond"), task("a", { caughtBy: "gate_1" }), catchGate("gate_1", "try_1", { waits: ["cond", "a"] })];
  const decided = async (records: Readonly<Record<string, unknown>>) =>
    (await interpret({ structure, tasks }, { records })).interpreter.decide(node("gate_1"), []);
  expect(await decided({ cond: 1, a: 1 })).toEqual({ kind: "run" });
  expect(await decided({ cond: 1, a: failed })).toEqual({ kind: "run" });
  expect(await decided({ cond: 1 })).toMatchObject({ kind: "pending", because: { node: "a" } });
  expect(await decided({ cond: 0 })).toEqual({ kind: "skip" });
  expect(await decided({ cond: failed })).toMatchObject({ kind: "not-run", because: { node: "cond" } });
});

test("check looks at every instance, and not at what is caught", async () => {
  const structure = [
    map("m", literal([1, 2]), [let_("x", glue("bad", ["m_item"]))], literal(0)),
    try_("try_1", [let_("y", glue("bad", []))], [throw_("throw_1", glue("made", [], false))]),
    when("if_1", select(literal(null), "x"), []),
  ];
  const glues: GlueModule = {
    bad: (item) => {
      if (item !== 1) throw new Error(`bad ${item}`);
    },
    made: () => new Error("made"),
  };
  const { interpreter } = await interpret({ structure }, { glue: glues });
  expect(await interpreter.check(node("let_x"), [])).toMatchObject({ index: [1], error: { message: "bad 2" } });
  expect(await interpreter.check(node("let_y"), [])).toBeNull();
  expect(await interpreter.check(node("throw_1"), [])).toMatchObject({ error: { message: "made" } });
  expect(await interpreter.check(node("if_1"), [])).toMatchObject({ error: expect.any(TypeError) });
});
