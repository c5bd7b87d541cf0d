// The graph as one flat document, for programs.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { NodeId } from "../../runtime/contract/index.js";
import { type Graph, type GraphCompound, type GraphItem, type LoopHeading, type Side, sidesOf } from "./model.js";

interface ScopeRow {
  readonly scope: string;
  readonly side?: Side;
}

/** Nodes, throws and scopes, each with the scopes around it. */
export function graphDocument(pipeline: Pipeline, { items, result }: Graph): object {
  const [nodes, scopes, throws]: [object[], object[], object[]] = [[], [], []];
  const visit = (of: readonly GraphItem[], within: readonly ScopeRow[]): void => {
    for (const item of of) {
      const at = placeOf(pipeline, item.id);
      if (item.kind === "call") {
        const { id, step, stepKind, effect, needs, after, carried } = item;
        nodes.push({ id, step, kind: stepKind, effect, needs, after, carried, within, at });
      } else if (item.kind === "throw") {
        const { id, text, needs } = item;
        throws.push({ id, text, needs, within, at });
      } else {
        scopes.push({ id: item.id, ...scopeOf(item), within, at });
        const hasSides = item.kind === "if" || item.kind === "try";
        for (const [side, inner] of sidesOf(item)) visit(inner, [...within, { scope: item.id, ...(hasSides ? { side } : {}) }]);
      }
    }
  };
  visit(items, []);
  const parameters = pipeline.parameters.schema;
  return { version: 1, pipeline: pipeline.name, file: pipeline.file, parameters, nodes, throws, scopes, result };
}

function scopeOf(item: GraphCompound): object {
  switch (item.kind) {
    case "if":
      return { kind: "if", condition: item.condition, needs: item.needs };
    case "map":
      return { kind: "fan-out", item: item.item, over: item.over, needs: item.needs };
    case "loop":
      return { kind: "loop", ...roundsOf(item.heading), needs: item.needs };
    case "try":
      return { kind: "try", catches: item.handler !== null, needs: [] };
    case "pipeline":
      return { kind: "pipeline", name: item.name, needs: [] };
  }
}

function roundsOf(heading: LoopHeading): object {
  switch (heading.kind) {
    case "while":
      return { rounds: "while", condition: heading.condition };
    case "each":
      return { rounds: "each", item: heading.item, over: heading.over };
    case "repeat":
      return { rounds: "repeat" };
  }
}

function placeOf({ spans }: Pipeline, id: NodeId): object | null {
  const span = spans.get(id);
  return span ? { file: span.file, line: span.start.line, column: span.start.column } : null;
}
