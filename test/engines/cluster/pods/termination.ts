// The termination message of a container: a file of the pod's own that it may write to, of which a kubelet reads the end.
import { chmod, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Container } from "../objects.js";
import type { Mount } from "./volumes.js";

/** A kubelet takes no more, and cuts the beginning off. */
const limitBytes = 4096;
const fileIn = (folder: string) => join(folder, "termination-log");

/** Makes the file inside `folder`; anybody may write there, whatever the test's own mask is. */
export async function terminationMount(
  { terminationMessagePath = "/dev/termination-log" }: Container,
  folder: string,
): Promise<Mount> {
  const from = fileIn(folder);
  await writeFile(from, "");
  await chmod(from, 0o666);
  return { from, at: terminationMessagePath };
}

/** What was written there. */
export async function lastWords(folder: string): Promise<string> {
  const file = await open(fileIn(folder));
  try {
    const { size } = await file.stat();
    const length = Math.min(size, limitBytes);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString();
  } finally {
    await file.close();
  }
}
