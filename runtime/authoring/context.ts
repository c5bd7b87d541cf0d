// What a running step can say about itself. Outside a step process (in a test, say) it is printed or ignored.

/** What the step process puts on `globalThis[Symbol.for("zenc.step")]` while a step runs. */
export interface StepContext {
  log(message: string): void;
  metric(name: string, value: number, step?: number): void;
  progress(done: number, total: number | undefined, label: string | undefined): void;
}

const context = (): StepContext | undefined =>
  (globalThis as { [key: symbol]: StepContext | undefined })[Symbol.for("zenc.step")];

/** Writes a line to the step's log. */
export function log(message: string): void {
  const running = context();
  if (running) running.log(message);
  else console.log(message);
}

/** Records a number under a name; `step` orders the values of a series, as the epoch does for a loss. */
export function metric(name: string, value: number, step?: number): void {
  context()?.metric(name, value, step);
}

/** Tells how far long work has come. */
export function progress(done: number, total?: number, label?: string): void {
  context()?.progress(done, total, label);
}
