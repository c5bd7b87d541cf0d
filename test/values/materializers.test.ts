// What is written is what is read, for every materializer and every tree of them; and what is wrong is said with its path.
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Artifact, ArtifactObject, Codec, Materializer } from "../../runtime/contract/codec.js";
import { keys, type Store } from "../../runtime/contract/store.js";
import { openStore } from "../../runtime/stores/index.js";
import {
  exportArtifact,
  handleOf,
  isHandle,
  loadValue,
  materialize,
  type ValueContext,
  writeValue,
} from "../../runtime/values/index.js";

let root: string;
let store: Store;
let context: ValueContext;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zenc-values-"));
  store = await openStore(join(root, "store"));
  await mkdir(join(root, "scratch"));
  context = { store, scratch: join(root, "scratch") };
});
afterAll(() => rm(root, { recursive: true, force: true }));

const leaf = (materializer: Materializer): Codec => ({ kind: "leaf", materializer });
const written = async (value: unknown, codec: Codec): Promise<Artifact> => writeValue(value, codec, context);
const object = async (value: unknown, materializer: Materializer) => (await written(value, leaf(materializer))) as ArtifactObject;
/** Through the store and back, as a step would get it. */
const roundTrip = async (value: unknown, codec: Codec) =>
  materialize(await loadValue(JSON.parse(JSON.stringify(await written(value, codec))), store), context);

describe("json, extended, bytes", () => {
  test.each(["json", "extended"] as const)(
    "%s: text of up to 1 KiB is repeated in the artifact, and stored all the same",
    async (kind) => {
      const small = await object({ a: [1, new Date(0)] }, kind);
      expect(small.inline).toBe('{"a":[1,{"$zenc":"Date","value":"1970-01-01T00:00:00.000Z"}]}');
      expect(small.materializer).toBe(kind);
      expect(Buffer.from((await store.get(keys.object(small.digest))) ?? []).toString()).toBe(small.inline);
      const large = await object("x".repeat(1_023), kind);
      expect(large).toMatchObject({ bytes: 1_025 });
      expect(large.inline).toBeUndefined();
      expect(await loadValue(large, store)).toBe("x".repeat(1_023));
      const umlauts = await object("ä".repeat(600), kind);
      expect(umlauts.inline).toBeUndefined();
    },
  );

  test("bytes are data: the interpreter sees them, each reader a copy of its own", async () => {
    const source = Buffer.from("shared pool").subarray(1, 5);
    const artifact = await object(source, "bytes");
    const read = (await loadValue(artifact, store)) as Uint8Array;
    expect(read).toStrictEqual(new Uint8Array(source));
    expect(read.buffer.byteLength).toBe(4);
    await expect(written([1], leaf("bytes"))).rejects.toThrow("output: expected a Uint8Array, got an array");
  });

  test("damage and loss are errors that name the object", async () => {
    const artifact = await object("y".repeat(2_000), "json");
    await store.put(keys.object(artifact.digest), new TextEncoder().encode(`"${"z".repeat(2_000)}"`));
    await expect(loadValue(artifact, store, "train.data")).rejects.toThrow(/^train\.data: its object objects\/.* is damaged/);
    await store.remove(keys.object(artifact.digest));
    await expect(loadValue(artifact, store)).rejects.toThrow("is not in the store");
  });
});

describe("paths", () => {
  test("a file: content, extension, executable bit; its name and place do not count", async () => {
    const digests = new Set<string>();
    for (const name of ["a-83921.csv", "b-1.csv"]) {
      const path = join(root, name);
      await writeFile(path, "1,2\n");
      digests.add(JSON.stringify(await object(path, "path")));
    }
    expect(digests.size).toBe(1);
    const script = join(root, "run.sh");
    await writeFile(script, "#!/bin/sh\necho hi\n", { mode: 0o755 });
    const copy = (await roundTrip(script, leaf("path"))) as string;
    expect(copy.startsWith(context.scratch)).toBe(true);
    expect(copy.endsWith(".sh")).toBe(true);
    expect((await stat(copy)).mode & 0o111).toBe(0o111);
    expect(await readFile(copy, "utf8")).toBe("#!/bin/sh\necho hi\n");
  });

  test("each step gets a copy of its own", async () => {
    const path = join(root, "own.txt");
    await writeFile(path, "original");
    const handle = await loadValue(await object(path, "path"), store);
    const first = (await materialize(handle, context)) as string;
    await writeFile(first, "changed");
    const second = (await materialize(handle, context)) as string;
    expect(second).not.toBe(first);
    expect(await readFile(second, "utf8")).toBe("original");
  });

  test("a folder: files, empty folders, modes, links inside it; the order of making does not count", async () => {
    const make = async (folder: string, names: readonly string[]) => {
      await mkdir(join(folder, "deep", "er"), { recursive: true });
      await mkdir(join(folder, "empty", "inner"), { recursive: true });
      for (const name of names) await writeFile(join(folder, name), `content of ${name}`);
      await chmod(join(folder, "deep/run"), 0o755);
      await symlink("../a b.txt", join(folder, "deep", "link"));
      return folder;
    };
    const names = ["a b.txt", "deep/run", "deep/er/ümlaut", "z"];
    const one = await object(await make(join(root, "f1"), names), "path");
    const two = await object(await make(join(root, "f2"), [...names].reverse()), "path");
    expect(one).toEqual(two);
    const copy = (await materialize(handleOf(one), context)) as string;
    const found = (await readdir(copy, { recursive: true })).sort();
    expect(found).toEqual(["a b.txt", "deep", "deep/er", "deep/er/ümlaut", "deep/link", "deep/run", "empty", "empty/inner", "z"]);
    expect(await readFile(join(copy, "deep/link"), "utf8")).toBe("content of a b.txt");
    expect((await stat(join(copy, "deep/run"))).mode & 0o111).toBe(0o111);
  });

  test("what cannot be stored is refused", async () => {
    const folder = join(root, "bad");
    await mkdir(folder);
    await symlink("/etc", join(folder, "out"));
    await expect(written(folder, leaf("path"))).rejects.toThrow('output: the link "out" leads out of the folder');
    await rm(join(folder, "out"));
    await symlink(".", join(folder, "round"));
    await expect(written(folder, leaf("path"))).rejects.toThrow("leads to a folder that contains it");
    await rm(join(folder, "round"));
    await symlink("nowhere", join(folder, "dead"));
    await expect(written(folder, leaf("path"))).rejects.toThrow("leads nowhere");
    await expect(written(join(root, "no such file"), leaf("path"))).rejects.toThrow("there is no file or folder");
    await expect(written(3, leaf("path"))).rejects.toThrow("output: expected a LocalPath, got a number");
    await expect(written("/dev/null", leaf("path"))).rejects.toThrow("neither a file nor a folder");
  });

  test("a manifest that leads out of its folder is refused", async () => {
    const bytes = new TextEncoder().encode(JSON.stringify({ files: [{ path: "../evil", digest: "00", bytes: 1 }] }));
    const artifact = { ...(await object(bytes, "bytes")), materializer: "path" as const };
    await expect(materialize(handleOf(artifact), context)).rejects.toThrow("leaves its folder");
  });
});

describe("streams", () => {
  async function* rows(count: number) {
    for (let index = 0; index < count; index++) yield { index, at: new Date(index), text: `row\n${index}` };
  }
  const collect = async (stream: unknown) => {
    const all: unknown[] = [];
    for await (const row of stream as AsyncIterable<unknown>) all.push(row);
    return all;
  };

  test("elements of extended JSON, in order, readable again and again, early left", async () => {
    const stream = await roundTrip(rows(3_000), leaf("stream"));
    const expected = await collect(rows(3_000));
    expect(await collect(stream)).toEqual(expected);
    expect(await collect(stream)).toEqual(expected);
    for await (const first of stream as AsyncIterable<unknown>) {
      expect(first).toEqual(expected[0]);
      break;
    }
  });

  test("empty, undefined elements, web streams and plain iterables", async () => {
    expect(await collect(await roundTrip(rows(0), leaf("stream")))).toEqual([]);
    expect(await collect(await roundTrip([undefined, Number.NaN, ""], leaf("stream")))).toEqual([undefined, Number.NaN, ""]);
    expect(await collect(await roundTrip(new Blob(["x"]).stream(), leaf("stream")))).toEqual([new Uint8Array([120])]);
  });

  test("the author's error comes through, and nothing is left", async () => {
    const failing = async function* () {
      yield 1;
      throw new Error("source broke");
    };
    await expect(written(failing(), leaf("stream"))).rejects.toThrow("source broke");
    await expect(written([1, () => 2], leaf("stream"))).rejects.toThrow("output[1]: a function is not data");
    await expect(written(7, leaf("stream"))).rejects.toThrow("output: expected an AsyncIterable, got a number");
    expect((await readdir(context.scratch)).filter((name) => name.startsWith("stream-"))).toEqual([]);
  });

  test("damage is found at the end of reading", async () => {
    const artifact = await object(rows(10), "stream");
    const key = keys.object(artifact.digest);
    const text = Buffer.from((await store.get(key)) ?? []).toString();
    await store.put(key, Buffer.from(text.replace('"index":3', '"index":4')));
    await expect(materialize(handleOf(artifact), context).then(collect)).rejects.toThrow("is damaged");
  });
});

describe("trees", () => {
  const codec: Codec = {
    kind: "record",
    fields: {
      metrics: leaf("json"),
      raw: leaf("bytes"),
      note: leaf("json"),
      file: { kind: "nullable", of: leaf("path") },
      parts: { kind: "list", items: leaf("path") },
      pair: { kind: "tuple", items: [leaf("json"), leaf("path")] },
      named: { kind: "dictionary", values: leaf("path") },
    },
  };
  const value = async () => {
    const path = join(root, "part.txt");
    await writeFile(path, "part");
    return {
      path,
      value: {
        metrics: { loss: 1 },
        raw: new Uint8Array([1]),
        file: null,
        parts: [path, path],
        pair: [1, path],
        named: { __proto__x: path },
      },
    };
  };

  test("records, lists, tuples, dictionaries: data decoded, all else handles, absent fields absent", async () => {
    const { value: input } = await value();
    const loaded = (await loadValue(await written(input, codec), store)) as Record<string, unknown>;
    expect(Object.keys(loaded)).toEqual(["metrics", "raw", "file", "parts", "pair", "named"]);
    expect(loaded).toMatchObject({ metrics: { loss: 1 }, raw: new Uint8Array([1]), file: null });
    expect((loaded.parts as unknown[]).every(isHandle)).toBe(true);
    const given = (await materialize(loaded, context)) as { parts: string[]; pair: [number, string] };
    expect(await readFile(given.parts[1] ?? "", "utf8")).toBe("part");
    expect(given.pair[0]).toBe(1);
  });

  test("handles pass through without a copy", async () => {
    const { value: input } = await value();
    const first = await written(input, codec);
    const again = await written(await loadValue(first, store), codec);
    expect(again).toEqual(first);
  });

  test.each<[string, (input: Record<string, unknown>) => unknown, string]>([
    ["no object", () => 3, "output: expected an object, got a number"],
    ["a missing field", ({ raw: _, ...rest }) => rest, "output.raw: expected a Uint8Array, got undefined"],
    ["a field too many", (input) => ({ ...input, extra: 1 }), "output.extra: is not in the step's declared return type"],
    ["a wrong element", (input) => ({ ...input, parts: ["/nonexistent"] }), "output.parts[0]: there is no file"],
    ["a tuple too long", (input) => ({ ...input, pair: [...(input.pair as unknown[]), 3] }), "output.pair[2]: is beyond"],
    ["a function in data", (input) => ({ ...input, metrics: { f: () => 1 } }), "output.metrics.f: "],
    ["a list that is none", (input) => ({ ...input, parts: { length: 0 } }), "output.parts: expected an array, got an object"],
  ])("%s", async (_, change, message) => {
    const { value: input } = await value();
    await expect(written(change(input), codec)).rejects.toThrow(message);
  });

  test("a handle of another kind", async () => {
    const { path } = await value();
    const handle = await loadValue(await written(path, leaf("path")), store);
    await expect(written(handle, leaf("stream"))).rejects.toThrow("output: expected an AsyncIterable, got a LocalPath");
  });

  test("nothing, null and undefined", async () => {
    expect(await written("ignored", { kind: "none" })).toEqual({ kind: "undefined" });
    expect(await written(undefined, { kind: "nullable", of: leaf("path") })).toEqual({ kind: "undefined" });
    expect(await roundTrip([null, undefined], { kind: "list", items: { kind: "nullable", of: leaf("path") } })).toEqual([
      null,
      undefined,
    ]);
  });
});

describe("materialize", () => {
  test("copies data deeply: what a step changes stays with it", async () => {
    const shared = {
      rows: [{ a: 1 }],
      when: new Date(5),
      map: new Map([["k", { b: 1 }]]),
      bytes: new Uint8Array([1]),
      holes: new Array(2),
    };
    const copy = (await materialize(shared, context)) as typeof shared;
    expect(copy).toEqual(shared);
    expect(0 in copy.holes).toBe(false);
    for (const row of copy.rows) row.a = 2;
    copy.when.setTime(9);
    for (const item of copy.map.values()) item.b = 2;
    copy.bytes[0] = 2;
    expect(shared).toMatchObject({ rows: [{ a: 1 }], when: new Date(5), bytes: new Uint8Array([1]) });
    expect(shared.map.get("k")).toEqual({ b: 1 });
  });

  test("one handle that stands twice is decoded once; handles inside maps and sets are found", async () => {
    const path = join(root, "twice.txt");
    await writeFile(path, "twice");
    const handle = await loadValue(await object(path, "path"), store);
    const [a, b, map, set] = (await materialize([handle, handle, new Map([["m", handle]]), new Set([handle])], context)) as [
      string,
      string,
      Map<string, string>,
      Set<string>,
    ];
    expect(new Set([a, b, map.get("m"), ...set]).size).toBe(1);
    expect(await readFile(a, "utf8")).toBe("twice");
  });

  test("errors name the argument", async () => {
    const broken = handleOf({ ...(await object(new Uint8Array([7]), "bytes")), materializer: "tensor" });
    await expect(materialize([{ model: broken }], context)).rejects.toThrow("arguments[0].model: needs tfjs");
    await expect(materialize([() => 1], context)).rejects.toThrow("arguments[0]: a function is not data");
  });
});

describe("export", () => {
  test("writes what a person can open", async () => {
    const path = join(root, "report.html");
    await writeFile(path, "<p>");
    const folder = join(root, "report");
    await mkdir(folder);
    await writeFile(join(folder, "x"), "1");
    const codec: Codec = {
      kind: "record",
      fields: { "a/b": leaf("json"), file: leaf("path"), folder: leaf("path"), list: { kind: "list", items: leaf("json") } },
    };
    const artifact = await written({ "a/b": { z: 1 }, file: path, folder, list: [1, 2] }, codec);
    const target = join(root, "exported");
    await exportArtifact(artifact, store, target);
    expect((await readdir(target, { recursive: true })).sort()).toEqual([
      "a%2Fb",
      "file",
      "folder",
      "folder/x",
      "list",
      "list/0",
      "list/1",
    ]);
    expect(await readFile(join(target, "a%2Fb"), "utf8")).toBe('{"z":1}');
    expect(await readFile(join(target, "file"), "utf8")).toBe("<p>");
    await expect(exportArtifact(artifact, store, target)).rejects.toThrow("the folder is not empty");
  });
});
