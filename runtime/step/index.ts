// The step process: runs one task of a Plan. `zenc-step` is its command; engines in this process use what is exported here.
export { retryDelaySeconds } from "./retry.js";
export { ensureRun } from "./run-record.js";
export { runTask } from "./run-task.js";
export { startWorker, type Worker, type WorkerOptions } from "./supervisor.js";
export type { ItemOutcome, OutcomeState, TaskEvent, TaskHooks, TaskOutcome, TaskRequest } from "./task.js";
