import { type LocalPath, pipeline, step, toLocalPath } from "zenc";

export const write = step(async (): Promise<LocalPath> => toLocalPath("report.txt"));
export const score = step(async (value: number): Promise<number> => value);

export const main = pipeline(async ({ limit }: { limit: number }) => {
  const file = await write();
  const name = file.length;
  return await score(name + limit);
});
