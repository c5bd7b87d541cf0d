// What a step process keeps between tasks: open stores, plans that it has read and checked, the accelerators that it has found.
import type { Found } from "../accelerators/index.js";
import { type Digest, digestOf, keys, type Plan, type Store } from "../contract/index.js";
import { type Table, tableOf } from "../interpreter/index.js";
import { openStore } from "../stores/index.js";
import { fatal } from "./failure.js";

export interface Session {
  store(url: string): Promise<Store>;
  plan(store: Store, digest: Digest): Promise<{ readonly plan: Plan; readonly table: Table }>;
  /** Those that this process can use, with its environment as it is now. */
  accelerators(): Promise<Found>;
}

/** An empty session. What could not be opened or read is tried again when it is asked for again. */
export function createSession(): Session {
  const stores = new Map<string, Promise<Store>>();
  const plans = new Map<string, Promise<{ plan: Plan; table: Table }>>();
  const found = new Map<string, Promise<Found>>();
  return {
    store: (url) => once(stores, url, () => openStore(url)),
    plan: (store, digest) => once(plans, `${store.url} ${digest}`, () => readPlan(store, digest)),
    accelerators() {
      const env = { ...process.env };
      const deciding = Object.entries(env).filter(([name]) => name === "PATH" || name.endsWith("_VISIBLE_DEVICES"));
      return once(found, JSON.stringify(deciding), async () => {
        const { findAccelerators } = await import("../accelerators/index.js");
        return findAccelerators({ root: "/", env });
      });
    },
  };
}

function once<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key);
  if (found) return found;
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}

async function readPlan(store: Store, digest: Digest): Promise<{ plan: Plan; table: Table }> {
  const bytes = await store.get(keys.plan(digest));
  if (!bytes) throw fatal(`The store ${store.url} has no plan ${digest}. Push it: zenc compile --push.`);
  checkDigest(bytes, digest, `Plan ${digest} in the store ${store.url}`);
  const plan = JSON.parse(Buffer.from(bytes).toString("utf8")) as Plan;
  if (plan.format !== 1) throw fatal(`Plan ${digest} has format ${plan.format}; this zenc-step reads format 1.`);
  return { plan, table: tableOf(plan) };
}

/** Throws a fatal error where bytes are not what their name says. */
export function checkDigest(bytes: Uint8Array, digest: Digest, what: string): void {
  const found = digestOf(bytes);
  if (found !== digest)
    throw fatal(`${what} is damaged: its content has the digest ${found}. Push it again: zenc compile --push.`);
}
