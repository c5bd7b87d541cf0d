// The wiring of tries and throws, written out: what a gate waits for, who stands in whose body, what is left to `end`.
import { describe, expect, it } from "vitest";
import { explainWiring } from "../../compiler/wire/index.js";
import { show, wire } from "./show.js";
import { attempt, bind, call, glue, inOrder, literal, loop, map, raise, ref, select, when } from "./structures.js";

describe("a try", () => {
  it("has a gate that waits for the end of its body, and tells whether something was caught", () => {
    const structure = [
      call("a"),
      attempt("try_1", [call("b", "a"), call("c", "a")], [call("d", "try_1_error")], {
        joins: [["value", ref("c"), ref("d")]],
      }),
      call("e", "value"),
    ];
    expect(show(wire(structure))).toEqual([
      "a",
      "b ~ try_1 < a",
      "c ~ try_1 < a",
      "try_1 << b c =caught",
      "d < try_1 if try_1.caught",
      "e < d",
    ]);
  });

  it("is waited for by what comes after it, with its handler", () => {
    const structure = [attempt("try_1", [call("a")], [call("b")]), inOrder(call("c"), "try_1"), call("d", "try_1_caught")];
    expect(show(wire(structure))).toEqual(["a ~ try_1", "try_1 << a =caught", "b < try_1 if try_1.caught", "c < b", "d < try_1"]);
  });

  it("in a try stands in the body of the outer one, whose gate waits for the inner gate", () => {
    const inner = attempt("try_2", [call("a")], [call("b")]);
    expect(show(wire([attempt("try_1", [inner], [call("c")])]))).toEqual([
      "a ~ try_2",
      "try_2 ~ try_1 << a =caught",
      "b ~ try_1 < try_2 if try_2.caught",
      "try_1 << b =caught_2",
      "c < try_1 if try_1.caught_2",
    ]);
  });

  it("keeps the gates of its body in its body, a count in a branch too", () => {
    const list = select(ref("a"), "rows");
    const body = [
      call("a"),
      when("if_1", glue("g", ["a"], true), [call("b"), map("map_1", list, [call("c", "map_1_item")], ref("c"))]),
    ];
    expect(show(wire([attempt("try_1", body, [])]))).toEqual([
      "a ~ try_1",
      "gate_1 ~ try_1 < a =condition",
      "b ~ try_1 < gate_1 if gate_1.condition",
      "gate_2 ~ try_1 < a #map_1",
      "c @map_1 ~ try_1 < gate_1 gate_2 if gate_1.condition",
      "try_1 << b gate_2 c",
    ]);
  });

  it("lets a task of its body that always runs count the items of a fan-out", () => {
    const list = select(ref("a"), "rows");
    const body = [call("a"), map("map_1", list, [call("b", "map_1_item")], ref("b"))];
    expect(show(wire([attempt("try_1", body, [])]))).toEqual(["a ~ try_1 #map_1", "b @map_1 ~ try_1 < a", "try_1 << b"]);
  });

  it("in a fan-out has a gate per item; one around it waits for all items", () => {
    const item = attempt("try_1", [call("a", "map_1_item")], [call("b")], { joins: [["value", ref("a"), ref("b")]] });
    const fanOut = map("map_1", select(ref("load"), "rows"), [item], ref("value"));
    expect(show(wire([call("load"), fanOut, call("z", "map_1")]))).toEqual([
      "load #map_1",
      "a @map_1 ~ try_1 < load",
      "try_1 @map_1 << a =caught",
      "b @map_1 < try_1 if try_1.caught",
      "z < b",
    ]);
    const plain = map("map_1", select(ref("load"), "rows"), [call("a", "map_1_item")], ref("a"));
    expect(show(wire([call("load"), attempt("try_1", [plain], [])])).at(-1)).toBe("try_1 << a");
  });

  it("says by its gate what a join is, where handler and constants tell", () => {
    const joins = [["ok", literal(true), literal(false)]] as const;
    const structure = [attempt("try_1", [call("a")], [], { joins }), when("if_1", ref("ok"), [call("b")], [call("c")])];
    expect(show(wire(structure))).toEqual([
      "a ~ try_1",
      "try_1 << a =caught",
      "b < try_1 if !try_1.caught",
      "c < try_1 if try_1.caught",
    ]);
  });

  it("asks its gate, not its body, about what the body would tell", () => {
    const joins = [["good", select(ref("a"), "good"), literal(false)]] as const;
    expect(show(wire([attempt("try_1", [call("a")], [], { joins }), when("if_1", ref("good"), [call("b")])]))).toEqual([
      "a ~ try_1",
      "try_1 << a =condition",
      "b < try_1 if try_1.condition",
    ]);
  });

  it("judges the expressions of its body; those of its handler are left to the end", () => {
    const fallible = (out: string) => bind(out, glue(`g_${out}`, ["a"], true));
    expect(show(wire([call("a"), attempt("try_1", [fallible("x")], [fallible("y")])]))).toEqual([
      "a",
      "try_1 << a",
      "end < try_1 evaluates let_y",
    ]);
  });

  it("has an end gate where a failure outside might be seen by nobody", () => {
    // If "b" fails, "c" was not run for that: then nothing tells of "a".
    const structure = [call("a"), attempt("try_1", [call("b"), call("c", "a", "b")], [])];
    expect(show(wire(structure))).toEqual(["a", "b ~ try_1", "c ~ try_1 < a b", "try_1 << b c", "end < a"]);
    expect(show(wire([call("a"), attempt("try_1", [call("b", "a")], [])]))).toEqual(["a", "b ~ try_1 < a", "try_1 << b"]);
  });
});

describe("a throw", () => {
  it("is found by the end gate, by the gate of the try around it, or by a block", () => {
    const branch = when("if_1", select(ref("a"), "bad"), [raise("throw_1")]);
    expect(show(wire([call("a"), branch]))).toEqual(["a", "end < a evaluates throw_1"]);
    expect(show(wire([call("a"), attempt("try_1", [branch], [])]))).toEqual(["a", "try_1 << a"]);
    expect(show(wire([call("a"), loop("loop_1", [], [branch], literal(false))]))).toEqual(["a", "[loop_1] << a"]);
    const notes = explainWiring([call("a"), branch], wire([call("a"), branch])).constructs;
    expect(notes.map(({ node, form, why }) => `${node} ${form}: ${why}`)).toEqual([
      "if_1 native: the engine skips the side that is not taken, by what earlier tasks tell",
      "throw_1 gate: end finds whether it was reached",
    ]);
  });

  it("in an item is a need of what gathers", () => {
    const body = [
      call("ask", "map_1_item"),
      call("b", "map_1_item"),
      when("if_1", select(ref("ask"), "bad"), [raise("throw_1")]),
    ];
    const structure = [call("load"), map("map_1", select(ref("load"), "rows"), body, ref("b")), call("z", "map_1")];
    expect(show(wire(structure)).filter((line) => line.startsWith("z"))).toEqual(["z < ask b"]);
  });
});
