// What the generator knows at one place of a program: which names it may read or write, what may stand there, what is left to spend.
import type { Type } from "./syntax.js";

/** Random choices. */
export interface Draw {
  /** A whole number from `min` to `max`. */
  int(min: number, max: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly [T, ...T[]]): T;
}

/** What can be switched off, one by one: constructs that a version of the compiler does not take yet. */
export const features = [
  ...["fanOut", "nestedFanOut", "forOf", "loop", "try", "throw", "fallThrough", "helper", "pipeline", "promise", "effect"],
  ...["failure", "throwingGlue", "unrolled"],
] as const;
export type Feature = "fanOut" | "nestedFanOut" | "forOf" | "loop" | "try" | "throw" | "fallThrough" | "helper" | "pipeline";
export type Switch = Feature | "promise" | "effect" | "failure" | "throwingGlue" | "unrolled";

/** One program's generation. */
export interface Session {
  readonly draw: Draw;
  readonly has: (feature: Switch) => boolean;
  /** A name that nothing else has. */
  fresh(): string;
  /** Takes from what the program may cost; false where that is too much. */
  spend(calls: number): boolean;
  /** Takes a statement; false where the program is long enough. */
  room(): boolean;
  readonly helpers: readonly Helper[];
}

/** A function with steps that the program declares: `name(arguments)`. */
export interface Helper {
  readonly name: string;
  readonly takes: readonly Type[];
  readonly gives: Type;
  readonly effect: boolean;
  /** Called with one object, `{ a: …, b: … }`; all of it may be left out. */
  readonly pipeline: boolean;
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  readonly writable: boolean;
}

export interface Context {
  readonly session: Session;
  readonly variables: readonly Variable[];
  /** Local functions with steps. */
  readonly helpers: readonly Helper[];
  /** Levels of nesting that are left. */
  readonly depth: number;
  /** Times that this place may be run. */
  readonly times: number;
  /** Which jumps a loop around allows. */
  readonly jumps: "none" | "continue" | "all";
  /** The type of `return` here; null: none may stand here. */
  readonly returns: Type | "any" | null;
  /** Fan-outs around: their names, and the variables (or numbers) that say the position in them. */
  readonly lanes: readonly { readonly around: string; readonly position: string }[];
  /** Whether effects may stand here. */
  readonly effects: boolean;
  /** The share of calls that may fail. */
  readonly risk: number;
  /** A list that a loop fills: written here, read only behind the loop. */
  readonly filled: { readonly name: string; readonly keyed: boolean } | null;
  readonly fanOuts: number;
}

export const inner = (context: Context, more: Partial<Context> = {}): Context => ({
  ...context,
  depth: context.depth - 1,
  ...more,
});

/** Inside of a function that is called later or beside others: what is outside is read only, and no loop is around. */
export const inFunction = (context: Context, more: Partial<Context>): Context =>
  inner(context, {
    variables: context.variables.map((one) => ({ ...one, writable: false })),
    jumps: "none",
    filled: null,
    ...more,
  });

export const withVariable = (context: Context, name: string, type: Type, writable = false): Context => ({
  ...context,
  variables: [...context.variables, { name, type, writable }],
});

export const variablesOf = (context: Context, type: Type): readonly Variable[] =>
  context.variables.filter((one) => one.type === type);
