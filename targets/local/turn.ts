// Whose turn it is: keeps runs of one pipeline on one folder store from overlapping, where the pipeline says so.
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { keys, type Store } from "../../runtime/contract/index.js";

/** A running `zenc run`, as it has written itself down. */
interface Holder {
  readonly run: string;
  readonly pid: number;
  readonly host: string;
  /** When the process began, as the system tells it: a process id alone is given out again. */
  readonly began: string | null;
}

export interface Turn {
  /** Lets the next one in. */
  release(): Promise<void>;
}

export interface TurnRequest {
  readonly store: Store;
  readonly pipeline: string;
  readonly run: string;
  readonly concurrency: "allow" | "forbid" | "replace";
  readonly signal: AbortSignal;
  /** Told once where it waits for an older run to stop. */
  readonly onWait?: (run: string) => void;
}

const pollMs = 50;
const free: Turn = { release: async () => {} };

/**
 * Takes the turn, or resolves with the id of the run that has it ("forbid"). With "replace" that one is asked to stop. Turns are
 * numbered files, each created once: who has created the highest has the turn, until the file is gone or its process is. So a
 * file that a dead process left behind is never removed by one while another takes it over.
 */
export async function takeTurn(request: TurnRequest): Promise<Turn | { readonly busy: string }> {
  const { store, pipeline, run, concurrency, signal } = request;
  if (concurrency === "allow" || store.url.startsWith("s3://")) return free;
  const own: Holder = { run, pid: process.pid, host: hostname(), began: beganAt(process.pid) };
  const asked = new Set<number>();
  for (;;) {
    if (signal.aborted) return free;
    const numbers = await numbersOf(store, pipeline);
    const last = numbers.at(-1) ?? 0;
    const holder = await holderOf(store, pipeline, last);
    if (holder) {
      if (concurrency === "forbid") return { busy: holder.run };
      if (!asked.has(last)) {
        asked.add(last);
        request.onWait?.(holder.run);
        stop(holder);
      }
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      continue;
    }
    const key = keys.turn(pipeline, last + 1);
    if (!(await store.create(key, Buffer.from(JSON.stringify(own))))) continue;
    const after = await numbersOf(store, pipeline);
    if (after.at(-1) !== last + 1) {
      // The list was old: a higher turn had begun, and its holder has removed what was below.
      await store.remove(key);
      continue;
    }
    for (const number of after.slice(0, -1)) await store.remove(keys.turn(pipeline, number));
    return { release: () => store.remove(key) };
  }
}

async function numbersOf(store: Store, pipeline: string): Promise<readonly number[]> {
  const found: number[] = [];
  for await (const key of store.list(keys.turns(pipeline), { shallow: true })) {
    const number = /\/(\d+)\.json$/.exec(key)?.[1];
    if (number !== undefined) found.push(Number(number));
  }
  return found.sort((a, b) => a - b);
}

/** Who has a turn and is alive, on this machine. */
async function holderOf(store: Store, pipeline: string, number: number): Promise<Holder | null> {
  const bytes = number === 0 ? null : await store.get(keys.turn(pipeline, number));
  if (!bytes) return null;
  const holder = JSON.parse(Buffer.from(bytes).toString("utf8")) as Holder;
  return holder.host === hostname() && isAlive(holder) ? holder : null;
}

function isAlive({ pid, began }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Of another user: it is there.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  return beganAt(pid) === began;
}

function stop({ pid }: Holder): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // Gone meanwhile, or not ours to stop: then its end is waited for.
  }
}

/** Field 22 of the process's `stat`, in ticks since the machine started; null where the system does not tell. */
function beganAt(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in parentheses, and may hold anything.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
