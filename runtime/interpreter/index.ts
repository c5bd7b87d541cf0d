// The interpreter: evaluates a Plan's structure on demand, with records as answers.
export { createInterpreter } from "./create.js";
export { ExpressionError, NotAvailable } from "./errors.js";
export type { Answers, Cause, Decision, InstanceState, Interpreter, Troubles } from "./interpreter.js";
export { standsIn, type Table, tableOf } from "./table.js";
export { errorOf, isError, nameAndMessageOf } from "./thrown.js";
