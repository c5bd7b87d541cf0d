// What a loop is headed by: lowering has taken its condition apart, into what is asked before the first round and after each.
import type { Pipeline } from "../../compiler/ir/index.js";
import type { Block, Expression, LoopNode, VariableId } from "../../runtime/contract/index.js";
import { textOf } from "./expression.js";
import type { LoopHeading } from "./model.js";

/** @param asked the condition of another round, null where there is none */
export function headingOf(node: LoopNode, asked: Expression | null, pipeline: Pipeline): LoopHeading {
  if (!asked) return { kind: "repeat" };
  return eachOf(node.body, asked, pipeline) ?? { kind: "while", condition: textOf(asked, pipeline) };
}

/** A `for…of`: each round begins with `item = list[round]`, and asks in the end whether `round + 1 < list.length`. */
function eachOf(body: Block, asked: Expression, pipeline: Pipeline): LoopHeading | null {
  const [item] = body;
  if (item?.kind !== "let") return null;
  const [begun, ended] = [glueOf(item.value, pipeline), glueOf(asked, pipeline)];
  const [list, round] = begun?.uses ?? [];
  if (!list || !round || !bodyIs(begun, `${list}[${round}]`) || !bodyIs(ended, `${round} + 1 < ${list}.length`)) return null;
  const name = (variable: VariableId): string => pipeline.names.get(variable) ?? variable;
  return { kind: "each", item: name(item.out), over: name(list) };
}

interface GlueUse {
  readonly text: string;
  readonly uses: readonly VariableId[];
}
const bodyIs = (glue: GlueUse | null, body: string): boolean => glue?.text.endsWith(`=> ${body}`) ?? false;

function glueOf(expression: Expression, { glue }: Pipeline): GlueUse | null {
  if (expression.kind !== "glue") return null;
  const definition = glue.find(({ id }) => id === expression.glue);
  return definition ? { text: definition.text, uses: expression.uses } : null;
}
