// How long things take. `performance` would do the same, but to load it takes a millisecond of each start.

/** A moment, in seconds since the process began; it only grows. */
export const now = (): number => process.uptime();

/** Whole milliseconds since a moment. */
export const msSince = (began: number): number => Math.round((now() - began) * 1000);
