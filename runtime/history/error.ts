// What history says when a store lacks something or holds something damaged.

export interface HistoryError extends Error {
  readonly name: "HistoryError";
}

export function historyError(message: string): HistoryError {
  return Object.assign(new Error(message), { name: "HistoryError" as const });
}
