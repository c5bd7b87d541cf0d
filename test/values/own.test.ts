// Values that a materializer of the author's writes and reads: files in a scratch folder, their bytes the artifact.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Artifact, ArtifactObject, Codec, OwnMaterializer } from "../../runtime/contract/codec.js";
import { digestOf, keys } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import {
  digestOfValue,
  exportArtifact,
  isHandle,
  loadValue,
  materialize,
  type OwnSource,
  type ValueContext,
  writeValue,
} from "../../runtime/values/index.js";

type Module = Awaited<ReturnType<OwnSource>>;
const modules: Record<string, Module> = {
  csv: {
    write: (rows, file) => writeFile(file, (rows as number[][]).map((row) => row.join(",")).join("\n")),
    read: async (file) => (await readFile(file, "utf8")).split("\n").map((line) => line.split(",").map(Number)),
  },
  /** Reads no more than where it lies. */
  lazy: { write: (text, file) => writeFile(file, String(text)), read: (file) => ({ text: () => readFile(file, "utf8") }) },
  forgetful: { write: () => undefined, read: () => undefined },
  folder: { write: (_, file) => mkdir(file), read: () => undefined },
  failing: {
    write: () => {
      throw new RangeError("no space for this");
    },
    read: () => {
      throw new RangeError("not mine");
    },
  },
};
const named = (name: string, more: Partial<OwnMaterializer> = {}): OwnMaterializer => ({ name, code: digestOf(name), ...more });
const codecOf = (own: OwnMaterializer): Codec => ({ kind: "leaf", materializer: "own", own });
const source: OwnSource = async ({ name }) => modules[name] as Module;

let root: string;
let context: ValueContext;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zenc-own-"));
  await mkdir(join(root, "scratch"));
  context = { store: await openStore(join(root, "store")), scratch: join(root, "scratch"), own: source };
});
afterAll(() => rm(root, { recursive: true, force: true }));

const written = (value: unknown, own: OwnMaterializer): Promise<Artifact> => writeValue(value, codecOf(own), context);
const rows = [
  [1, 2],
  [3, 4],
];

test("the bytes of its file are the artifact; nothing else is left", async () => {
  const artifact = (await written(rows, named("csv"))) as ArtifactObject;
  const bytes = Buffer.from("1,2\n3,4");
  expect(artifact).toEqual({ kind: "object", materializer: "own", own: named("csv"), digest: digestOf(bytes), bytes: 7 });
  expect(Buffer.from((await context.store.get(keys.object(artifact.digest))) ?? [])).toEqual(bytes);
  expect(await readdir(context.scratch)).toEqual([]);
  await exportArtifact(artifact, context.store, join(root, "rows.csv"));
  expect(await readFile(join(root, "rows.csv"), "utf8")).toBe("1,2\n3,4");
});

test("what is no data is a handle, which its step reads; each time anew", async () => {
  const handle = await loadValue(await written(rows, named("csv")), context.store, "value", source);
  expect(isHandle(handle)).toBe(true);
  const [one, two] = [await materialize([handle], context), await materialize([handle], context)] as [unknown[], unknown[]];
  expect(one).toEqual([rows]);
  expect(two[0]).not.toBe(one[0]);
});

test("data is read for expressions, too, where its materializer is at hand", async () => {
  const own = named("csv", { data: true });
  const artifact = await written(rows, own);
  expect(await loadValue(artifact, context.store, "value", source)).toEqual(rows);
  expect(isHandle(await loadValue(artifact, context.store))).toBe(true);
  expect(await loadValue({ kind: "record", fields: { rows: artifact } }, context.store, "value", source)).toEqual({ rows });
});

test("the file stays for as long as the step runs", async () => {
  const handle = await loadValue(await written("later", named("lazy")), context.store);
  const read = (await materialize(handle, context)) as { text(): Promise<string> };
  expect(await read.text()).toBe("later");
});

test("the digest of a value knows its bytes and the code that reads them", async () => {
  const handleOf = async (value: unknown, own: OwnMaterializer) => loadValue(await written(value, own), context.store);
  const digest = digestOfValue(await handleOf(rows, named("csv")));
  expect(digestOfValue(await handleOf(rows, named("csv")))).toBe(digest);
  expect(digestOfValue(await handleOf([...rows, [5]], named("csv")))).not.toBe(digest);
  expect(digestOfValue(await handleOf(rows, named("csv", { code: digestOf("other code") })))).not.toBe(digest);
});

test("null and undefined are zenc's own", async () => {
  const codec: Codec = { kind: "nullable", of: codecOf(named("failing")) };
  expect(await writeValue(null, codec, context)).toEqual({ kind: "null" });
  expect(await writeValue(undefined, codec, context)).toEqual({ kind: "undefined" });
});

test("what goes wrong is said with the value's path", async () => {
  const at = { kind: "record", fields: { table: codecOf(named("forgetful")) } } as const;
  await expect(writeValue({ table: 1 }, at, context)).rejects.toThrow(
    'output.table: its materializer "forgetful" has written no file to the path that it was given',
  );
  await expect(written(1, named("folder"))).rejects.toThrow("has written no file");
  const { own: _, ...without } = context;
  await expect(writeValue(1, codecOf(named("csv")), without)).rejects.toThrow('materializer "csv"');
});

test("what the author's code throws comes through as it is; where no step runs, it says whose it is", async () => {
  await expect(written(1, named("failing"))).rejects.toThrow(new RangeError("no space for this"));
  const artifact = { ...((await written(rows, named("csv"))) as ArtifactObject), own: named("failing", { data: true }) };
  await expect(loadValue(artifact, context.store, "value", source)).rejects.toThrow(
    'value: its materializer "failing" cannot read it: not mine',
  );
  await expect(materialize(await loadValue(artifact, context.store), context)).rejects.toThrow(new RangeError("not mine"));
});

test("a damaged object is never handed to the author's code", async () => {
  const artifact = (await written("to be damaged", named("lazy"))) as ArtifactObject;
  await context.store.put(keys.object(artifact.digest), Buffer.from("damaged"));
  await expect(materialize(await loadValue(artifact, context.store), context)).rejects.toThrow("is damaged");
});
