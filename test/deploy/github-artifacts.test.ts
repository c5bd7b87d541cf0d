// Artifacts as archives and as folders: what zip has, what is damaged, what a store would not have.
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GithubArtifactsApi } from "../../cli/github-artifacts/api.js";
import { openMirror } from "../../cli/github-artifacts/mirror.js";
import { readZip } from "../../cli/github-artifacts/zip.js";
import { type ZipOptions, zipOf } from "./github/zip.js";

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "zenc-zip-"));
  process.env.ZENC_CACHE_DIR = join(folder, "cache");
});
afterAll(async () => {
  delete process.env.ZENC_CACHE_DIR;
  await rm(folder, { recursive: true, force: true });
});

const files = {
  "runs/a/1/run.json": Buffer.from("{}"),
  "objects/ab/none": Buffer.alloc(0),
  "objects/cd/large": Buffer.from(Uint8Array.from({ length: 300_000 }, (_, at) => (at * at) % 251)),
  "code/": Buffer.alloc(0),
};
const written = async (bytes: Buffer): Promise<string> => {
  const path = join(folder, `${count++}.zip`);
  await writeFile(path, bytes);
  return path;
};

describe("an archive", () => {
  test.each<[string, ZipOptions]>([
    ["deflated", {}],
    ["stored", { stored: true }],
    ["with wide numbers", { wide: true }],
  ])("%s gives back what went in", async (_, options) => {
    const entries = await readZip(await written(zipOf(files, options)));
    expect(entries.map(({ name }) => name)).toEqual(Object.keys(files));
    for (const { name, extract } of entries) {
      const path = join(folder, `${count++}`);
      await extract(path);
      expect((await readFile(path)).equals(files[name as keyof typeof files])).toBe(true);
    }
  });

  test("without entries is one too", async () => {
    expect(await readZip(await written(zipOf({})))).toEqual([]);
  });

  test("that is damaged says so", async () => {
    const whole = zipOf(files);
    await expect(readZip(await written(whole.subarray(0, -30)))).rejects.toThrow("it has no directory");
    await expect(readZip(await written(Buffer.alloc(10)))).rejects.toThrow("it has no directory");
    const bent = Buffer.from(zipOf({ one: Buffer.from("content") }, { stored: true }));
    bent[35] = 0;
    const [entry] = await readZip(await written(bent));
    await expect(entry?.extract(join(folder, `${count++}`))).rejects.toThrow('"one" is not what it was');
  });
});

describe("a mirror", () => {
  const apiOf = (archives: readonly Buffer[]): GithubArtifactsApi & { readonly downloads: number[] } => {
    const downloads: number[] = [];
    return {
      name: "acme/ml on github.com",
      host: "github.com",
      downloads,
      list: async () => archives.map((_, at) => ({ id: at + 1, name: `zenc.a.job${at}.1`, expired: false, run: "7" })).reverse(),
      download: async (id, path) => {
        downloads.push(id);
        await writeFile(path, archives[id - 1] as Buffer);
      },
      folder: async () => [],
      file: async () => null,
    };
  };

  test("fetches each artifact once, the oldest first, and no more than it needs", async () => {
    const api = apiOf([
      zipOf({ "runs/a/7/run.json": Buffer.from("{}") }),
      zipOf({ "runs/a/7/nodes/x/1.json": Buffer.from("{}") }),
    ]);
    const mirror = openMirror("github://acme/ml", api, ["one"]);
    expect(await mirror.runs()).toEqual([{ pipeline: "a", run: "7" }]);
    await mirror.until("7", "runs/a/7/run.json");
    expect(api.downloads).toEqual([1]);
    const place = await mirror.whole("7");
    await mirror.whole("7");
    expect(api.downloads).toEqual([1, 2]);
    expect(existsSync(join(place, "runs/a/7/nodes/x/1.json"))).toBe(true);
  });

  test.each(["../out", "/etc/x", "a/../../out", "a\\b", "a/./b"])("takes no file %j", async (name) => {
    const mirror = openMirror("github://acme/ml", apiOf([zipOf({ [name]: Buffer.from("x") })]), [`two-${count++}`]);
    await expect(mirror.whole("7")).rejects.toMatchObject({ name: "StoreError", reason: "damaged" });
    expect(existsSync(join(folder, "cache/github/out"))).toBe(false);
  });
});
