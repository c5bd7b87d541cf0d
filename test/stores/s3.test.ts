// The S3 store against the test server: the contract, the contract with faults in between, each fault alone, and the errors.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Store } from "../../runtime/contract/store.js";
import { openStore } from "../../runtime/stores/index.js";
import { type Fault, type FaultProxy, startFaults } from "../s3/faults.js";
import { type S3Server, startS3, storeUrl } from "../s3/server.js";
import { collect, storeContract } from "./contract.js";

let server: S3Server;
let proxy: FaultProxy;
beforeAll(async () => {
  server = await startS3();
  proxy = await startFaults(server.endpoint);
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});

let count = 0;
const fresh = () => openStore(server.url("bucket", `zenc/${count++}`));
const throughProxy = (options = "") => openStore(storeUrl(server.state, proxy.endpoint, "bucket", `zenc/${count++}`) + options);
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
const read = async (store: Store, key: string) => Buffer.from((await store.get(key)) ?? bytes("missing")).toString();

storeContract("S3", { open: fresh });

describe("S3 with faults in between", () => {
  const kinds: readonly Fault[] = ["throttle", "internal-error", "reset-before", "reset-after", "truncate"];
  let last = 1;
  storeContract("every fifth request meets one", {
    rounds: 3,
    largeBytes: 17 * 1024 * 1024,
    open: async () => {
      proxy.choose(() => {
        // A fixed sequence of pseudo-random numbers: a failure comes back.
        last = (last * 48_271) % 2_147_483_647;
        return last % 5 === 0 ? kinds[Math.floor(last / 5) % kinds.length] : undefined;
      });
      return throughProxy();
    },
  });
  test("there were some", () => expect(proxy.faults()).toBeGreaterThan(20));
});

describe("one fault at a time", () => {
  let store: Store;
  beforeEach(async () => {
    proxy.choose(() => undefined);
    store = await throughProxy("&timeoutSeconds=0.4");
    await store.create("warm", bytes("up"));
  });

  /** The first `times` requests of a method meet the fault. */
  const inject = (method: string, fault: Fault, times = 1) => {
    let left = times;
    proxy.choose((request) => (request.method === method && left-- > 0 ? fault : undefined));
  };
  const passing: readonly Fault[] = ["throttle", "internal-error", "hang", "reset-before", "reset-after"];

  test.each(passing)("put, get, has, list, remove after %s", async (fault) => {
    inject("PUT", fault);
    await store.put("k", bytes("content"));
    inject("GET", fault);
    expect(await read(store, "k")).toBe("content");
    inject("HEAD", fault);
    expect(await store.has("k")).toBe(true);
    inject("GET", fault);
    expect(await collect(store.list(""))).toEqual(["k", "warm"]);
    inject("DELETE", fault);
    await store.remove("k");
    expect(proxy.faults()).toBe(1);
    expect(await store.get("k")).toBeNull();
  });

  test.each(passing)("a creation knows its own work after %s, and that of others", async (fault) => {
    inject("PUT", fault, 1);
    expect(await store.create("mine", bytes("same"))).toBe(true);
    expect(proxy.faults()).toBe(1);
    inject("PUT", fault, 1);
    expect(await store.create("mine", bytes("same"))).toBe(false);
    inject("PUT", fault, 1);
    expect(await store.create("mine", bytes("other"))).toBe(false);
    expect(await read(store, "mine")).toBe("same");
  });

  test("exactly one of 20 wins when every first answer is lost", async () => {
    const seen = new Map<string, number>();
    proxy.choose(({ method, url }) => {
      const tries = (seen.get(url) ?? 0) + 1;
      if (method === "PUT") seen.set(url, tries);
      return method === "PUT" && tries <= 20 ? "reset-after" : undefined;
    });
    const results = await Promise.all(Array.from({ length: 20 }, () => store.create("lost", bytes("the same bytes"))));
    expect(results.filter(Boolean)).toHaveLength(1);
  });

  test.each(["truncate", "stall"] as const)("a body that comes half (%s) is read again, or goes on", async (fault) => {
    const content = randomBytes(2_000_000);
    await store.put("big", content);
    inject("GET", fault, 2);
    expect(Buffer.compare((await store.get("big")) ?? bytes(""), content)).toBe(0);
    inject("GET", fault, 2);
    const ranges = server.state.requests.length;
    expect(Buffer.compare(Buffer.concat(await collect((await store.getStream("big")) ?? [])), content)).toBe(0);
    expect(server.state.requests.slice(ranges)).toHaveLength(3);
  });

  test("an object that is replaced while its stream goes on is an error, never a mixture", async () => {
    await store.put("changing", Buffer.alloc(2_000_000, 1));
    inject("GET", "truncate", 1);
    const stream = (await store.getStream("changing")) ?? [];
    await store.put("changing", Buffer.alloc(2_000_000, 2));
    await expect(collect(stream)).rejects.toMatchObject({ name: "StoreError" });
  });

  test("a body that never comes whole is an error, never a short read", async () => {
    await store.put("big", randomBytes(100_000));
    inject("GET", "truncate", Number.POSITIVE_INFINITY);
    await expect(store.get("big")).rejects.toMatchObject({ reason: "damaged", key: "big" });
    expect(proxy.faults()).toBeGreaterThan(3);
  });

  test("bytes that were damaged on their way are not taken", async () => {
    await store.put("sum", bytes("right"));
    const bucket = server.state.buckets.get("bucket");
    const [key, object] = [...(bucket ?? [])].find(([name]) => name.endsWith("/sum")) ?? [];
    if (bucket === undefined || key === undefined || object === undefined) throw new Error("not stored");
    bucket.set(key, { ...object, bytes: Buffer.from("wrong") });
    await expect(store.get("sum")).rejects.toMatchObject({ reason: "damaged" });
  });

  test("parts of a large file are sent again", async () => {
    const folder = await mkdtemp(join(tmpdir(), "zenc-s3-"));
    try {
      const content = randomBytes(18 * 1024 * 1024);
      await writeFile(join(folder, "file"), content);
      const patient = await throughProxy();
      const seen = new Set<string>();
      proxy.choose(({ method, url }) => {
        if (method !== "PUT" || seen.has(url)) return undefined;
        seen.add(url);
        return seen.size % 2 === 0 ? "reset-after" : "throttle";
      });
      await patient.putFile("large", join(folder, "file"));
      expect(proxy.faults()).toBe(3);
      expect(Buffer.compare((await patient.get("large")) ?? bytes(""), content)).toBe(0);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("an upload that fails for good leaves neither an object nor parts", async () => {
    const folder = await mkdtemp(join(tmpdir(), "zenc-s3-"));
    try {
      await writeFile(join(folder, "file"), randomBytes(9 * 1024 * 1024));
      const patient = await throughProxy();
      // Not none: where a fault swallowed the answer to the opening of an upload, nobody knows its id.
      const before = server.state.uploads.size;
      proxy.choose(({ url }) => (/partNumber=2/.test(url) ? "internal-error" : undefined));
      await expect(patient.putFile("large", join(folder, "file"))).rejects.toMatchObject({ operation: "putFile", key: "large" });
      proxy.choose(() => undefined);
      expect(await patient.has("large")).toBe(false);
      expect(server.state.uploads.size).toBe(before);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test.each([
    ["throttle", "throttled", "asks to slow down (tried"],
    ["hang", "timeout", "did not answer in time"],
    ["internal-error", "other", "HTTP 500"],
  ] as const)("for ever %s: an error that says so", async (fault, reason, words) => {
    vi.stubEnv("AWS_MAX_ATTEMPTS", "2");
    const impatient = await throughProxy("&timeoutSeconds=0.4").finally(() => vi.unstubAllEnvs());
    inject("GET", fault, Number.POSITIVE_INFINITY);
    const error = await impatient.get("warm").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "StoreError", operation: "get", key: "warm", reason });
    expect((error as Error).message).toContain(words);
  });
});

describe("errors say what to do", () => {
  test("no such bucket", async () => {
    const url = server.url("bucket", "p").replace("//bucket", "//nowhere");
    const store = await openStore(url);
    await expect(store.put("k", bytes("x"))).rejects.toThrow(
      `Store ${url}: put "k": there is no bucket "nowhere" at ${server.endpoint}. Make it`,
    );
    await expect(store.get("k")).rejects.toMatchObject({ reason: "bucket" });
    await expect(collect(store.list(""))).rejects.toMatchObject({ reason: "bucket", operation: "list" });
  });

  test("nobody there", async () => {
    const gone = await startS3();
    const url = gone.url("bucket", "p");
    await gone.close();
    await expect((await openStore(url)).get("k")).rejects.toMatchObject({ reason: "unreachable" });
  });

  test("no credentials", async () => {
    const store = await openStore(server.url("bucket", "p"));
    vi.stubEnv("AWS_ACCESS_KEY_ID", undefined)
      .stubEnv("AWS_SECRET_ACCESS_KEY", undefined)
      .stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_CONFIG_FILE", "/nonexistent").stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent");
    try {
      await expect(store.get("k")).rejects.toThrow("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("a server that ignores If-None-Match", () => {
  test("is found out at the first creation, said once, and looked at before writing", async () => {
    const old = await startS3();
    old.state.ignoreConditions = true;
    const warnings: Error[] = [];
    const hear = (warning: Error) => warnings.push(warning);
    process.on("warning", hear);
    try {
      const store = await openStore(old.url("bucket", "p"));
      expect(await store.create("k", bytes("first"))).toBe(true);
      expect(await store.create("k", bytes("second"))).toBe(false);
      expect(await read(store, "k")).toBe("first");
      expect(await store.create("l", bytes("x"))).toBe(true);
      await new Promise((resolve) => setImmediate(resolve));
      expect(warnings.filter((warning) => warning.message.includes("ignores If-None-Match"))).toHaveLength(1);
      expect(await collect(store.list(""))).toEqual(["k", "l"]);
    } finally {
      process.off("warning", hear);
      await old.close();
    }
  });
});

describe("requests", () => {
  test("the probe is one request once the store is in use, and none without a creation", async () => {
    const url = server.url("bucket", `zenc/${count++}`);
    await (await openStore(url)).create("a", bytes("x"));
    const before = server.state.requests.length;
    const store = await openStore(url);
    await store.get("a");
    await Promise.all(["b", "c", "d"].map((key) => store.create(key, bytes("x"))));
    expect(server.state.requests.slice(before).map((line) => line.replace(/\?.*/, ""))).toHaveLength(5);
  });

  test("many pages of keys", async () => {
    const store = await fresh();
    const keys = Array.from({ length: 2_345 }, (_, index) => `p/${String(index).padStart(5, "0")}/x`);
    const bucket = server.state.buckets.get("bucket");
    const object = { bytes: Buffer.from("x"), etag: '"x"', headers: {}, modified: new Date() };
    for (const key of keys) bucket?.set(`zenc/${count - 1}/${key}`, object);
    expect(await collect(store.list("p/"))).toEqual(keys);
    expect(await collect(store.list("p/", { shallow: true }))).toEqual(keys.map((key) => key.slice(0, -1)));
  });

  test("the URL decides over the environment; only what differs from Amazon is sent elsewhere", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_S3", server.endpoint);
    try {
      const store = await openStore("s3://bucket/from-environment");
      await store.put("k", bytes("x"));
      expect(server.state.buckets.get("bucket")?.has("from-environment/k")).toBe(true);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
