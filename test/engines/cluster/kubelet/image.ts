// Makes container images without a daemon: one layer of this machine's files, and their libraries.
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../airflow/install.js";

export interface ImageContents {
  /** With a tag. */
  readonly name: string;
  /** Files of this machine, by their places in the image. */
  readonly files: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
}

/** Writes an image as an archive that `ctr images import` reads. */
export async function writeImage(file: string, { name, files, command = [] }: ImageContents): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-image-"));
  try {
    const root = join(folder, "root");
    for (const [at, from] of Object.entries(files)) await place(root, at, from);
    await Promise.all(["tmp", "out"].map((at) => mkdir(join(root, at), { recursive: true })));
    await run("chmod", ["1777", join(root, "tmp"), join(root, "out")]);
    const layer = join(folder, "layer.tar");
    await run("tar", ["-C", root, "--owner=0", "--group=0", "--sort=name", "--mtime=@0", "-cf", layer, "."]);
    const digest = createHash("sha256")
      .update(await readFile(layer))
      .digest("hex");
    const config = {
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: { Env: ["PATH=/usr/bin:/bin"], ...(command.length > 0 ? { Entrypoint: command } : {}) },
      rootfs: { type: "layers", diff_ids: [`sha256:${digest}`] },
    };
    await writeFile(join(folder, "config.json"), JSON.stringify(config));
    await writeFile(
      join(folder, "manifest.json"),
      JSON.stringify([{ Config: "config.json", RepoTags: [name], Layers: ["layer.tar"] }]),
    );
    await run("tar", ["-C", folder, "-cf", `${file}.part`, "manifest.json", "config.json", "layer.tar"]);
    await rename(`${file}.part`, file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function place(root: string, at: string, from: string): Promise<void> {
  await mkdir(dirname(join(root, at)), { recursive: true });
  await cp(await realpath(from), join(root, at), { recursive: true });
  for (const library of await librariesOf(from)) {
    await mkdir(dirname(join(root, library)), { recursive: true });
    await cp(await realpath(library), join(root, library));
  }
}

/** None, where it is no program that has some. */
async function librariesOf(file: string): Promise<readonly string[]> {
  const said = await run("ldd", [file]).catch(() => "");
  return said.split("\n").flatMap((line) => /(?:=> )?(\/\S+) \(/.exec(line)?.[1] ?? []);
}
