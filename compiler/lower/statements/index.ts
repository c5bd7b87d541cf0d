// Statements, in order. After one that may have left, the rest stands in a branch.
import { ts } from "ts-morph";
import { lowerBranch } from "../branch.js";
import { report } from "../context.js";
import { clearExits, exitOf } from "../exits.js";
import type { Frame } from "../frame.js";
import { orderOfStatement } from "../order.js";
import { lowerExpressionStatement } from "./expression.js";
import { lowerFor } from "./for.js";
import { lowerForOf } from "./for-of.js";
import { isGlueStatement, lowerGlueStatement } from "./glue.js";
import { lowerIf } from "./if.js";
import { lowerJump } from "./jump.js";
import { lowerReturn } from "./return.js";
import { lowerSwitch } from "./switch.js";
import { lowerThrow } from "./throw.js";
import { lowerTry } from "./try.js";
import { declareFunction, lowerVariables } from "./variable.js";
import { lowerDo, lowerWhile } from "./while.js";

type Statements = readonly ts.Statement[];

/** Lowers the statements of a function's body or of a block. */
export function lowerBody(frame: Frame, statements: Statements): void {
  for (const statement of statements) if (ts.isFunctionDeclaration(statement)) declareFunction(frame, statement);
  lowerStatements(frame, statements, 0);
}

/** What follows a statement. */
export interface Rest {
  readonly lower: (frame: Frame) => void;
  readonly effect: () => boolean;
  readonly source: ts.Node | undefined;
}

/** Lowers the statements from `start` on. */
function lowerStatements(frame: Frame, statements: Statements, start: number): void {
  for (let index = start; index < statements.length; index++) {
    const statement = statements[index] as ts.Statement;
    const rest = restOf(frame, statements, index + 1);
    if (ts.isIfStatement(statement) && !isGlueStatement(frame, statement)) {
      if (lowerIf(frame, statement, rest)) return;
    } else {
      lowerStatement(frame, statement);
    }
    frame.order = orderOfStatement(frame.order);
    if (exitOf(frame) !== false) {
      continueAfter(frame, rest);
      return;
    }
  }
}

function restOf(frame: Frame, statements: Statements, start: number): Rest {
  return {
    lower: (inner) => lowerStatements(inner, statements, start),
    effect: () => statements.slice(start).some((other) => frame.context.facts.hasEffects(other)),
    source: statements[start],
  };
}

/** Goes on, unless control has left. */
export function continueAfter(frame: Frame, rest: Rest): void {
  const exit = exitOf(frame);
  if (exit === true || !rest.source) return;
  if (exit === false) {
    rest.lower(frame);
    return;
  }
  lowerBranch(frame, {
    condition: exit,
    effect: rest.effect(),
    source: rest.source,
    whenTrue: () => undefined,
    whenFalse: (inner) => {
      clearExits(inner);
      rest.lower(inner);
      return undefined;
    },
  });
}

/** Lowers one statement. */
export function lowerStatement(frame: Frame, statement: ts.Statement): void {
  if (isGlueStatement(frame, statement)) {
    lowerGlueStatement(frame, statement);
    return;
  }
  switch (statement.kind) {
    case ts.SyntaxKind.VariableStatement: {
      lowerVariables(frame, (statement as ts.VariableStatement).declarationList);
      return;
    }
    case ts.SyntaxKind.ExpressionStatement: {
      lowerExpressionStatement(frame, statement as ts.ExpressionStatement);
      return;
    }
    case ts.SyntaxKind.ReturnStatement: {
      lowerReturn(frame, statement as ts.ReturnStatement);
      return;
    }
    case ts.SyntaxKind.IfStatement:
      lowerIf(frame, statement as ts.IfStatement, undefined);
      return;
    case ts.SyntaxKind.SwitchStatement: {
      lowerSwitch(frame, statement as ts.SwitchStatement);
      return;
    }
    case ts.SyntaxKind.ForOfStatement: {
      lowerForOf(frame, statement as ts.ForOfStatement);
      return;
    }
    case ts.SyntaxKind.ForStatement: {
      lowerFor(frame, statement as ts.ForStatement);
      return;
    }
    case ts.SyntaxKind.WhileStatement:
      lowerWhile(frame, statement as ts.WhileStatement);
      return;
    case ts.SyntaxKind.DoStatement:
      lowerDo(frame, statement as ts.DoStatement);
      return;
    case ts.SyntaxKind.TryStatement:
      lowerTry(frame, statement as ts.TryStatement);
      return;
    case ts.SyntaxKind.ThrowStatement:
      lowerThrow(frame, statement as ts.ThrowStatement);
      return;
    case ts.SyntaxKind.Block: {
      lowerBody(frame, (statement as ts.Block).statements);
      return;
    }
    case ts.SyntaxKind.BreakStatement:
    case ts.SyntaxKind.ContinueStatement: {
      lowerJump(frame, statement as ts.BreakOrContinueStatement);
      return;
    }
    case ts.SyntaxKind.EmptyStatement:
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.InterfaceDeclaration:
    case ts.SyntaxKind.TypeAliasDeclaration:
      return;
    default: {
      refuse(frame, statement);
      return;
    }
  }
}

function refuse(frame: Frame, statement: ts.Statement): void {
  const { context } = frame;
  if (ts.isForInStatement(statement)) {
    report(context, "for-in", statement.getFirstToken() ?? statement, {});
    return;
  }
  const names: Partial<Record<ts.SyntaxKind, string>> = {
    [ts.SyntaxKind.LabeledStatement]: "a label",
    [ts.SyntaxKind.WithStatement]: '"with"',
    [ts.SyntaxKind.ClassDeclaration]: "a class",
    [ts.SyntaxKind.EnumDeclaration]: "an enum inside a pipeline",
    [ts.SyntaxKind.DebuggerStatement]: '"debugger"',
  };
  const instead = ts.isLabeledStatement(statement) ? { instead: "Let a variable say when to stop." } : {};
  report(context, "syntax-unsupported", statement, { construct: names[statement.kind] ?? "this statement", ...instead });
}
