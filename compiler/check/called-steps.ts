// Which steps a structure calls, and which of them for each item of a fan-out.
import type { Block, StepName } from "../../runtime/contract/index.js";

export function calledSteps(structure: Block): { readonly all: ReadonlySet<StepName>; readonly inFanOut: ReadonlySet<StepName> } {
  const all = new Set<StepName>();
  const inFanOut = new Set<StepName>();
  const walk = (block: Block, fanOut: boolean): void => {
    for (const node of block) {
      if (node.kind === "call") {
        all.add(node.step);
        if (fanOut) inFanOut.add(node.step);
      } else if (node.kind === "if") {
        walk(node.then, fanOut);
        walk(node.otherwise, fanOut);
      } else if (node.kind === "map") walk(node.body, true);
      else if (node.kind === "loop") walk(node.body, fanOut);
      else if (node.kind === "try") {
        walk(node.body, fanOut);
        walk(node.handler, fanOut);
      }
    }
  };
  walk(structure, false);
  return { all, inFanOut };
}
