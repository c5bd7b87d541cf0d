// Smaller programs, each one change away: a statement left out or replaced by what stands in it, an expression replaced by a
// part of its type or by the simplest. What used a name that is gone uses the simplest value instead.
import { type Block, type Expression, expression, type Part, type Program, plainText, type Statement } from "./syntax.js";

/** Candidates, the boldest first. */
export function* smaller(program: Program): Generator<Program> {
  for (const at of program.declarations.keys())
    yield mended({ ...program, declarations: program.declarations.filter((_, position) => position !== at) });
  for (const body of smallerBlock(program.body)) yield mended({ ...program, body });
  for (const [at, declaration] of program.declarations.entries())
    for (const one of smallerStatement(declaration))
      yield mended({ ...program, declarations: program.declarations.with(at, one) });
  for (const [name, value] of Object.entries(program.values)) {
    const { [name]: _left, ...others } = program.values;
    if (name !== "n" && name !== "xs") yield { ...program, values: others };
    if (Array.isArray(value) && value.length > 0) yield { ...program, values: { ...program.values, [name]: value.slice(1) } };
  }
}

function* smallerBlock({ statements }: Block): Generator<Block> {
  const made = (all: readonly Statement[]): Block => ({ kind: "block", statements: all });
  for (let size = Math.floor(statements.length / 2); size > 1; size = Math.floor(size / 2))
    for (let from = 0; from < statements.length; from += size) {
      const left = statements.filter((one, at) => one.fixed || at < from || at >= from + size);
      if (left.length < statements.length) yield made(left);
    }
  for (const [at, one] of statements.entries()) {
    const around = (by: readonly Statement[]) => made([...statements.slice(0, at), ...by, ...statements.slice(at + 1)]);
    if (!one.fixed) yield around([]);
    if (!one.fixed) for (const inside of blocksIn(one)) yield around(inside.statements.filter((part) => !part.fixed));
  }
  for (const [at, one] of statements.entries()) for (const less of smallerStatement(one)) yield made(statements.with(at, less));
}

function* smallerStatement(statement: Statement): Generator<Statement> {
  for (const parts of smallerParts(statement.parts)) yield { ...statement, parts };
}

function* smallerParts(parts: readonly Part[]): Generator<readonly Part[]> {
  for (const [at, part] of parts.entries()) {
    if (typeof part === "string") continue;
    if (part.kind === "block") for (const less of smallerBlock(part)) yield parts.with(at, less);
    if (part.kind === "expression") for (const less of smallerExpression(part)) yield parts.with(at, less);
  }
}

function* smallerExpression(whole: Expression): Generator<Expression> {
  const isFunction = whole.parts.some((part) => typeof part === "string" && part.includes("=> "));
  const plain = expression(whole.type, plainText[whole.type]);
  const simplest = whole.parts.length === 1 && typeof whole.parts[0] === "string" && !/await|map|\(/.test(whole.parts[0]);
  if (!isFunction && !simplest && whole.parts.some((part) => part !== plain.parts[0])) yield plain;
  for (const [at, part] of whole.parts.entries()) {
    if (typeof part === "string" || part.kind !== "expression" || part.type !== whole.type || isFunction) continue;
    // What is awaited is a promise by itself, and no value of the type.
    const before = whole.parts[at - 1];
    if (!(typeof before === "string" && before.endsWith("await "))) yield part;
  }
  for (const parts of smallerParts(whole.parts)) yield { ...whole, parts };
}

function* blocksIn({ parts }: { readonly parts: readonly Part[] }): Generator<Block> {
  for (const part of parts) {
    if (typeof part === "string") continue;
    if (part.kind === "block") yield part;
    if (part.kind === "expression") yield* blocksIn(part);
  }
}

/** Without uses of names that nothing declares. */
function mended(program: Program): Program {
  const known = new Set<string>(["@pipeline", "n", "m", "flag", "mode", "xs", "table"]);
  const collect = (parts: readonly Part[]): void => {
    for (const part of parts) {
      if (typeof part === "string") continue;
      if (part.kind === "declare") known.add(part.name);
      else if (part.kind === "expression") collect(part.parts);
      else if (part.kind === "block") for (const one of part.statements) collect(one.parts);
    }
  };
  for (const one of [...program.declarations, ...program.body.statements]) collect(one.parts);
  const mend = (parts: readonly Part[]): readonly Part[] =>
    parts.map((part): Part => {
      if (typeof part === "string") return part;
      if (part.kind === "block") return mendBlock(part);
      if (part.kind !== "expression") return part;
      return usesLost(part.parts, known) ? expression(part.type, plainText[part.type]) : { ...part, parts: mend(part.parts) };
    });
  const mendBlock = ({ statements }: Block): Block => ({
    kind: "block",
    statements: statements
      .filter((one) => one.fixed || !usesLost(one.parts, known))
      .map((one) => ({ ...one, parts: mend(one.fixed ? withoutLost(one.parts, known) : one.parts) })),
  });
  const declarations = program.declarations.map((one) => ({ ...one, parts: mend(one.parts) }));
  return { ...program, declarations, body: mendBlock(program.body) };
}

/** Of these parts themselves, not of what is in them. */
const usesLost = (parts: readonly Part[], known: ReadonlySet<string>): boolean =>
  parts.some((part) => typeof part !== "string" && (part.kind === "use" || part.kind === "assign") && !known.has(part.name));

/** Of a `return { r0: a, r1: b }`. */
function withoutLost(parts: readonly Part[], known: ReadonlySet<string>): readonly Part[] {
  const lost = (part: Part | undefined) => part !== undefined && usesLost([part], known);
  const isKey = (part: Part) => typeof part === "string" && /^r\d+: $/.test(part);
  return parts.filter((part, at) => !lost(part) && !(isKey(part) && lost(parts[at + 1])) && !lost(parts[at - 1]));
}
