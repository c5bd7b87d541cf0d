// The wiring of small structures, written out: who waits for whom, who publishes what, where gates stand.
import { describe, expect, it } from "vitest";
import { explainWiring } from "../../compiler/wire/index.js";
import type { Block } from "../../runtime/contract/index.js";
import { show, wire } from "./show.js";
import { and, bind, call, glue, inOrder, literal, map, not, parameters, ref, select, when } from "./structures.js";

describe("wiring", () => {
  it("waits for what a node needs, transitively reduced", () => {
    expect(show(wire([call("a"), call("b", "a"), call("c", "a"), call("d", "a", "b", "c")]))).toEqual([
      "a",
      "b < a",
      "c < a",
      "d < b c",
    ]);
  });

  it("lets the producer publish, and keeps all enclosing conditions", () => {
    const inner = when("if_2", select(ref("b"), "ok"), [call("c")], [call("d")]);
    expect(show(wire([call("a"), when("if_1", select(ref("a"), "ok"), [call("b", "a"), inner])]))).toEqual([
      "a =condition",
      "b < a if a.condition =condition_2",
      "c < b if a.condition & b.condition_2",
      "d < b if a.condition & !b.condition_2",
    ]);
  });

  it("sees through lets and joins of booleans", () => {
    const join = when("if_1", ref("p"), [call("a")], [], [["flag", select(ref("a"), "ok"), literal(false)]]);
    expect(show(wire([call("p"), join, bind("not_flag", not(ref("flag"))), when("if_2", ref("not_flag"), [call("z")])]))).toEqual(
      ["p =condition", "a < p if p.condition =condition_2", "z < a if p.condition & !a.condition_2 | !p.condition"],
    );
  });

  it("lets a task that is waited for anyway publish what mixes producers, else a gate", () => {
    const mixed = glue("g", ["a", "b"]);
    expect(show(wire([call("a"), call("b"), call("c", "a", "b"), when("if_1", mixed, [call("d", "c")])]))).toEqual([
      "a",
      "b",
      "c < a b =condition",
      "d < c if c.condition",
    ]);
    expect(show(wire([call("a"), call("b"), when("if_1", mixed, [call("d"), call("e")])]))).toEqual([
      "a",
      "b",
      "gate_1 < a b =condition",
      "d < gate_1 if gate_1.condition",
      "e < gate_1 if gate_1.condition",
    ]);
  });

  it("asks one gate about parameters", () => {
    const ask = (key: string) => select(ref(parameters), key);
    expect(show(wire([when("if_1", ask("x"), [call("a")]), when("if_2", ask("y"), [call("b")])]))).toEqual([
      "gate_1 =condition =condition_2",
      "a < gate_1 if gate_1.condition",
      "b < gate_1 if gate_1.condition_2",
    ]);
  });

  it("gives a fan-out to its producer, once, and what stands over a gather to a gate", () => {
    const list = select(ref("load"), "rows");
    const structure = [
      call("load"),
      map("map_1", list, [call("wide", "map_1_item"), when("if_1", select(ref("wide"), "ok"), [call("b", "wide")])], ref("wide")),
      map("map_2", list, [call("c", "map_2_item")], ref("c")),
      when("if_2", select(ref("map_1"), "length"), [call("d")]),
    ];
    const wiring = wire(structure);
    expect(show(wiring)).toEqual([
      "load #map_1",
      "wide @map_1 < load =condition",
      "b @map_1 < wide if wide.condition",
      "gate_1 < load #map_2",
      "c @map_2 < gate_1",
      "gate_2 < wide =condition_2",
      "d < gate_2 if gate_2.condition_2",
    ]);
    expect(wiring.fanOuts).toEqual([
      { id: "map_1", source: "load", maxInstances: 1000, batch: 20 },
      { id: "map_2", source: "gate_1", maxInstances: 1000, batch: 1 },
    ]);
    const { tasks, constructs } = explainWiring(structure, wiring);
    expect(tasks.map(({ why }) => why !== "")).toEqual([false, true, true, true, true, true, false]);
    expect(constructs.map(({ node, form }) => `${node} ${form}`)).toEqual([
      "map_1 chunked",
      "if_1 native",
      "map_2 chunked",
      "if_2 gate",
    ]);
  });

  it("counts in an always running task where the map stands in a branch", () => {
    const body = [call("c", "map_1_item")];
    const over = select(ref("b"), "rows");
    expect(
      show(wire([call("a"), when("if_1", select(ref("a"), "ok"), [call("b"), map("map_1", over, body, ref("c"))])])),
    ).toEqual(["a =condition", "b < a if a.condition", "gate_1 < b #map_1", "c @map_1 < gate_1 if a.condition"]);
  });

  it("makes an effect wait for lets and compounds that it follows", () => {
    const fallible = bind("x", glue("g", ["a"], true));
    expect(show(wire([call("a"), fallible, inOrder(call("effect"), "let_x")]))).toEqual(["a", "effect < a"]);
    const branch = when("if_1", select(ref("a"), "ok"), [call("b")]);
    expect(show(wire([call("a"), branch, inOrder(call("effect"), "if_1")]))).toEqual([
      "a =condition",
      "b < a if a.condition",
      "effect < b",
    ]);
  });

  it("ends with a gate only where something may throw that no task is sure to evaluate", () => {
    const fallible = bind("x", glue("g", ["a"], true));
    expect(show(wire([call("a"), fallible, call("b", "x")]))).toEqual(["a", "b < a"]);
    expect(show(wire([call("a"), fallible]))).toEqual(["a", "end < a evaluates let_x"]);
    expect(show(wire([call("a"), fallible, when("if_1", select(ref("a"), "ok"), [call("b", "x")])]))).toEqual([
      "a =condition",
      "b < a if a.condition",
      "end < a evaluates let_x",
    ]);
    expect(show(wire([call("a")], glue("g", ["a"], true)))).toEqual(["a", "end < a evaluates the result"]);
  });

  it("gives conditions that may throw to a gate that fails when they do", () => {
    expect(show(wire([call("a"), when("if_1", glue("g", ["a"], true), [call("b")])]))).toEqual([
      "a",
      "gate_1 < a =condition",
      "b < gate_1 if gate_1.condition",
    ]);
  });

  it("does not split what JavaScript evaluates only in part", () => {
    const guarded = and(select(ref("a"), "ok"), glue("g", ["a"], true));
    expect(show(wire([call("a"), when("if_1", guarded, [call("b")])]))).toEqual([
      "a",
      "gate_1 < a =condition",
      "b < gate_1 if gate_1.condition",
    ]);
  });

  it("calls no two tasks alike", () => {
    const ids = wire([
      call("end"),
      call("gate_1"),
      when("if_1", ref(parameters), [call("a")]),
      bind("x", glue("g", ["end"], true)),
    ]).tasks;
    expect(ids.map((task) => task.id)).toEqual(["end", "gate_1", "gate_2", "a", "end_2"]);
  });

  it("stays small where a flag is turned a hundred times, and deep where branches are", () => {
    const turned: Block = Array.from({ length: 100 }, (_, index) => index + 1).flatMap((index) => [
      call(`q${index}`),
      when(
        `r${index}`,
        ref(`q${index}`),
        [call(`w${index}`)],
        [],
        [[`f${index}`, not(ref(`f${index - 1}`)), ref(`f${index - 1}`)]],
      ),
      when(`u${index}`, ref(`f${index}`), [call(`v${index}`)]),
    ]);
    const wiring = wire([bind("f0", literal(false)), ...turned]);
    expect(Math.max(...wiring.tasks.map((task) => task.guard.flat().length))).toBeLessThanOrEqual(96);
    let nested: Block = [call("leaf")];
    for (let depth = 199; depth >= 0; depth--) nested = [call(`n${depth}`), when(`if${depth}`, ref(`n${depth}`), nested)];
    expect(wire(nested).tasks.at(-1)?.guard[0]).toHaveLength(200);
  });
});
