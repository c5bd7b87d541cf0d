// Whether this machine can be a real node: with containerd, cgroups and an overlay for the files of containers.
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../airflow/install.js";

const programs = ["containerd", "ctr", "runc"];
const packages = ["containerd", "runc", "containernetworking-plugins"];

/** Installs what is lacking where it may; what is still lacking then, in words for people. Undefined: it can. */
export async function whyNoNode(): Promise<string | undefined> {
  if (process.platform !== "linux") return `a node is a Linux machine, and this is ${process.platform}`;
  if (process.getuid?.() !== 0) return "only root may start containerd";
  const lacking = async () => (await Promise.all(programs.map(async (name) => ((await has(name)) ? [] : [name])))).flat();
  if ((await lacking()).length > 0) await run("apt-get", ["install", "-y", "-qq", ...packages]).catch(() => "");
  const still = await lacking();
  if (still.length > 0) return `there is no ${still.join(", no ")} (on Debian: apt-get install ${packages.join(" ")})`;
  return (await whyNoCgroups()) ?? (await whyNoOverlay());
}

const has = (program: string): Promise<boolean> =>
  run("sh", ["-c", `command -v ${program}`]).then(
    () => true,
    () => false,
  );

const wanted = ["cpu", "cpuset", "memory", "pids"];

/** Version 2 has a list of its controllers; of version 1 each is a folder. */
async function whyNoCgroups(): Promise<string | undefined> {
  const root = "/sys/fs/cgroup";
  const listed = await readFile(join(root, "cgroup.controllers"), "utf8").catch(() => undefined);
  const there = async (name: string) =>
    listed === undefined
      ? access(join(root, name, "cgroup.procs")).then(
          () => true,
          () => false,
        )
      : listed.split(/\s/).includes(name);
  const lacking = (await Promise.all(wanted.map(async (name) => ((await there(name)) ? [] : [name])))).flat();
  if (lacking.length > 0) return `its cgroups lack ${lacking.join(", ")}`;
  const own = join(root, listed === undefined ? "memory" : "", `zenc-try-${process.pid}`);
  return run("sh", ["-c", `mkdir ${own} && rmdir ${own}`]).then(
    () => undefined,
    () => `no cgroup can be made in ${root}`,
  );
}

async function whyNoOverlay(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-overlay-"));
  const mount = `cd ${folder} && mkdir low up work all && mount -t overlay overlay -o lowerdir=low,upperdir=up,workdir=work all`;
  try {
    await run("unshare", ["--mount", "sh", "-c", mount]);
    return undefined;
  } catch (error) {
    return `no overlay can be mounted in ${tmpdir()}: ${(error as Error).message.trim().split("\n").at(-1)}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
