// Branded names, so that one kind of id is never taken for another. Ids are made by zenc, from `[A-Za-z0-9_$-]` only.
declare const brand: unique symbol;
type Branded<Kind extends string> = string & { readonly [brand]: Kind };

/** SHA-256 in lower-case hexadecimal, 64 characters. */
export type Digest = Branded<"digest">;
/** A variable of the single-assignment structure: a unique JavaScript identifier, as `model$3`. */
export type VariableId = Branded<"variable">;
/** A place in the structure: a step call (`trainModel`, `trainModel_2`) or a compound (`if_1`, `map_1`, `let_4`). Unique in its pipeline. */
export type NodeId = Branded<"node">;
/** A unit of work that an engine starts: a node's id, or a gate's (`gate_1`, `end`). */
export type TaskId = Branded<"task">;
/** A step's name, unique in its pipeline. */
export type StepName = Branded<"step">;
/** A boolean that a task publishes: a JavaScript identifier. */
export type AtomId = Branded<"atom">;
/** The export of the glue module that computes one expression: a JavaScript identifier. */
export type GlueId = Branded<"glue">;
/** One instance of a node: its position in each enclosing fan-out, its round in each enclosing loop, outermost first. Empty outside of them. */
export type IndexPath = readonly number[];
