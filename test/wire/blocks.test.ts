// The wiring of loops and of fan-outs that an engine cannot nest, written out; and that large pipelines are wired quickly.
import { describe, expect, it } from "vitest";
import { explainWiring, wirePipeline } from "../../compiler/wire/index.js";
import type { Block } from "../../runtime/contract/index.js";
import { show, wire } from "./show.js";
import { attempt, call, glue, literal, loop, map, pipelineOf, ref, select, when } from "./structures.js";

const nested = (...beside: Block): Block => [
  call("load"),
  map(
    "map_1",
    select(ref("load"), "rows"),
    [
      call("open", "map_1_item"),
      map("map_2", select(ref("open"), "cells"), [call("a", "map_2_item"), ...beside], ref("a")),
      call("sum", "map_2"),
    ],
    ref("sum"),
  ),
];

describe("a block", () => {
  it("is a loop with all that it needs, and the tasks in it", () => {
    const body = [call("grow", "n_head"), call("judge", "grow", "limit")];
    const structure = [
      call("start"),
      call("limit"),
      loop("loop_1", [["n", ref("start"), ref("grow")]], body, select(ref("judge"), "more")),
      when("if_1", select(ref("n"), "good"), [call("keep", "n")]),
    ];
    expect(show(wire(structure))).toEqual([
      "start",
      "limit",
      "[loop_1] << start limit =condition",
      "keep < loop_1 if loop_1.condition",
    ]);
    const { constructs } = explainWiring(structure, wire(structure));
    expect(constructs.map(({ node, form }) => `${node} ${form}`)).toEqual(["loop_1 block", "if_1 native"]);
  });

  it("stands in the branch and in the body of the try that its compound stands in", () => {
    const again = loop("loop_1", [], [call("b")], literal(false));
    expect(show(wire([call("a"), attempt("try_1", [when("if_1", select(ref("a"), "ok"), [again])], [])]))).toEqual([
      "a",
      "[loop_1] ~ try_1 << a",
      "try_1 << loop_1",
    ]);
  });

  it("counts for a fan-out over what it has carried out", () => {
    const over = select(ref("n"), "rows");
    const again = loop("loop_1", [["n", literal(0), ref("b")]], [call("b", "n_head")], literal(false));
    expect(show(wire([again, map("map_1", over, [call("c", "map_1_item")], ref("c"))]))).toEqual([
      "[loop_1] << #map_1",
      "c @map_1 < loop_1",
    ]);
  });

  it("is a fan-out in a fan-out where the engine cannot nest them", () => {
    expect(show(wire(nested()))).toEqual(["load #map_1", "open @map_1 < load", "[map_2] @map_1 << open", "sum @map_1 < map_2"]);
    const far = wire(nested(), undefined, Number.MAX_SAFE_INTEGER);
    expect(show(far)).toEqual(["load #map_1", "open @map_1 < load #map_2", "a @map_2 < open", "sum @map_1 < a"]);
    expect(far.fanOuts.map(({ id, parent }) => [id, parent])).toEqual([
      ["map_1", undefined],
      ["map_2", "map_1"],
    ]);
    expect(explainWiring(nested(), wire(nested())).constructs.map(({ node, form }) => `${node} ${form}`)).toEqual([
      "map_1 chunked",
      "map_2 block",
    ]);
  });

  it("that may fail for what its gather does not need lets those that need it decide", () => {
    expect(show(wire(nested(call("note", "a"))))).toEqual([
      "load #map_1",
      "open @map_1 < load",
      "[map_2] @map_1 << open",
      "sum @map_1 << map_2",
      "end < map_2",
    ]);
  });

  it("holds its tries, loops and fan-outs, and is waited for once", () => {
    const deep = loop("loop_2", [], [attempt("try_1", [call("b")], [call("c", "x")])], literal(false));
    const outer = loop("loop_1", [], [map("map_1", glue("g", ["x"]), [deep], literal(0))], literal(false));
    expect(show(wire([call("x"), outer]))).toEqual(["x", "[loop_1] << x"]);
  });
});

describe("large pipelines", () => {
  const seconds = (structure: Block): number => {
    const pipeline = pipelineOf(structure);
    const began = performance.now();
    wirePipeline(pipeline, {}, { maxInstances: 1000, fanOutDepth: 1 });
    return (performance.now() - began) / 1000;
  };
  const triesInARow = (count: number): Block =>
    Array.from({ length: count }, (_, index) =>
      attempt(`t${index}`, [call(`a${index}`, ...(index > 0 ? [`j${index - 1}`] : []))], [call(`b${index}`)], {
        joins: [[`j${index}`, ref(`a${index}`), ref(`b${index}`)]],
      }),
    );
  const triesInTries = (depth: number): Block => {
    let block: Block = [call("leaf")];
    for (let level = depth; level > 0; level--) {
      const inside = level % 2 === 0 ? [when(`i${level}`, ref("leaf0"), block)] : block;
      block = [attempt(`t${level}`, [call(`a${level}`), ...inside], [call(`b${level}`)])];
    }
    return [call("leaf0"), ...block];
  };

  it("are wired in little more than linear time", () => {
    seconds(triesInARow(200));
    expect(seconds(triesInARow(1000))).toBeLessThan(5);
    expect(seconds(triesInTries(200))).toBeLessThan(5);
    expect(
      seconds(Array.from({ length: 1000 }, (_, index) => call(`s${index}`, ...(index > 0 ? [`s${index - 1}`] : [])))),
    ).toBeLessThan(5);
    const loops = Array.from({ length: 1000 }, (_, index) =>
      loop(
        `w${index}`,
        [[`n${index}`, index > 0 ? ref(`n${index - 1}`) : literal(0), ref(`c${index}`)]],
        [call(`c${index}`, `n${index}_head`)],
        literal(false),
      ),
    );
    expect(seconds(loops)).toBeLessThan(5);
  });
});
