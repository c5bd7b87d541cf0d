// Who tells the engine what it must know: a task that has everything behind it and runs whenever somebody asks, else a gate.
import type { AtomId, Expression, GuardLiteral, MapNode } from "../../runtime/contract/index.js";
import { type Bits, bit, hasBit, highest, isEmpty, isSubset, membersDescending, union } from "./bits.js";
import { definitionOf } from "./definition.js";
import type { Drafts, DraftTask } from "./draft.js";
import { type Atom, always, atomsOf, both, type Cases, type caseSplitter, type Formulas } from "./formula.js";
import type { WiringNames } from "./names.js";
import type { Needs } from "./needs.js";
import { encloses, instanceScopeOf, isAlwaysEntered, type Scope, type Scopes } from "./scope.js";
import type { Throws } from "./throws.js";

export interface Publisher {
  /** The guard of a task that stands in `scope` and needs `needs`; makes gates where it must. */
  guardOf(scope: Scope, needs: Bits): { readonly guard: readonly (readonly GuardLiteral[])[]; readonly tasks: Bits };
  /** Finds or makes the source of a fan-out. */
  openFanOut(map: MapNode, scope: Scope): void;
  /** A gate that stands in a scope and needs this: one that is there already, else a new one. */
  gateIn(scope: Scope, domain: Scope | null, needs: Bits): DraftTask;
  /** Expressions that gates evaluate, with the scopes that they stand in. */
  readonly evaluated: readonly { readonly expression: Expression; readonly scope: Scope }[];
}

interface Entry {
  readonly cases: Cases;
  /** Atoms of the conditions that may throw, in the cases or not. */
  readonly throwing: readonly Atom[];
}
interface Publication {
  readonly task: DraftTask;
  readonly atom: AtomId;
}
/** How many tasks are looked at before a gate is made. */
const mostCandidates = 64;

export function createPublisher(
  scopes: Scopes,
  needs: Needs,
  throws: Throws,
  formulas: Formulas,
  split: ReturnType<typeof caseSplitter>,
  drafts: Drafts,
  names: WiringNames,
): Publisher {
  const publications = new Map<string, Publication[]>();
  const gates = new Map<Scope, { readonly task: DraftTask; readonly needs: Bits }[]>();
  const casesOf = new Map<Scope, Entry>();
  const wholes = new Map<Scope, Atom>();
  const evaluated: { expression: Expression; scope: Scope }[] = [];

  /** The cases in which a scope is entered: all its enclosing conditions. */
  const entryOf = (scope: Scope): Entry => {
    const found = casesOf.get(scope);
    if (found) return found;
    const entry = computeEntry(scope);
    casesOf.set(scope, entry);
    return entry;
  };
  const computeEntry = (scope: Scope): Entry => {
    if (!scope.parent) return { cases: always, throwing: [] };
    if (scope.entry.kind === "handler") {
      // The gate says so only where the scope around it is entered.
      const { caught } = scope.entry.node;
      const atoms = atomsOf(formulas.of({ kind: "reference", variable: caught }, scope.parent));
      return { cases: [atoms.map((atom) => ({ atom, is: true }))], throwing: [] };
    }
    const outer = entryOf(scope.parent);
    if (scope.entry.kind !== "branch") return outer;
    const { node, holds } = scope.entry;
    const formula = formulas.of(node.condition, scope.parent);
    const throwing = atomsOf(formula).filter((atom) => throws.anywhere(atom.expression));
    const cases = both(outer.cases, split(formula, holds));
    if (cases) return { cases, throwing: [...outer.throwing, ...throwing] };
    const single: Atom = { key: `?${node.id}`, expression: node.condition, scope: scope.parent };
    const simpler = both(outer.cases, [[{ atom: single, is: holds }]]);
    if (simpler) return { cases: simpler, throwing: outer.throwing };
    return { cases: [[{ atom: wholeOf(scope), is: true }]], throwing: [] };
  };
  /** All conditions around a scope as one atom, for a gate that runs in every instance. */
  const wholeOf = (scope: Scope): Atom => {
    const found = wholes.get(scope);
    if (found) return found;
    const all: Expression[] = [];
    for (let at: Scope | null = scope; at; at = at.parent) {
      if (at.entry.kind === "handler") all.unshift({ kind: "reference", variable: at.entry.node.caught });
      if (at.entry.kind !== "branch") continue;
      const { condition } = at.entry.node;
      all.unshift(at.entry.holds ? condition : { kind: "not", of: condition });
    }
    const key = `&${"node" in scope.entry ? scope.entry.node.id : ""}${scope.entry.kind === "branch" && scope.entry.holds}`;
    const atom: Atom = { key, expression: { kind: "and", all }, scope: instanceScopeOf(scope), domain: scope.domain };
    wholes.set(scope, atom);
    return atom;
  };

  const guardOf: Publisher["guardOf"] = (scope, userNeeds) => {
    const published: number[] = [];
    const entry = entryOf(scope);
    // Cases may have lost a condition that decides nothing but throws: who stands behind it is not run all the same.
    for (const atom of entry.throwing) published.push(publicationOf(atom, userNeeds).task.number);
    const guard = entry.cases.map((one) =>
      one.map(({ atom, is }): GuardLiteral => {
        const publication = publicationOf(atom, userNeeds);
        published.push(publication.task.number);
        return { task: publication.task.id, atom: publication.atom, is };
      }),
    );
    return { guard, tasks: union(...published.map(bit)) };
  };

  const publicationOf = (atom: Atom, userNeeds: Bits): Publication => {
    const known = publications.get(atom.key) ?? [];
    for (const publication of known) {
      const { task } = publication;
      // Whoever does not need a gate of a `try` is not to wait for it.
      const isForAll = task.kind === "gate" && !task.whenEnded;
      if (encloses(task.scope, atom.scope) && (isForAll || hasBit(userNeeds, task.number))) return publication;
    }
    const needed = needs.ofExpression(atom.expression);
    const candidate = throws.anywhere(atom.expression) ? undefined : candidateFor(atom, needed, userNeeds);
    const task = candidate ?? gateFor(atom, needed);
    const publication: Publication = { task, atom: names.atom(atom.expression, wordFor(atom.expression)) };
    drafts.publish(task, publication.atom, atom.expression);
    publications.set(atom.key, [...known, publication]);
    return publication;
  };

  const wordFor = (expression: Expression): string => {
    const isCaught = expression.kind === "reference" && definitionOf(scopes, expression.variable).kind === "caught";
    return isCaught ? "caught" : "condition";
  };

  /** The producer, else a task that the user waits for anyway; it must have all inputs behind it and run whenever asked. */
  const candidateFor = (atom: Atom, needed: Bits, userNeeds: Bits): DraftTask | undefined => {
    if (isEmpty(needed)) return undefined;
    const home = needs.homeOf(atom.expression);
    const fits = (task: DraftTask | undefined): task is DraftTask =>
      task !== undefined &&
      !task.costly &&
      encloses(task.scope, atom.scope) &&
      encloses(home, task.scope) &&
      isSubset(needed, task.behind);
    const producer = drafts.tasks[highest(needed)];
    if (fits(producer)) return producer;
    let left = mostCandidates;
    for (const number of membersDescending(userNeeds)) {
      const task = drafts.tasks[number];
      if (fits(task)) return task;
      if (--left === 0) return undefined;
    }
    return undefined;
  };

  const gateFor = (atom: Atom, needed: Bits): DraftTask => {
    const throwing = throws.anywhere(atom.expression);
    // What depends on parameters alone and cannot throw may be told at once, for everybody.
    const scope = isEmpty(needed) && !throwing && needs.homeOf(atom.expression) === scopes.root ? scopes.root : atom.scope;
    if (throwing) evaluated.push({ expression: atom.expression, scope });
    const domain = atom.domain === undefined || scope !== atom.scope ? scope.domain : atom.domain;
    return gate(scope, domain, union(needed, needs.ofScope(scope)), throwing, () => true);
  };

  const gate = (
    scope: Scope,
    domain: Scope | null,
    gateNeeds: Bits,
    throwing: boolean,
    fits: (task: DraftTask) => boolean,
  ): DraftTask => {
    const inScope = gates.get(scope) ?? [];
    const shared = inScope.find(
      ({ task, needs: known }) =>
        task.domain === domain && isSubset(gateNeeds, known) && isSubset(known, gateNeeds) && fits(task),
    );
    if (shared && !throwing) return shared.task;
    const { guard, tasks } = guardOf(scope, gateNeeds);
    const made = drafts.add({
      id: names.gate(),
      kind: "gate",
      scope,
      domain,
      needs: union(gateNeeds, tasks),
      guard,
    });
    if (!throwing) gates.set(scope, [...inScope, { task: made, needs: gateNeeds }]);
    return made;
  };

  const openFanOut: Publisher["openFanOut"] = (map, scope) => {
    const home = instanceScopeOf(scope);
    const needed = union(needs.ofExpression(map.over), needs.ofScope(scope));
    let throwing = throws.anywhere(map.over);
    for (let at: Scope = scope; at.parent; at = at.parent) {
      if (at.entry.kind === "branch") throwing ||= throws.anywhere(at.entry.node.condition);
    }
    const free = (task: DraftTask): boolean => !task.publishes.some((publication) => publication.kind === "count");
    const producer = throwing || isEmpty(needed) ? undefined : drafts.tasks[highest(needed)];
    if (
      producer &&
      !producer.costly &&
      isAlwaysEntered(producer.scope, home) &&
      isSubset(needed, producer.behind) &&
      free(producer)
    ) {
      drafts.openFanOut(map.id, producer);
      return;
    }
    if (throws.anywhere(map.over)) evaluated.push({ expression: map.over, scope });
    drafts.openFanOut(map.id, gate(home, scope.domain, needed, throwing, free));
  };

  const gateIn: Publisher["gateIn"] = (scope, domain, gateNeeds) => gate(scope, domain, gateNeeds, false, () => true);

  return { guardOf, openFanOut, gateIn, evaluated };
}
