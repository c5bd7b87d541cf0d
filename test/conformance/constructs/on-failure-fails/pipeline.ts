// The step that is told of a failure fails too, or the one that is told the result: the run fails with that failure.
import { pipeline, step } from "zenc";

export const work = step((value: number): number => {
  if (value > 5) throw new Error(`${value} is too much`);
  return value * 2;
});
export const tell = step({ effect: true }, (result: number): void => {
  if (result > 4) throw new Error(`cannot tell ${result}`);
});
export const warn = step({ effect: true }, (error: { message: string }): void => {
  if (error.message.startsWith("7")) throw new Error("cannot warn");
});

export const failingHooks = pipeline(
  { name: "failing-hooks", onSuccess: tell, onFailure: warn },
  async ({ value }: { value: number }) => await work(value),
);
