// Nodes as users name them: `train`, `train[3]`, `train.3` for the item 3 of a fan-out.
import type { IndexPath } from "../runtime/contract/index.js";
import { cliError } from "./exit.js";

/** Parses a node with an optional index. @throws CliError */
export function parseInstance(text: string): { readonly node: string; readonly index: IndexPath } {
  const match = /^([^[.\]]+)(?:\[([\d.]+)\]|\.([\d.]+))?$/.exec(text);
  if (!match) throw cliError(`"${text}" is no node: write its name, or name[index] for an item of a fan-out.`);
  const [, node = "", bracket, dotted] = match;
  const path = bracket ?? dotted;
  return { node, index: path === undefined ? [] : path.split(".").map(Number) };
}
