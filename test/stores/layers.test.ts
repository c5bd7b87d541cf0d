// Folders over one another as a store: the contract, and what lies below.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { layersUrl } from "../../runtime/contract/index.js";
import { openStore } from "../../runtime/stores/index.js";
import { collect, storeContract } from "./contract.js";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "zenc-layers-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let count = 0;
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
/** Two layers below, with the key `both` in each. */
async function layers() {
  const folders = ["top", "upper", "lower"].map((name) => join(root, `${count}-${name} ${name}`)) as [string, string, string];
  count++;
  const [top, upper, lower] = await Promise.all(folders.map((folder) => openStore(folder)));
  await upper?.put("k/both", bytes("upper"));
  await upper?.put("k/upper", bytes("upper"));
  await lower?.put("k/both", bytes("lower"));
  await lower?.put("plans/p.json", bytes("plan"));
  const url = layersUrl(folders[0], folders.slice(1));
  return { store: await openStore(url), url, folders, top };
}

storeContract("layers over nothing", { open: async () => openStore(layersUrl(join(root, `alone-${count++}`), [])) });

test("the first layer that has a key counts; what is written goes to the top", async () => {
  const { store, folders } = await layers();
  expect(Buffer.from((await store.get("k/both")) ?? []).toString()).toBe("upper");
  expect(Buffer.concat(await collect((await store.getStream("plans/p.json")) ?? [])).toString()).toBe("plan");
  expect(await collect(store.list("k/"))).toEqual(["k/both", "k/upper"]);
  expect(await collect(store.list("", { shallow: true }))).toEqual(["k/", "plans/"]);
  expect(await store.create("k/both", bytes("x"))).toBe(false);
  expect(await store.create("k/new", bytes("x"))).toBe(true);
  await store.put("k/upper", bytes("over"));
  expect(Buffer.from((await store.get("k/upper")) ?? []).toString()).toBe("over");
  expect((await readdir(join(folders[0], "k"))).sort()).toEqual(["new", "upper"]);
  await store.remove("k/new");
  await expect(store.remove("k/both")).rejects.toMatchObject({ reason: "unsupported" });
});

test("what is to be kept comes to the top", async () => {
  const { store, top } = await layers();
  await store.keep?.(["plans/p.json", "plans/none.json"]);
  expect(await collect(top?.list("") ?? [])).toEqual(["plans/p.json"]);
});

test("an address without a folder is refused", async () => {
  await expect(openStore("layers://")).rejects.toMatchObject({ reason: "url" });
});
