// `zenc graph`: draws a pipeline.
import type { Pipeline } from "../compiler/ir/index.js";
import { compileOne } from "./compiled.js";
import { exit } from "./exit.js";
import { dotOf, mermaidOf } from "./graph/diagram.js";
import { drawGraph } from "./graph/draw.js";
import { blocksIn, type Graph, type GraphItem, graphOf } from "./graph/model.js";
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
  readonly side?: "then" | "otherwise" | "body" | "handler";
}

/** The graph as one flat document: nodes and scopes, each with the scopes around it. */
export function graphDocument(pipeline: Pipeline, { items, result }: Graph): object {
  const nodes: object[] = [];
  const scopes: object[] = [];
  const throws: object[] = [];
  const visit = (of: readonly GraphItem[], within: readonly ScopeRow[]): void => {
    for (const item of of) {
      const span = pipeline.spans.get(item.id);
      const at = span ? { file: span.file, line: span.start.line, column: span.start.column } : null;
      const { id } = item;
      const inside = (...sides: readonly NonNullable<ScopeRow["side"]>[]): void =>
        blocksIn(item).forEach((block, index) => {
          const side = sides[index];
          visit(block, [...within, { scope: id, ...(side === undefined ? {} : { side }) }]);
        });
      switch (item.kind) {
        case "call": {
          const { step, stepKind, effect, needs, after } = item;
          nodes.push({ id, step, kind: stepKind, effect, needs, after, within, at });
          break;
        }
        case "throw":
          throws.push({ id, text: item.text, needs: item.needs, within, at });
          break;
        case "if":
          scopes.push({ id, kind: "if", condition: item.condition, needs: item.needs, within, at });
          inside("then", "otherwise");
          break;
        case "map":
          scopes.push({ id, kind: "fan-out", item: item.item, over: item.over, needs: item.needs, within, at });
          inside();
          break;
        case "loop":
          scopes.push({ id, kind: "loop", again: item.again, needs: item.needs, within, at });
          inside();
          break;
        case "try":
          scopes.push({ id, kind: "try", error: item.error, needs: [], within, at });
          inside("body", "handler");
      }
    }
  };
  visit(items, []);
  const parameters = pipeline.parameters.schema;
  return { version: 1, pipeline: pipeline.name, file: pipeline.file, parameters, nodes, scopes, throws, result };
}
