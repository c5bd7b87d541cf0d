// Which `throw`s decide about a fan-out: those in its body that no `try` in the body judges.
import type { Place, Scope, Scopes } from "./scope.js";

/** The `throw`s in the body of a fan-out of which its gather has the trouble, in program order. */
export function throwsInside(scopes: Scopes): (body: Scope) => readonly Place[] {
  const found = new Map<Scope, Place[]>();
  for (const place of scopes.places) {
    if (place.node.kind !== "throw") continue;
    for (let at: Scope | null = place.scope; at && at.entry.kind !== "attempt"; at = at.parent) {
      if (at.entry.kind !== "body") continue;
      const known = found.get(at);
      if (known) known.push(place);
      else found.set(at, [place]);
    }
  }
  return (body) => found.get(body) ?? [];
}
