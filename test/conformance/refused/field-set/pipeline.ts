// Setting a field of a step's output.
import { pipeline, step } from "zenc";

export const load = step((): { rows: number; name: string } => ({ rows: 1, name: "x" }));
export const use = step((data: { rows: number; name: string }): string => data.name);

export const fieldSet = pipeline("field-set", async () => {
  const data = await load();
  data.name = "renamed"; // refused: mutation-shared
  return await use(data);
});
