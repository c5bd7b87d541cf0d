// The interpreter: evaluates a Plan's structure on demand, with records as answers.
export { createInterpreter } from "./create.js";
export { ExpressionError, NotAvailable } from "./errors.js";
export type { Answers, Cause, Decision, InstanceState, Interpreter } from "./interpreter.js";
export { type Table, tableOf } from "./table.js";
