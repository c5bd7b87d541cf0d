// Branches within branches, three levels: one start, two, four and eight steps, seven joins and an end make 23.
import { pipeline, step } from "zenc";

export const start = step((): string => "");
export const a = step((path: string): string => `${path}a`);
export const b = step((path: string): string => `${path}b`);
export const join = step((one: string, other: string): string => `(${one} ${other})`);
export const end = step((text: string): number => text.replace(/[() ]/g, "").length);

export const graphBranches = pipeline("graph-branches", async () => {
  const begun = await start();
  const [left, right] = await Promise.all([a(begun), b(begun)]);
  const [leftA, leftB, rightA, rightB] = await Promise.all([a(left), b(left), a(right), b(right)]);
  const leaves = await Promise.all([a(leftA), b(leftA), a(leftB), b(leftB), a(rightA), b(rightA), a(rightB), b(rightB)]);
  const joinedLeft = await join(await join(leaves[0], leaves[1]), await join(leaves[2], leaves[3]));
  const joinedRight = await join(await join(leaves[4], leaves[5]), await join(leaves[6], leaves[7]));
  const joined = await join(joinedLeft, joinedRight);
  return { joined, letters: await end(joined) };
});
