// Attempt records of one run: read in order, committed by one conditional create.
import {
  type AttemptRecord,
  canonicalJson,
  type IndexPath,
  keys,
  type NodeId,
  type Store,
  type TaskId,
} from "../contract/index.js";

export interface Records {
  /** All attempts of an instance, in order; ends at the first that is done. */
  attempts(node: NodeId | TaskId, index: IndexPath): Promise<readonly AttemptRecord[]>;
  last(node: NodeId | TaskId, index: IndexPath): Promise<AttemptRecord | null>;
  /** Writes the record; returns it, or the one that another process wrote before. */
  commit(record: AttemptRecord): Promise<AttemptRecord>;
}

/** The records of a run. What was committed here is not read again. */
export function openRecords(store: Store, pipeline: string, run: string): Records {
  const own = new Map<string, AttemptRecord>();
  const keyOf = (node: string, index: IndexPath) => [node, ...index].join("/");
  const read = async (node: NodeId | TaskId, index: IndexPath, attempt: number): Promise<AttemptRecord | null> => {
    const bytes = await store.get(keys.attempt(pipeline, run, node, index, attempt));
    return bytes && (JSON.parse(Buffer.from(bytes).toString("utf8")) as AttemptRecord);
  };
  const attempts = async (node: NodeId | TaskId, index: IndexPath): Promise<readonly AttemptRecord[]> => {
    const found: AttemptRecord[] = [];
    for (;;) {
      const record = await read(node, index, found.length + 1);
      if (!record) return found;
      found.push(record);
      if (record.state !== "failed") return found;
    }
  };
  return {
    attempts,
    last: async (node, index) => own.get(keyOf(node, index)) ?? (await attempts(node, index)).at(-1) ?? null,
    async commit(record) {
      const written = await commitRecord(store, pipeline, run, record);
      own.set(keyOf(record.node, record.index), written);
      return written;
    },
  };
}

/** Creates an attempt's record. Of two at once one wins, and both get the winner's. */
export async function commitRecord(store: Store, pipeline: string, run: string, record: AttemptRecord): Promise<AttemptRecord> {
  const key = keys.attempt(pipeline, run, record.node, record.index, record.attempt);
  if (await store.create(key, Buffer.from(canonicalJson(record)))) return record;
  const winner = await store.get(key);
  if (!winner) throw new Error(`"${key}" was removed from the store while the run was going on.`);
  return JSON.parse(Buffer.from(winner).toString("utf8")) as AttemptRecord;
}
