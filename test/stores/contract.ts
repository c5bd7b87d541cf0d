// What every store must do, as tests: run against folders, the test server, faults in between, and real servers.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Store, segmentOf } from "../../runtime/contract/store.js";

export interface ContractOptions {
  /** A fresh store with nothing in it; each call another. */
  open(): Promise<Store>;
  /** Bytes of the largest object; default 20 MiB, which S3 takes in parts. */
  readonly largeBytes?: number;
  /** How often races and property tests are repeated. Default 10 and 20. */
  readonly rounds?: number;
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export async function collect<T>(items: AsyncIterable<T> | Iterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export function storeContract(name: string, options: ContractOptions): void {
  describe(name, () => {
    let store: Store;
    let scratch: string;
    beforeAll(async () => {
      store = await options.open();
      scratch = await mkdtemp(join(tmpdir(), "zenc-contract-"));
    });
    afterAll(() => rm(scratch, { recursive: true, force: true }));

    test("reads what was put, and nothing else", async () => {
      expect(await store.get("a/none")).toBeNull();
      expect(await store.getStream("a/none")).toBeNull();
      expect(await store.has("a/none")).toBe(false);
      for (const content of [text("one"), text("two, longer"), text(""), randomBytes(70_000)]) {
        await store.put("a/key", content);
        expect(Buffer.from((await store.get("a/key")) ?? [])).toEqual(Buffer.from(content));
        expect(Buffer.concat(await collect((await store.getStream("a/key")) ?? []))).toEqual(Buffer.from(content));
        expect(await store.has("a/key")).toBe(true);
      }
      expect(await store.has("a")).toBe(false);
      expect(await store.get("a")).toBeNull();
    });

    test("removes, also what is not there", async () => {
      await store.put("r/key", text("x"));
      await store.remove("r/key");
      await store.remove("r/key");
      expect(await store.get("r/key")).toBeNull();
      expect(await collect(store.list("r/"))).toEqual([]);
      expect(await collect(store.list("", { shallow: true }))).not.toContain("r/");
    });

    test("creates once", async () => {
      expect(await store.create("c/key", text("first"))).toBe(true);
      expect(await store.create("c/key", text("second"))).toBe(false);
      expect(await store.create("c/key", text("first"))).toBe(false);
      expect(await store.get("c/key").then((bytes) => Buffer.from(bytes ?? []).toString())).toBe("first");
      await store.remove("c/key");
      expect(await store.create("c/key", text("third"))).toBe(true);
    });

    test("of 20 who create the same key exactly one wins, whose bytes are read", async () => {
      const rounds = Array.from({ length: options.rounds ?? 10 }, (_, round) => round);
      for (const round of rounds) {
        // In odd rounds all write the same: the winner must still be one.
        const contents = Array.from({ length: 20 }, (_, writer) => text(`writer ${round % 2 === 0 ? writer : "any"}`));
        const results = await Promise.all(contents.map((content) => store.create(`race/${round}.json`, content)));
        expect(results.filter(Boolean)).toHaveLength(1);
        expect(Buffer.from((await store.get(`race/${round}.json`)) ?? [])).toEqual(
          Buffer.from(contents[results.indexOf(true)] ?? []),
        );
      }
    });

    test("takes files, small and large, and streams them back", async () => {
      for (const size of [0, 1, 100_000, options.largeBytes ?? 20 * 1024 * 1024]) {
        const content = randomBytes(size);
        const path = join(scratch, `file-${size}`);
        await writeFile(path, content, { mode: 0o400 });
        await store.putFile(`files/${size}`, path);
        const read = createHash("sha256");
        for await (const chunk of (await store.getStream(`files/${size}`)) ?? []) read.update(chunk);
        expect(read.digest("hex")).toBe(hash(content));
        await store.put(`files/${size}`, content);
        expect(hash((await store.get(`files/${size}`)) ?? text("missing"))).toBe(hash(content));
      }
      await expect(store.putFile("files/none", join(scratch, "not-there"))).rejects.toThrow(/putFile "files\/none"/);
      expect(await store.has("files/none")).toBe(false);
    });

    test("a stream that its reader leaves early holds nothing up", async () => {
      await store.put("early", randomBytes(3_000_000));
      for (let round = 0; round < 60; round++) {
        for await (const chunk of (await store.getStream("early")) ?? []) {
          expect(chunk.byteLength).toBeGreaterThan(0);
          break;
        }
      }
      expect(await store.has("early")).toBe(true);
    });

    test("overwriting while others read: each sees one whole content", async () => {
      const contents = ["a", "b", "c"].map((letter) => text(letter.repeat(50_000)));
      await store.put("whole", contents[0] ?? text(""));
      const writes = Promise.all(contents.map((content) => store.put("whole", content)));
      const reads = await Promise.all(Array.from({ length: 20 }, () => store.get("whole")));
      await writes;
      for (const read of reads) expect(contents.map(hash)).toContain(hash(read ?? text("missing")));
    });

    test("lists in the order of code units, deep and shallow", async () => {
      const listed = ["l/a-b", "l/a.json", "l/a/1.json", "l/a/10.json", "l/a/2.json", "l/a0", "l/B/x/y", "l/%2F", "l/_=", "lx/z"];
      for (const key of [...listed].reverse()) await store.put(key, text("x"));
      const below = listed.filter((key) => key.startsWith("l/")).sort();
      expect(await collect(store.list("l/"))).toEqual(below);
      expect(await collect(store.list("l/a/"))).toEqual(["l/a/1.json", "l/a/10.json", "l/a/2.json"]);
      expect(await collect(store.list("l/", { shallow: true }))).toEqual(
        ["l/%2F", "l/B/", "l/_=", "l/a-b", "l/a.json", "l/a/", "l/a0"].sort(),
      );
      expect(await collect(store.list("none/"))).toEqual([]);
      expect(await collect(store.list("l/a.json/"))).toEqual([]);
    });

    test("lists any set of keys as a sorted set", async () => {
      let round = 0;
      const name = fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(..."aA0._=%-Zz9") }).map(segmentOf);
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(fc.tuple(name, name), { maxLength: 12, selector: String }), async (pairs) => {
          const prefix = `sets/${round++}/`;
          const keys = pairs.map(([folder, file]) => `${prefix}${folder}/${file}`);
          await Promise.all(keys.map((key) => store.put(key, text(key))));
          expect(await collect(store.list(prefix))).toEqual([...keys].sort());
          const folders = new Set(pairs.map(([folder]) => `${prefix}${folder}/`));
          expect(await collect(store.list(prefix, { shallow: true }))).toEqual([...folders].sort());
        }),
        { numRuns: options.rounds ?? 20 },
      );
    });

    test("what is not a key is refused, and nothing is written", async () => {
      const wrong = [
        "",
        "/a",
        "a/",
        "a//b",
        "../a",
        "a/../../b",
        "a/./b",
        "a\\b",
        "a b",
        "a\0",
        "ä",
        "~tmp",
        `${"x".repeat(300)}`,
        "y/".repeat(500),
      ];
      for (const key of wrong) {
        await expect(store.put(key, text("x"))).rejects.toMatchObject({ name: "StoreError", reason: "key" });
        await expect(store.get(key)).rejects.toMatchObject({ reason: "key" });
        await expect(store.create(key, text("x"))).rejects.toMatchObject({ reason: "key" });
        await expect(store.remove(key)).rejects.toMatchObject({ reason: "key" });
        await expect(store.getStream(key)).rejects.toMatchObject({ reason: "key" });
        await expect(store.has(key)).rejects.toMatchObject({ reason: "key" });
      }
      for (const prefix of ["a", "/", "../", "a//"]) {
        expect(() => store.list(prefix)).toThrow(/not a legal key/);
      }
    });
  });
}
