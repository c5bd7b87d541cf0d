// `zenc graph`: draws a pipeline.
import type { Pipeline } from "../compiler/ir/index.js";
import { compileOne } from "./compiled.js";
import { exit } from "./exit.js";
import { dotOf, mermaidOf } from "./graph/diagram.js";
import { drawGraph } from "./graph/draw.js";
import { type Graph, type GraphItem, graphOf } from "./graph/model.js";
import type { StackOptions } from "./setting.js";
import { printDocument, type Terminal } from "./terminal.js";

interface GraphOptions extends StackOptions {
  readonly pipeline?: string;
  readonly format: "text" | "mermaid" | "dot" | "json";
}

export async function graph(terminal: Terminal, file: string, options: GraphOptions): Promise<number> {
  const compiled = await compileOne(terminal, file, options);
  if (!compiled) return exit.usage;
  const { pipeline } = compiled.pipeline;
  const drawn = graphOf(pipeline);
  switch (options.format) {
    case "mermaid":
      await terminal.print(mermaidOf(drawn));
      break;
    case "dot":
      await terminal.print(dotOf(drawn, pipeline.name));
      break;
    case "json":
      await printDocument(terminal, graphDocument(pipeline, drawn));
      break;
    default:
      await terminal.print(drawGraph(drawn, pipeline, terminal.colors, terminal.columns));
  }
  return exit.ok;
}

interface ScopeRow {
  readonly scope: string;
  readonly side?: "then" | "otherwise";
}

/** The graph as one flat document: nodes and scopes, each with the scopes around it. */
export function graphDocument(pipeline: Pipeline, { items, result }: Graph): object {
  const nodes: object[] = [];
  const scopes: object[] = [];
  const visit = (of: readonly GraphItem[], within: readonly ScopeRow[]): void => {
    for (const item of of) {
      const span = pipeline.spans.get(item.id);
      const at = span ? { file: span.file, line: span.start.line, column: span.start.column } : null;
      if (item.kind === "call") {
        const { id, step, stepKind, effect, needs, after } = item;
        nodes.push({ id, step, kind: stepKind, effect, needs, after, within, at });
      } else if (item.kind === "if") {
        scopes.push({ id: item.id, kind: "if", condition: item.condition, needs: item.needs, within, at });
        visit(item.then, [...within, { scope: item.id, side: "then" }]);
        visit(item.otherwise, [...within, { scope: item.id, side: "otherwise" }]);
      } else {
        scopes.push({ id: item.id, kind: "fan-out", item: item.item, over: item.over, needs: item.needs, within, at });
        visit(item.body, [...within, { scope: item.id }]);
      }
    }
  };
  visit(items, []);
  const parameters = pipeline.parameters.schema;
  return { version: 1, pipeline: pipeline.name, file: pipeline.file, parameters, nodes, scopes, result };
}
