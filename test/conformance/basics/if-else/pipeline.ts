// A branch on a step's output, the value of which is used after it, and a variable that only one side changes.
import { pipeline, step } from "zenc";

interface Data {
  size: number;
  name: string;
}
export const load = step((size: number): Data => ({ size, name: `data ${size}` }));
export const large = step((data: Data): string => `large ${data.name}`);
export const small = step((data: Data): string => `small ${data.name}`);
export const note = step((data: Data): string => `note on ${data.size}`);
export const report = step((model: string, remark: string): string => `${model}; ${remark}`);

export const choose = pipeline("choose", async ({ size, limit = 10 }: { size: number; limit?: number }) => {
  const data = await load(size);
  let model: string;
  let remark = "none";
  if (data.size > limit) {
    model = await large(data);
    remark = await note(data);
  } else {
    model = await small(data);
  }
  return await report(model, remark);
});
