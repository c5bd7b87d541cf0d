// The parts of an interpreter. They ask one another, so each holds all of them and reads them only when it is asked.
import type { Answers } from "./interpreter.js";
import type { Loops } from "./loops.js";
import type { Needs } from "./needs.js";
import type { Table } from "./table.js";
import type { Tasks } from "./tasks.js";
import type { Tries } from "./tries.js";
import type { Values } from "./values.js";
import type { Walks } from "./walks.js";

export interface Parts {
  readonly table: Table;
  readonly answers: Answers;
  readonly values: Values;
  readonly needs: Needs;
  readonly walks: Walks;
  readonly loops: Loops;
  readonly tries: Tries;
  readonly tasks: Tasks;
}
