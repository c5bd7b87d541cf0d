// Conditions as formulas over atoms: lets and joins are seen through, each variable once, so that nothing grows exponentially.
import { canonicalJson, type Expression, type VariableId } from "../../runtime/contract/index.js";
import { type Definition, definitionOf } from "./definition.js";
import { encloses, type Scope, type Scopes } from "./scope.js";
import type { Throws } from "./throws.js";

/** A boolean that somebody must publish: the truth of an expression that stands in `scope`. */
export interface Atom {
  /** Equal expressions over equal variables have equal keys. */
  readonly key: string;
  readonly expression: Expression;
  readonly scope: Scope;
  /** The `try` whose body's tasks it may be about, where the scope does not tell. */
  readonly domain?: Scope | null;
}
export type Formula =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "atom"; readonly atom: Atom }
  | { readonly kind: "not"; readonly of: Formula }
  | { readonly kind: "all" | "any"; readonly parts: readonly Formula[] }
  /** A join: what one side says is known only where that side was taken, so the condition stays with it. */
  | { readonly kind: "choice"; readonly condition: Formula; readonly yes: Formula; readonly no: Formula };

export interface Literal {
  readonly atom: Atom;
  readonly is: boolean;
}
/** A disjunction of conjunctions; `[[]]` is always, `[]` never. */
export type Cases = readonly (readonly Literal[])[];
export const always: Cases = [[]];

/** Limits of a guard that is still read by people; beyond them a gate publishes the whole condition. */
const mostCases = 16;
const mostLiterals = 96;

export interface Formulas {
  /** The formula of an expression that stands in `scope`. */
  of(expression: Expression, scope: Scope): Formula;
}

export function formulasOver(scopes: Scopes, throws: Throws): Formulas {
  const variables = new Map<VariableId, Formula>();
  const atom = (key: string, expression: Expression, scope: Scope): Formula => ({
    kind: "atom",
    atom: { key, expression, scope },
  });

  const of = (expression: Expression, scope: Scope): Formula => {
    switch (expression.kind) {
      case "literal":
        return { kind: "constant", value: Boolean(expression.value) };
      case "undefined":
        return { kind: "constant", value: false };
      case "reference":
        return ofVariable(expression.variable);
      case "not":
        return { kind: "not", of: of(expression.of, scope) };
      case "and":
      case "or": {
        const parts = expression.kind === "and" ? expression.all : expression.any;
        // Later parts are not evaluated where an earlier one decides: if one may throw, the whole is one atom.
        if (parts.slice(1).some(throws.itself)) break;
        return { kind: expression.kind === "and" ? "all" : "any", parts: parts.map((part) => of(part, scope)) };
      }
    }
    return atom(canonicalJson(expression), expression, scope);
  };
  const ofVariable = (variable: VariableId): Formula => {
    const found = variables.get(variable);
    if (found) return found;
    const definition = definitionOf(scopes, variable);
    const self = atom(`=${variable}`, { kind: "reference", variable }, definition.scope);
    const formula = seenThrough(definition, self);
    variables.set(variable, formula);
    return formula;
  };
  const seenThrough = (definition: Definition, self: Formula): Formula => {
    switch (definition.kind) {
      case "join":
        return {
          kind: "choice",
          condition: of(definition.node.condition, definition.scope),
          yes: of(definition.join.then, definition.then),
          no: of(definition.join.otherwise, definition.otherwise),
        };
      case "let": {
        const value = of(definition.node.value, definition.scope);
        return value.kind !== "atom" || definition.node.value.kind === "reference" ? value : self;
      }
      case "outcome": {
        const { node, join, attempt, handler } = definition;
        const undisturbed = of(join.then, attempt);
        // Outside of the body nobody waits for those who could tell what it says.
        if (throws.itself(join.then) || atomsOf(undisturbed).some(({ scope }) => encloses(attempt, scope))) return self;
        return { kind: "choice", condition: ofVariable(node.caught), yes: of(join.otherwise, handler), no: undisturbed };
      }
      default:
        return self;
    }
  };
  return { of };
}

/** The atoms of a formula, each once. */
export function atomsOf(formula: Formula): readonly Atom[] {
  const atoms = new Map<string, Atom>();
  const seen = new Set<Formula>();
  const visit = (part: Formula): void => {
    if (seen.has(part)) return;
    seen.add(part);
    if (part.kind === "atom") atoms.set(part.atom.key, part.atom);
    else if (part.kind === "not") visit(part.of);
    else if (part.kind === "choice") [part.condition, part.yes, part.no].forEach(visit);
    else if (part.kind !== "constant") part.parts.forEach(visit);
  };
  visit(formula);
  return [...atoms.values()];
}

/** Splits formulas into cases; null where there are too many. Keeps what it knows, formula by formula. */
export function caseSplitter(): (formula: Formula, is: boolean) => Cases | null {
  const known = { true: new Map<Formula, Cases | null>(), false: new Map<Formula, Cases | null>() };
  const split = (formula: Formula, is: boolean): Cases | null => {
    const memo = known[`${is}`];
    const found = memo.get(formula);
    if (found !== undefined) return found;
    const cases = compute(formula, is);
    memo.set(formula, cases);
    return cases;
  };
  const compute = (formula: Formula, is: boolean): Cases | null => {
    switch (formula.kind) {
      case "constant":
        return formula.value === is ? always : [];
      case "atom":
        return [[{ atom: formula.atom, is }]];
      case "not":
        return split(formula.of, !is);
      case "all":
      case "any": {
        const parts = formula.parts.map((part) => split(part, is));
        return (formula.kind === "all") === is ? parts.reduce(both, always) : parts.reduce(either, []);
      }
      case "choice":
        return either(
          both(split(formula.condition, true), split(formula.yes, is)),
          both(split(formula.condition, false), split(formula.no, is)),
        );
    }
  };
  return split;
}

/** Conjunction of two sets of cases; null where it is too large. */
export function both(a: Cases | null, b: Cases | null): Cases | null {
  if (!a || !b || a.length * b.length > mostCases * mostCases) return null;
  const cases = a.flatMap((one) => b.map((other) => joined(one, other))).filter((one) => one !== null);
  return limited(distinct(cases));
}

function either(a: Cases | null, b: Cases | null): Cases | null {
  return a && b ? limited(distinct([...a, ...b])) : null;
}

function limited(cases: Cases): Cases | null {
  if (cases.length <= 1) return cases;
  return cases.length > mostCases || cases.reduce((sum, one) => sum + one.length, 0) > mostLiterals ? null : cases;
}

/** One conjunction, or null where it says an atom and its opposite. */
function joined(a: readonly Literal[], b: readonly Literal[]): readonly Literal[] | null {
  const result = [...a];
  const values = new Map(a.map((literal) => [literal.atom.key, literal.is]));
  for (const literal of b) {
    const value = values.get(literal.atom.key);
    if (value === undefined) {
      values.set(literal.atom.key, literal.is);
      result.push(literal);
    } else if (value !== literal.is) return null;
  }
  return result;
}

/** Without the cases that another, wider one contains. */
function distinct(cases: Cases): Cases {
  if (cases.length <= 1) return cases;
  const sets = cases.map((one) => new Set(one.map((literal) => `${literal.is}${literal.atom.key}`)));
  const within = (small: number, large: number): boolean =>
    [...(sets[small] as Set<string>)].every((name) => sets[large]?.has(name));
  return cases.filter((_, index) =>
    cases.every((__, other) => {
      if (other === index || !within(other, index)) return true;
      return within(index, other) && index < other;
    }),
  );
}
