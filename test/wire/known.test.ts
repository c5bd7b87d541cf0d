// Costly calls: who looks up whether their results are known, so that the engine need not start them.
import { describe, expect, it } from "vitest";
import { explainWiring } from "../../compiler/wire/index.js";
import type { Block } from "../../runtime/contract/index.js";
import { show, wire } from "./show.js";
import { attempt, bind, call, glue, loop, map, parameters, ref, select, when } from "./structures.js";

const costly = (structure: Block, ...steps: readonly string[]) => show(wire(structure, undefined, 1, steps));

describe("a costly call", () => {
  it("is looked up by its producer, which has all behind it that the key is made of", () => {
    expect(costly([call("a"), call("b", "a"), call("train", "b", "a")], "train")).toEqual([
      "a",
      "b < a ?train",
      "train < b if !b.train_known",
    ]);
  });

  it("is looked up by a gate where no single task before it has all behind it", () => {
    expect(costly([call("a"), call("b"), call("train", "a", "b"), call("again", "a", "b")], "train", "again")).toEqual([
      "a",
      "b",
      "gate_1 < a b ?train ?again",
      "train < gate_1 if !gate_1.train_known",
      "again < gate_1 if !gate_1.again_known",
    ]);
    expect(costly([call("train", select(ref(parameters), "rate"))], "train")).toEqual([
      "gate_1 ?train",
      "train < gate_1 if !gate_1.train_known",
    ]);
  });

  it("tells nothing itself, for it may not be started: gates do", () => {
    const tune = map("m", select(ref("train"), "rates"), [call("tune", "m_item")], ref("tune"));
    const refine = when("if_1", select(ref("train"), "ok"), [call("refine", "train")]);
    expect(costly([call("a"), call("train", "a"), tune, refine], "train", "refine")).toEqual([
      "a ?train",
      "train < a if !a.train_known",
      "gate_1 < train #m =condition ?refine",
      "tune @m < gate_1",
      "refine < gate_1 if gate_1.condition & !gate_1.refine_known",
    ]);
  });

  it("is looked up for all items at once where it needs the item and what is outside", () => {
    const over = select(ref(parameters), "rates");
    const search = map("m", over, [call("train", "data", "m_item"), call("test", "train")], ref("test"));
    expect(costly([call("data"), search], "train")).toEqual([
      "data ?train*",
      "gate_1 #m",
      "train @m < data gate_1 if !data.train_known",
      "test @m < train",
    ]);
    expect(costly([map("m", over, [call("train", "m_item")], ref("train"))], "train")).toEqual([
      "gate_1 #m ?train*",
      "train @m < gate_1 if !gate_1.train_known",
    ]);
  });

  it("is looked up item by item where it needs what is made of the item", () => {
    const body = [call("prepare", "m_item"), call("train", "prepare"), call("tune", "train")];
    expect(costly([call("a"), map("m", ref("a"), body, ref("tune"))], "train", "tune")).toEqual([
      "a #m",
      "prepare @m < a ?train",
      "train @m < prepare if !prepare.train_known",
      "gate_1 @m < train ?tune",
      "tune @m < gate_1 if !gate_1.tune_known",
    ]);
  });

  it("keeps the conditions around it; in a handler the gate of the try looks it up", () => {
    const fallback = attempt("t", [call("a")], [call("train", "t_error")]);
    expect(costly([fallback], "train")).toEqual(["a ~ t", "t << a =caught ?train", "train < t if t.caught & !t.train_known"]);
  });

  it("is started with its block, whose process looks it up", () => {
    const rounds = loop("w", [["x", ref("a"), ref("train")]], [call("train", "x_head")], glue("again", ["train"]));
    expect(costly([call("a"), rounds], "train")).toEqual(["a", "[w] << a"]);
  });

  it("that needs a block which may fail for something else has a gate that decides in its place", () => {
    const inner = map("n", select(ref("m_item"), "list"), [call("wanted"), call("beside", "n_item")], ref("wanted"));
    const structure = [call("a"), map("m", ref("a"), [inner, bind("sum", glue("g", ["n"])), call("train", "sum")], ref("train"))];
    expect(costly(structure, "train").slice(1, 4)).toEqual([
      "[n] @m << a",
      "gate_1 @m << n ?train",
      "train @m < gate_1 if !gate_1.train_known",
    ]);
  });

  it("is explained", () => {
    const structure = [call("a"), call("b"), call("train", "a", "b")];
    expect(explainWiring(structure, wire(structure, undefined, 1, ["train"])).tasks.map(({ why }) => why)).toEqual([
      "",
      "",
      "looks up whether the result of train is known",
      "costly: not started where its result is known, which gate_1 looks up by its key",
    ]);
  });
});
