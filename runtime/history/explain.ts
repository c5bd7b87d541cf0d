// Why a node was or was not reused: its key beside that of the nearest earlier record of the same node.
import {
  type AttemptRecord,
  type CacheRecord,
  type CodeManifest,
  type Digest,
  type IndexPath,
  type JsonObject,
  type KeyParts,
  keys,
  type NodeId,
  type Store,
} from "../contract/index.js";
import { callsOf } from "./calls.js";
import { codeChanges, type FileChange } from "./code-change.js";
import { historyError } from "./error.js";
import { originsIn } from "./origins.js";
import { readJson, readPlan, readRunRecord } from "./records.js";
import { listRunRecords } from "./runs.js";

export type Difference =
  | { readonly part: "code"; readonly before: Digest; readonly after: Digest; readonly files: readonly FileChange[] | null }
  | {
      readonly part: "argument";
      /** From 1. */
      readonly position: number;
      /** Nodes and parameters that it is made of; parameters with both values where they differ. */
      readonly nodes: readonly string[];
      readonly parameters: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[];
    }
  | { readonly part: "arguments"; readonly before: number; readonly after: number }
  | { readonly part: "env"; readonly name: string; readonly before: string | null; readonly after: string | null }
  | { readonly part: "version"; readonly before: string | null; readonly after: string | null }
  | { readonly part: "codec" };

export type Reason =
  /** It was reused. */
  | "reused"
  /** It has no record: skipped, not run, or not there yet. */
  | "no-record"
  /** It failed before its key was known. */
  | "no-key"
  | "effect"
  | "cache-off"
  | "run-without-cache"
  | "first-time"
  | "key-differs"
  /** The same key failed before; failures are not remembered. */
  | "failed-before"
  /** The same key was computed, but longer ago than `maxAge`. */
  | "too-old"
  /** The same key was computed by a run at the same time, or what was remembered is gone. */
  | "not-remembered";

export interface Explanation {
  readonly run: string;
  readonly node: string;
  readonly index: IndexPath;
  readonly state: AttemptRecord["state"] | null;
  readonly reason: Reason;
  readonly key: Digest | null;
  /** Where the reused result was computed; or the record that the key was compared with. */
  readonly earlier: { readonly run: string; readonly node: string; readonly index: IndexPath; readonly startedAt: string } | null;
  readonly differences: readonly Difference[];
}

/** How many earlier runs are searched for a record of the node. */
const searched = 200;

/**
 * Explains one node instance. @throws where the run is not there, or has no such node.
 */
export async function explain(
  store: Store,
  pipeline: string,
  run: string,
  node: string,
  index: IndexPath = [],
): Promise<Explanation> {
  const record = await readRunRecord(store, pipeline, run);
  if (!record) throw historyError(`the store ${store.url} has no run "${run}" of "${pipeline}"`);
  const plan = await readPlan(store, record.plan);
  const place = callsOf(plan.structure).find(({ call }) => call.id === node);
  if (!place) throw historyError(`the run "${run}" has no node "${node}"`);
  const step = plan.steps[place.call.step];
  const attempt = await lastAttempt(store, pipeline, run, node, index);
  const base = { run, node, index, state: attempt?.state ?? null, key: attempt?.key?.key ?? null, differences: [] };
  const plain = (reason: Reason): Explanation => ({ ...base, reason, earlier: null });

  if (!attempt) return plain("no-record");
  if (attempt.state === "reused") {
    const from = attempt.reusedFrom;
    const startedAt = from ? ((await readRunRecord(store, pipeline, from.run))?.startedAt ?? "") : "";
    return { ...base, reason: "reused", earlier: from ? { ...from, startedAt } : null };
  }
  if (step?.effect) return plain("effect");
  if (step && !step.cache.enabled) return plain("cache-off");
  if (!record.cache) return plain("run-without-cache");
  const key = attempt.key;
  if (!key) return plain("no-key");

  const found = await nearestEarlier(store, pipeline, record.startedAt, run, node, index, key);
  if (!found) return plain("first-time");
  const earlier = { run: found.run, node, index: found.attempt.index, startedAt: found.attempt.startedAt };
  const before = found.attempt.key as KeyParts;
  if (before.key === key.key) {
    if (found.attempt.state === "failed") return { ...base, reason: "failed-before", earlier };
    const cached = await readJson<CacheRecord>(store, keys.cache(key.key));
    const maxAge = step?.cache.maxAgeSeconds;
    const age = cached === null ? 0 : (Date.parse(attempt.startedAt) - Date.parse(cached.at)) / 1000;
    return { ...base, reason: maxAge !== undefined && Math.abs(age) > maxAge ? "too-old" : "not-remembered", earlier };
  }
  const origins = originsIn(plan.structure, plan.parameters.variable);
  const items = place.call.arguments.kind === "list" ? place.call.arguments.items : [];
  const describe = (position: number): Difference => {
    const item = items[position];
    const { nodes, parameters } = item ? origins(item.kind === "spread" ? item.of : item) : origins(place.call.arguments);
    return {
      part: "argument",
      position: position + 1,
      nodes,
      parameters: changed(parameters, found.parameters, record.parameters),
    };
  };
  const differences = await differencesOf(store, before, key, describe);
  return { ...base, reason: "key-differs", earlier, differences };
}

async function differencesOf(
  store: Store,
  before: KeyParts,
  after: KeyParts,
  describe: (position: number) => Difference,
): Promise<Difference[]> {
  const found: Difference[] = [];
  if (before.code !== after.code) {
    const [old, now] = await Promise.all(
      [before.code, after.code].map((digest) => readJson<CodeManifest>(store, keys.codeManifest(digest))),
    );
    found.push({ part: "code", before: before.code, after: after.code, files: old && now ? codeChanges(old, now) : null });
  }
  const shared = Math.min(before.arguments.length, after.arguments.length);
  for (let at = 0; at < shared; at++) if (before.arguments[at] !== after.arguments[at]) found.push(describe(at));
  if (before.arguments.length !== after.arguments.length) {
    found.push({ part: "arguments", before: before.arguments.length, after: after.arguments.length });
  }
  for (const name of [...new Set([...Object.keys(before.env), ...Object.keys(after.env)])].sort()) {
    const [old, now] = [before.env[name] ?? null, after.env[name] ?? null];
    if (old !== now) found.push({ part: "env", name, before: old, after: now });
  }
  if (before.version !== after.version) found.push({ part: "version", before: before.version, after: after.version });
  if (before.codec !== after.codec) found.push({ part: "codec" });
  return found;
}

/** Of the nearest earlier run that knows the node: the record whose key has most in common, the same index first. */
async function nearestEarlier(
  store: Store,
  pipeline: string,
  startedAt: string,
  run: string,
  node: string,
  index: IndexPath,
  key: KeyParts,
): Promise<{ readonly run: string; readonly attempt: AttemptRecord; readonly parameters: JsonObject } | null> {
  const runs = (await listRunRecords(store, pipeline)).filter((other) => other.run !== run && other.startedAt <= startedAt);
  for (const other of runs.slice(0, searched)) {
    const attempts = (await instancesOf(store, pipeline, other.run, node)).filter((attempt) => attempt.key !== null);
    if (attempts.length === 0) continue;
    const likeness = (attempt: AttemptRecord): number =>
      common(attempt.key as KeyParts, key) * 2 + (attempt.index.join(".") === index.join(".") ? 1 : 0);
    const best = attempts.reduce((a, b) => (likeness(b) > likeness(a) ? b : a));
    return { run: other.run, attempt: best, parameters: other.parameters };
  }
  return null;
}

function common(a: KeyParts, b: KeyParts): number {
  if (a.key === b.key) return Number.MAX_SAFE_INTEGER / 4;
  const equal = a.arguments.filter((argument, at) => argument === b.arguments[at]).length;
  return equal + (a.code === b.code ? 1 : 0) + (a.version === b.version ? 1 : 0) + (a.codec === b.codec ? 1 : 0);
}

async function lastAttempt(
  store: Store,
  pipeline: string,
  run: string,
  node: string,
  index: IndexPath,
): Promise<AttemptRecord | null> {
  const all = await instancesOf(store, pipeline, run, node, index);
  return all.find((attempt) => attempt.index.join(".") === index.join(".")) ?? null;
}

/** The last attempts of a node's instances at or below an index path. */
async function instancesOf(
  store: Store,
  pipeline: string,
  run: string,
  node: string,
  index: IndexPath = [],
): Promise<AttemptRecord[]> {
  const last = new Map<string, { readonly key: string; readonly attempt: number }>();
  for await (const key of store.list(keys.nodeFolder(pipeline, run, node as NodeId, index))) {
    const match = /^(.*\/)(\d+)\.json$/.exec(key);
    if (!match) continue;
    const [, folder = "", number] = match;
    const attempt = Number(number);
    if ((last.get(folder)?.attempt ?? 0) < attempt) last.set(folder, { key, attempt });
  }
  const read = await Promise.all([...last.values()].map(({ key }) => readJson<AttemptRecord>(store, key)));
  return read.filter((attempt) => attempt !== null);
}

function changed(
  names: readonly string[],
  before: JsonObject,
  after: JsonObject,
): { readonly name: string; readonly before: unknown; readonly after: unknown }[] {
  const all = names.includes("*") ? [...new Set([...Object.keys(before), ...Object.keys(after)])] : names;
  return all
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => ({ name, before: before[name] ?? null, after: after[name] ?? null }));
}
