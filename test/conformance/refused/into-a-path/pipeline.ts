// Looking into a file's path: it is another one wherever a step runs.
import { type LocalPath, pipeline, step, toLocalPath } from "zenc";

export const download = step((name: string): LocalPath => toLocalPath(`/tmp/${name}`));
export const size = step((path: LocalPath, name: string): string => `${path}${name}`);

export const intoPath = pipeline("into-path", async () => {
  const file = await download("rows.csv");
  return await size(file, file.split("/").at(-1) ?? ""); // refused: value-opaque
});
