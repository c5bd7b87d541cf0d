// What compiles for a command: once, or kept warm for a watch.
import type { Compilation, CompileRequest } from "../compiler/compilation.js";
import { compile, createCompiler } from "../compiler/index.js";

export interface Session {
  compile(request: CompileRequest): Promise<Compilation>;
  /** The files that the last compile has read, absolute. */
  inputs(): readonly string[];
  close(): Promise<void>;
}

/** Compiles once. */
export const onceSession: Session = { compile, inputs: () => [], close: async () => {} };

/** Keeps TypeScript and esbuild warm. @param cwd absolute; that of all requests */
export function warmSession(cwd: string): Session {
  let inputs: readonly string[] = [];
  const compiler = createCompiler(cwd);
  return {
    async compile(request) {
      const compilation = await compiler.compile(request);
      inputs = compilation.inputs;
      return compilation;
    },
    inputs: () => inputs,
    close: compiler.dispose,
  };
}
