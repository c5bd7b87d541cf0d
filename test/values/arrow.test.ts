// Tables of the real apache-arrow through the store: every type comes back, and equal tables have equal digests in whatever process.
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as arrow from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ArtifactObject, Codec } from "../../runtime/contract/codec.js";
import { openStore } from "../../runtime/stores/index.js";
import { exportArtifact, loadValue, materialize, type ValueContext, writeValue } from "../../runtime/values/index.js";

let root: string;
let context: ValueContext;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zenc-arrow-"));
  await mkdir(join(root, "scratch"));
  context = { store: await openStore(join(root, "store")), scratch: join(root, "scratch"), libraries: { arrow } };
});
afterAll(() => rm(root, { recursive: true, force: true }));

const codec: Codec = { kind: "leaf", materializer: "arrow" };
const stored = async (value: unknown) => (await writeValue(value, codec, context)) as ArtifactObject;
const loaded = async (artifact: ArtifactObject) =>
  (await materialize(await loadValue(artifact, context.store), context)) as arrow.Table;
const textOf = (table: arrow.Table) => table.toArray().map(String);

/** Each call numbers its dictionaries on, as long as the process lives. */
const fresh = () =>
  arrow.tableFromArrays({
    x: Float64Array.from([0.1, Number.NaN, -0]),
    n: Int32Array.from([1, 2, 3]),
    name: ["a", "b", "a"],
    other: ["q", null, "z"],
  });
const nested = () => {
  const word = () => new arrow.Dictionary(new arrow.Utf8(), new arrow.Int8());
  const fields = [new arrow.Field("word", word()), new arrow.Field("deep", new arrow.Struct([new arrow.Field("word", word())]))];
  const values = [
    { word: "a", deep: { word: "b" } },
    { word: "c", deep: { word: "b" } },
  ];
  return new arrow.Table({ pair: arrow.vectorFromArray(values, new arrow.Struct(fields)) });
};
const batches = () => {
  const table = fresh();
  return table.slice(0, 1).concat(table.slice(1));
};
/** Each part has a dictionary of its own. */
const concatenated = () => fresh().concat(fresh());
const everyType = () =>
  new arrow.Table({
    flag: arrow.vectorFromArray([true, null, false], new arrow.Bool()),
    big: arrow.vectorFromArray([1n, 2n ** 60n, null], new arrow.Int64()),
    day: arrow.vectorFromArray([new Date(0), new Date(86_400_000), null], new arrow.DateMillisecond()),
    text: arrow.vectorFromArray(["ä", "", null], new arrow.Utf8()),
    list: arrow.vectorFromArray([[1, 2], [], null], new arrow.List(new arrow.Field("item", new arrow.Float32()))),
    bytes: arrow.vectorFromArray([Uint8Array.of(1, 2), new Uint8Array(), null], new arrow.Binary()),
  });
const empty = () => new arrow.Table(new arrow.Schema([new arrow.Field("n", new arrow.Int32())]));

test.each(Object.entries({ fresh, nested, batches, concatenated, everyType, empty }))(
  "%s: comes back, equal each time",
  async (_, make) => {
    const table = make();
    const before = textOf(table);
    const artifact = await stored(table);
    const copy = await loaded(artifact);
    expect(textOf(copy)).toEqual(before);
    expect(String(copy.schema)).toBe(String(table.schema));
    expect((await stored(make())).digest).toBe(artifact.digest);
    expect((await stored(copy)).digest).toBe(artifact.digest);
    expect(textOf(table)).toEqual(before);
  },
);

test("is an Arrow file, which others read", async () => {
  const artifact = await stored(fresh());
  await exportArtifact(artifact, context.store, join(root, "table.arrow"));
  const bytes = await readFile(join(root, "table.arrow"));
  expect(bytes.subarray(0, 6).toString()).toBe("ARROW1");
  expect(bytes.subarray(-6).toString()).toBe("ARROW1");
});

test("what is no table is said so, and a step without the library too", async () => {
  await expect(stored([{ n: 1 }])).rejects.toThrow("output: expected a Table of apache-arrow, got an array");
  await expect(stored(null)).rejects.toThrow("expected a Table of apache-arrow, got null");
  const { libraries: _, ...without } = context;
  await expect(writeValue(fresh(), codec, without)).rejects.toThrow("needs apache-arrow, which this step does not share");
});
