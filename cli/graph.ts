// `zenc graph`: draws a pipeline.
import { compileOne } from "./compiled.js";
import { exit } from "./exit.js";
import { graphOf } from "./graph/derive.js";
import { graphDocument } from "./graph/document.js";
import { dotOf } from "./graph/dot.js";
import { drawGraph } from "./graph/draw.js";
import { mermaidOf } from "./graph/mermaid.js";
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
