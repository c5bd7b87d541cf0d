// A switch in one of two parallel branches: the join sees two inputs, not three.
import { pipeline, step } from "zenc";

export const start = step((value: number): number => value);
export const beside = step((value: number): string => `beside ${value}`);
export const choose = step((value: number): "odd" | "even" => (value % 2 === 0 ? "even" : "odd"));
export const odd = step((value: number): string => `odd ${value}`);
export const even = step((value: number): string => `even ${value}`);
export const join = step((inputs: string[]): string => `${inputs.length}: ${inputs.join(", ")}`);

export const graphSwitchInBranch = pipeline("graph-switch-in-branch", async ({ value }: { value: number }) => {
  const begun = await start(value);
  const branch = async (): Promise<string> => {
    switch (await choose(begun)) {
      case "odd":
        return await odd(begun);
      case "even":
        return await even(begun);
    }
  };
  const [one, other] = await Promise.all([beside(begun), branch()]);
  return await join([one, other]);
});
