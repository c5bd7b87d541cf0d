// return, and a failure, that leave a try through its finally: it runs, and its assignments are seen.
import { appendFileSync, readFileSync } from "node:fs";
import { deployer, pipeline, step } from "zenc";

export const work = step((way: string): string => {
  if (way === "fail") throw new Error("work fails");
  return `worked ${way}`;
});
export const note = deployer((file: string, line: string): void => appendFileSync(file, `${line}\n`));
export const read = step({ cache: false }, (file: string): string => readFileSync(file, "utf8").trim());

async function run(file: string, way: string): Promise<string> {
  let state = "begun";
  try {
    const text = await work(way);
    state = "worked";
    if (way === "return") return text;
  } catch {
    state = `${state}, caught`;
    return "failed";
  } finally {
    state = `${state}, finally`;
    await note(file, state);
  }
  await note(file, "on");
  return `on after ${state}`;
}

export const failExitThroughFinally = pipeline(
  "fail-exit-through-finally",
  async ({ folder, way }: { folder: string; way: "return" | "fail" | "on" }) => {
    const file = `${folder}/lines.txt`;
    const text = await run(file, way);
    return { text, lines: await read(file) };
  },
);
