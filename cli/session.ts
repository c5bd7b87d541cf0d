// A compiler kept warm: what a watch compiles with again and again.
import type { Compilation, CompileRequest } from "../compiler/compilation.js";
import { createCompiler } from "../compiler/index.js";

export interface Session {
  compile(request: CompileRequest): Promise<Compilation>;
  /** The files that the last compile has read, absolute. */
  inputs(): readonly string[];
}

export function createSession(): Session {
  let inputs: readonly string[] = [];
  const compiler = createCompiler();
  return {
    async compile(request) {
      const compilation = await compiler.compile(request);
      inputs = compilation.inputs;
      return compilation;
    },
    inputs: () => inputs,
  };
}
