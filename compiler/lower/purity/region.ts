// The code that a proof of purity is about, and what it finds.
import type { ts } from "ts-morph";
import type { Code } from "../../diagnostics/index.js";
import type { Context } from "../context.js";
import type { LocalFunction } from "../function.js";

export interface Region {
  readonly context: Context;
  /** What is declared in one of these is this code's own. */
  readonly roots: ts.Node[];
  /** Variables of the pipeline that the code may assign; and those whose values it may write to. */
  readonly assigned: ReadonlySet<ts.Symbol>;
  readonly writable: ReadonlySet<ts.Symbol>;
  readonly hoisted: ReadonlySet<ts.Node>;
  readonly synchronous: boolean;
  /** The text stands in a pipeline's body, not in a helper. */
  readonly inPipeline: boolean;
  /** The function of the pipeline's body that a name denotes. */
  readonly local: (symbol: ts.Symbol) => LocalFunction | undefined;
  /** Whether a name of the pipeline's body denotes a caught error. */
  readonly isError: (symbol: ts.Symbol) => boolean;
  readonly findings: Finding[];
  /** Symbols whose freshness is being asked: one that depends on itself adds nothing. */
  readonly visiting: Set<ts.Symbol>;
}

/** One reason why code is not pure. */
export interface Finding {
  readonly code: Code;
  readonly node: ts.Node;
  readonly parameters: object;
  /** Where in a helper the reason lies. */
  readonly at?: ts.Node;
  readonly label?: string;
}

/** Notes a finding. */
export function find(region: Region, code: Code, node: ts.Node, parameters: object): void {
  region.findings.push({ code, node, parameters });
}
