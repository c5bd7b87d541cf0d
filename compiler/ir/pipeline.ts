// The Pipeline (IR): what the author wrote, engine- and stack-neutral, with a source span on everything.
// Its structure is the contract's; here is what only the compiler needs beside it.
import type {
  Block,
  Codec,
  Digest,
  Expression,
  GlueId,
  JsonSchema,
  NodeId,
  Resources,
  RetryPolicy,
  StepKind,
  StepName,
  VariableId,
} from "../../runtime/contract/index.js";
import type { Span } from "../diagnostics/index.js";

export interface Pipeline {
  readonly name: string;
  /** The const that it is exported as. */
  readonly exportName: string;
  /** Relative to the working directory. */
  readonly file: string;
  /** Where it is defined. */
  readonly span?: Span;
  readonly options: PipelineOptions;
  readonly parameters: { readonly variable: VariableId; readonly schema: JsonSchema };
  /** The steps that the structure calls, by name. */
  readonly steps: ReadonlyMap<StepName, StepDefinition>;
  readonly structure: Block;
  readonly result: Expression;
  readonly glue: readonly GlueDefinition[];
  /** Of every node of the structure. */
  readonly spans: ReadonlyMap<NodeId, Span>;
  /** The author's name for a variable, for people: `data$3` → `data`. */
  readonly names: ReadonlyMap<VariableId, string>;
}

export interface PipelineOptions {
  readonly description?: string;
  readonly tags: readonly string[];
  readonly schedule?: { readonly cron: string; readonly timezone: string };
  readonly concurrency: "allow" | "forbid" | "replace";
  readonly timeoutSeconds?: number;
  readonly maxParallel?: number;
}

/** A step as its module defines it: `const name = step(options, function)`. */
export interface StepDefinition {
  readonly name: StepName;
  readonly kind: StepKind;
  /** The module that defines it, absolute; and its binding there, which need not be exported. */
  readonly module: string;
  readonly binding: string;
  readonly span: Span;
  /** JSDoc. */
  readonly description?: string;
  readonly options: StepOptions;
  readonly effect: boolean;
  /** The code of the author's materializers in it is a stand-in, until they are bundled. */
  readonly output: Codec;
  readonly materializers: readonly MaterializerDefinition[];
  /** JSON Schema of the output where its codec is JSON; null otherwise. */
  readonly outputSchema: JsonSchema | null;
}

/** A materializer of the author's, as a step names it. */
export interface MaterializerDefinition {
  /** Of its const. */
  readonly name: string;
  /** The module whose scope `text` stands in, absolute. */
  readonly module: string;
  /** JavaScript that denotes it: a name, or a property of an imported module. */
  readonly text: string;
  /** Stands in codecs for the digest of its module; the same wherever it is named. */
  readonly standIn: Digest;
}

/** Step options, checked and in canonical units. */
export interface StepOptions {
  readonly retries: RetryPolicy;
  readonly timeoutSeconds?: number;
  readonly resources: Resources;
  readonly cache: { readonly enabled: boolean; readonly version?: string; readonly maxAgeSeconds?: number };
  readonly env: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly image?: string;
  readonly spot?: boolean;
  readonly batch?: number;
  readonly register?: string;
}

/** One pure expression of the author's, to be exported from the glue module. */
export interface GlueDefinition {
  readonly id: GlueId;
  /** JavaScript of an arrow function, types stripped: `(data$1, n$2) => data$1.slice(0, n$2)`. Its free names are those of `module`. */
  readonly text: string;
  /** The module in whose scope the text stands, absolute. */
  readonly module: string;
  readonly span: Span;
}
