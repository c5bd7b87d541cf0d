// The folder store: the contract, and what is a folder's alone.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { segmentOf } from "../../runtime/contract/store.js";
import { folderError } from "../../runtime/stores/folder-error.js";
import { linkNew, placed } from "../../runtime/stores/folder-write.js";
import { isStoreError, openStore } from "../../runtime/stores/index.js";
import { collect, storeContract } from "./contract.js";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zenc-folder-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let count = 0;
const fresh = () => openStore(join(root, `store-${count++}`));
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);

/** A script of ours as a file that a bare Node runs. */
async function bundled(contents: string): Promise<string> {
  const outfile = join(root, `script-${count++}.mjs`);
  const stdin = { contents, resolveDir: new URL("../..", import.meta.url).pathname, loader: "ts" as const };
  await build({ stdin, outfile, bundle: true, platform: "node", format: "esm", logLevel: "error" });
  return outfile;
}

storeContract("folder", { open: fresh });

describe("folder", () => {
  test("files half written, links and foreign names are not listed", async () => {
    const store = await fresh();
    await store.put("a/b", bytes("x"));
    await writeFile(join(store.url, "a", "~123-dead"), "half");
    await writeFile(join(store.url, "a", "name with spaces"), "foreign");
    expect(await collect(store.list(""))).toEqual(["a/b"]);
    await mkdir(join(store.url, "empty", "deep"), { recursive: true });
    expect(await collect(store.list("", { shallow: true }))).toEqual(["a/"]);
  });

  test("a write that finds its folder missing, and then made by another write, goes on", async () => {
    const folder = join(root, `made-meanwhile-${count++}`);
    const path = join(folder, "key");
    let attempts = 0;
    const write = async (temporary: string) => {
      attempts += 1;
      if (attempts > 1) return writeFile(temporary, "x");
      const missing = await writeFile(temporary, "x").catch((cause: unknown) => cause);
      await mkdir(folder);
      throw missing;
    };
    await placed(path, write, linkNew);
    expect([attempts, await readdir(folder)]).toEqual([2, ["key"]]);
  });

  test("nothing is left beside the keys", async () => {
    const store = await fresh();
    await store.put("k", bytes("x"));
    await store.create("k", bytes("y"));
    await store.create("l", bytes("y"));
    expect((await readdir(store.url)).sort()).toEqual(["k", "l"]);
  });

  test("a relative folder is that of the time of opening", async () => {
    const before = process.cwd();
    try {
      process.chdir(root);
      const here = await openStore("relative");
      process.chdir(before);
      await here.put("k", bytes("x"));
      expect(await (await openStore(join(root, "relative"))).has("k")).toBe(true);
    } finally {
      process.chdir(before);
    }
  });

  test("file:// is a folder too", async () => {
    const store = await openStore(`file://${join(root, "by-url")}`);
    await store.put("k", bytes("x"));
    expect(await readdir(join(root, "by-url"))).toEqual(["k"]);
  });

  test("a process that is killed while it writes leaves whole files or none", async () => {
    const folder = join(root, "killed");
    const writer = await bundled(`
      import { openFolder } from "./runtime/stores/folder.ts";
      const store = openFolder(process.argv[2]);
      for (let n = 0; ; n++) {
        const content = Buffer.alloc(300_000, n % 251);
        await Promise.all([store.put("put/same", content), store.put("put/" + n, content), store.create("create/" + n, content)]);
        if (n === 3) process.stdout.write("going");
      }
    `);
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [writer, folder], { stdio: ["ignore", "pipe", "inherit"] });
      await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
      await setTimeout(Math.random() * 20);
      child.kill("SIGKILL");
      await once(child, "close");
    }
    const store = await openStore(folder);
    const found = await collect(store.list(""));
    expect(found.length).toBeGreaterThan(8);
    for (const key of found) {
      const content = (await store.get(key)) ?? new Uint8Array();
      expect(content.byteLength).toBe(300_000);
      expect(content.every((byte) => byte === content[0])).toBe(true);
    }
  });

  test("says what is wrong, and what to do", async () => {
    const file = join(root, "a-file");
    await writeFile(file, "x");
    const blocked = await openStore(join(file, "below"));
    await expect(blocked.put("k", bytes("x"))).rejects.toMatchObject({ name: "StoreError", operation: "put", key: "k" });
    for (const url of [
      "",
      "  ",
      "gs://bucket/x",
      "http://example.com/",
      "s3://",
      "s3://b/p?colour=red",
      "s3://b/p?endpoint=nowhere",
    ]) {
      const error = await openStore(url).catch((thrown: unknown) => thrown);
      expect(isStoreError(error) && error.reason).toBe("url");
    }
    await expect(openStore("gs://bucket/x")).rejects.toThrow('Use a folder, or "s3://bucket/prefix".');
    await expect(openStore("s3://me:secret@b/p")).rejects.toThrow("credentials do not belong in a URL");
  });

  test.each([
    ["EACCES", "put", "denied", "Give this user the folder"],
    ["ENOSPC", "put", "space", "the disk is full"],
    ["EPERM", "create", "unsupported", "does not take hard links"],
    ["EIO", "get", "other", "EIO"],
  ])("%s", (code, operation, reason, words) => {
    const error = folderError("store", operation, "k", Object.assign(new Error(code), { code }));
    expect(error).toMatchObject({ url: "store", operation, key: "k", reason });
    expect(error.message).toContain(words);
  });

  test("a key under a link that leads out is still inside by name", async () => {
    const store = await fresh();
    await store.put("in/k", bytes("x"));
    await symlink(root, join(store.url, "out"));
    expect(await collect(store.list(""))).not.toContain("out/a-file");
  });
});

test("segmentOf: one legal segment for any text, different for different text", () => {
  const hostile = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.constantFrom(".", "..", "/", "a/b", "%2E", "%", "\0", "ä", "💥"),
  );
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      if (a !== "") expect(segmentOf(a)).toMatch(/^[A-Za-z0-9._=%-]+$/);
      expect(segmentOf(a)).not.toMatch(/^\.{1,2}$/);
      expect(segmentOf(a) === segmentOf(b)).toBe(a === b);
      expect(decodeURIComponent(segmentOf(a))).toBe(a);
    }),
  );
});
