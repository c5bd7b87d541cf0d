// What materializers are given to work with, and the shape of a materializer.
import type { ArtifactObject, Materializer, OwnMaterializer } from "../contract/codec.js";
import type { MaterializerModule } from "../contract/plan.js";
import type { Store } from "../contract/store.js";

/** Where values are written to and read from. */
export interface ValueContext {
  readonly store: Store;
  /** Libraries that a step's bundle shares with its materializers: `{ tfjs: tf }`. zenc imports none of them. */
  readonly libraries?: Readonly<Record<string, unknown>>;
  /** Where the author's materializers come from; without it values of theirs can neither be written nor read. */
  readonly own?: OwnSource;
  /** A folder for temporary files and for the copies of paths that steps take; it must exist, its owner removes it. */
  readonly scratch: string;
}

/** Loads a materializer of the author's by what codecs and artifacts say of it. */
export type OwnSource = (own: OwnMaterializer) => Promise<MaterializerModule["default"]>;

/** One way to turn a value into stored bytes and back. `at` names the value in errors, as `output.models[0]`. */
export interface MaterializerPart {
  /** `own`: which of the author's it is, where it is "own". */
  write(value: unknown, context: ValueContext, at: string, own?: OwnMaterializer): Promise<ArtifactObject>;
  /** A fresh copy at each call, which its taker may change. */
  read(artifact: ArtifactObject, context: ValueContext, at: string): Promise<unknown>;
}

export type MaterializerTable = Readonly<Record<Materializer, MaterializerPart>>;
