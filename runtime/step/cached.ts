// Known results: `cache/<key>.json`, written after the record of the attempt that computed them.
import {
  type Artifact,
  type CacheRecord,
  canonicalJson,
  type Digest,
  keys,
  type StepPlan,
  type Store,
} from "../contract/index.js";

/** The known result of a key, or null: there is none, it is too old, or an object of its is gone. */
export async function knownResult(store: Store, step: StepPlan, key: Digest): Promise<CacheRecord | null> {
  const bytes = await store.get(keys.cache(key));
  if (!bytes) return null;
  const record = JSON.parse(Buffer.from(bytes).toString("utf8")) as CacheRecord;
  const { maxAgeSeconds } = step.cache;
  if (record.format !== 1) return null;
  if (maxAgeSeconds !== undefined && Date.now() - Date.parse(record.at) > maxAgeSeconds * 1000) return null;
  const there = await Promise.all([...new Set(digestsOf(record.output))].map((digest) => store.has(keys.object(digest))));
  return there.every(Boolean) ? record : null;
}

/** Makes a result known. The latest wins: of equal keys all results are as good, and the young one is the longest valid. */
export function rememberResult(store: Store, key: Digest, record: CacheRecord): Promise<void> {
  return store.put(keys.cache(key), Buffer.from(canonicalJson(record)));
}

function digestsOf(artifact: Artifact): readonly Digest[] {
  switch (artifact.kind) {
    case "object":
      return [artifact.digest];
    case "record":
      return Object.values(artifact.fields).flatMap(digestsOf);
    case "list":
      return artifact.items.flatMap(digestsOf);
    default:
      return [];
  }
}
