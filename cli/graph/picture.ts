// A drawing for other programs, before it is written for one: boxes, boxes around them, and arrows.

import { headingText } from "./heading.js";
import { allOf, type Graph, type GraphItem, type GraphTry, sidesOf } from "./model.js";

export interface Picture {
  readonly parts: readonly PicturePart[];
  readonly arrows: readonly Arrow[];
}
export interface PictureBox {
  readonly kind: "box";
  readonly id: string;
  readonly label: string;
  readonly shape: "call" | "effect" | "condition" | "throw" | "result";
}
export interface PictureFrame {
  readonly kind: "frame";
  readonly id: string;
  readonly label: string;
  readonly parts: readonly PicturePart[];
}
export type PicturePart = PictureBox | PictureFrame;
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly dashed?: true;
}

// No node has these ids.
const resultId = "(result)";
const partId = (id: string, part: string): string => `${id} ${part}`;

/** The picture of a graph. */
export function pictureOf(graph: Graph): Picture {
  const result: PictureBox = { kind: "box", id: resultId, label: "result", shape: "result" };
  const arrows: readonly Arrow[] = [
    ...arrowsIn(graph.items, null),
    ...graph.result.needs.map((from) => ({ from, to: resultId })),
  ];
  // Of a fan-out's element and its own need, one arrow is enough.
  const seen = new Set<string>();
  const distinct = arrows.filter(({ from, to, dashed }) => {
    const key = `${from}\0${to}\0${dashed ?? ""}`;
    return seen.has(key) ? false : seen.add(key);
  });
  return { parts: [...partsOf(graph.items), result], arrows: distinct };
}

const partsOf = (items: readonly GraphItem[]): readonly PicturePart[] => items.flatMap(partsOfOne);

function partsOfOne(item: GraphItem): readonly PicturePart[] {
  const { id } = item;
  switch (item.kind) {
    case "call":
      return [{ kind: "box", id, label: id, shape: item.effect ? "effect" : "call" }];
    case "throw":
      return [{ kind: "box", id, label: `throw ${item.text}`, shape: "throw" }];
    case "if":
      return [{ kind: "box", id, label: item.condition, shape: "condition" }, ...partsOf([...item.then, ...item.otherwise])];
    case "map":
    case "loop":
      return [{ kind: "frame", id, label: headingText(item), parts: partsOf(item.body) }];
    case "pipeline":
      return [{ kind: "frame", id, label: item.name, parts: partsOf(item.body) }];
    case "try":
      return tryParts(item);
  }
}

/** A frame around the body; where its failure decides about something, a box that says so; a frame around the `finally`. */
function tryParts(item: GraphTry): readonly PicturePart[] {
  const { id, body, handler, finally: last } = item;
  const frame = (label: string, items: readonly GraphItem[]): readonly PicturePart[] =>
    items.length === 0 ? [] : [{ kind: "frame", id: partId(id, label), label, parts: partsOf(items) }];
  const asks: PictureBox = { kind: "box", id, label: "failed?", shape: "condition" };
  return [...frame("try", body), ...(handler?.length ? [asks, ...partsOf(handler)] : []), ...frame("finally", last)];
}

interface Entered {
  readonly from: string;
  readonly label: string;
}

/** Arrows between calls, throws, conditions (by the compound's id). */
const arrowsIn = (items: readonly GraphItem[], entered: Entered | null): readonly Arrow[] =>
  items.flatMap((item) => arrowsOf(item, entered));

function arrowsOf(item: GraphItem, entered: Entered | null): readonly Arrow[] {
  const entry = entered ? [{ from: entered.from, to: item.id, label: entered.label }] : [];
  switch (item.kind) {
    case "call":
      return [
        ...needsOf(item),
        ...entry,
        ...item.after.map((from): Arrow => ({ from, to: item.id, dashed: true })),
        ...item.carried.map((from): Arrow => ({ from, to: item.id, label: "next round", dashed: true })),
      ];
    case "throw":
      return [...needsOf(item), ...entry];
    case "if": {
      const then = arrowsIn(item.then, { from: item.id, label: "yes" });
      return [...needsOf(item), ...entry, ...then, ...arrowsIn(item.otherwise, { from: item.id, label: "no" })];
    }
    case "map":
    case "loop": {
      const label = item.kind === "map" ? { label: "each" } : {};
      const begun = item.needs.flatMap((from) => firstOf(item.body).map((to) => ({ from, to, ...label })));
      return [...begun, ...arrowsIn(item.body, entered)];
    }
    case "pipeline":
      return arrowsIn(item.body, entered);
    case "try": {
      const asked = item.handler?.length ? lastOf(item.body).map((from) => ({ from, to: item.id })) : [];
      const handler = arrowsIn(item.handler ?? [], { from: item.id, label: "caught" });
      const alone = asked.length === 0 && item.handler?.length ? entry : [];
      return [...arrowsIn(item.body, entered), ...alone, ...asked, ...handler, ...arrowsIn(item.finally, entered)];
    }
  }
}

const needsOf = ({ id, needs }: { readonly id: string; readonly needs: readonly string[] }): readonly Arrow[] =>
  needs.map((from) => ({ from, to: id }));

/** The calls, throws and conditions of a body that need nothing inside it. */
function firstOf(body: readonly GraphItem[]): readonly string[] {
  const inner = new Set<string>(allOf(body).map(({ id }) => id));
  const visit = (items: readonly GraphItem[]): readonly string[] =>
    items.flatMap((item): readonly string[] => {
      if (item.kind === "call" || item.kind === "throw" || item.kind === "if")
        return item.needs.some((id) => inner.has(id)) ? [] : [item.id];
      return visit(item.kind === "try" ? item.body : sidesOf(item).flatMap(([, side]) => side));
    });
  return visit(body);
}

/** The boxes of a body that no arrow inside it leaves. */
function lastOf(body: readonly GraphItem[]): readonly string[] {
  const left = new Set(
    arrowsIn(body, null).flatMap(({ from, to, label }) => (from === to || label === "next round" ? [] : [from])),
  );
  return boxesIn(partsOf(body)).filter((id) => !left.has(id));
}

function boxesIn(parts: readonly PicturePart[]): readonly string[] {
  return parts.flatMap((part) => (part.kind === "box" ? [part.id] : boxesIn(part.parts)));
}
