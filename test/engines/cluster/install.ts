// Brings a real cluster: etcd, Kubernetes' API server and scheduler, Argo's controller and linter, built from the Go module proxy into a
// cache folder that is named after everything they are built from.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { run } from "../airflow/install.js";

export interface ClusterFiles {
  /** The path of a program. */
  readonly program: (name: ClusterProgram) => string;
  /** Folders of Argo's custom resource definitions: without and with the schemas of their specs. */
  readonly crds: Readonly<Record<"minimal" | "full", string>>;
}

export type ClusterProgram = "etcd" | "kube-apiserver" | "kube-scheduler" | "workflow-controller" | "argolint" | "container";

const sources = fileURLToPath(new URL("./build/", import.meta.url));
const argo = "github.com/argoproj/argo-workflows/v3";
const packages = [
  "k8s.io/kubernetes/cmd/kube-apiserver",
  "k8s.io/kubernetes/cmd/kube-scheduler",
  `${argo}/cmd/workflow-controller`,
  "./cmd/argolint",
  "./cmd/container",
  "./cmd/etcd",
];
const version = "k8s.io/component-base/version";
const options = ["-trimpath", "-buildvcs=false"];
/** Without its version, the API server does not know which of its features are on. */
const linkerOptions = `-s -w -X ${version}.gitVersion=v1.34.4 -X ${version}.gitMajor=1 -X ${version}.gitMinor=34`;

/** Builds the programs where they are not there yet (10 CPU-minutes), and checks that they are what was built. */
export async function installCluster(): Promise<ClusterFiles> {
  const cache = process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");
  const folder = join(cache, `cluster-${await keyOf([...options, linkerOptions, ...packages])}`);
  if (!(await isWhole(folder))) {
    await rm(folder, { recursive: true, force: true });
    await build(cache, folder);
    if (!(await isWhole(folder))) throw new Error(`The cluster was built in ${folder}, but is not whole there.`);
  }
  return {
    program: (name) => join(folder, "bin", name),
    crds: { minimal: join(folder, "crds/minimal"), full: join(folder, "crds/full") },
  };
}

/** The lock, the sources and how they are built. */
async function keyOf(words: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(words));
  const names = (await readdir(sources, { recursive: true })).filter((name) => /\.(go|mod|sum)$/.test(name)).sort();
  for (const name of names) hash.update(`\n${name}\n`).update(await readFile(join(sources, name)));
  return hash.digest("hex").slice(0, 12);
}

const sumsFile = "sums.json";

/** Whether every file is the one that was built. */
async function isWhole(folder: string): Promise<boolean> {
  try {
    const sums = JSON.parse(await readFile(join(folder, sumsFile), "utf8")) as Readonly<Record<string, string>>;
    const now = await sumsOf(folder);
    return JSON.stringify(now) === JSON.stringify(sums);
  } catch {
    return false;
  }
}

async function sumsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== sumsFile);
  const names = files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await sumOf(join(folder, name))] as const)));
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** In a folder beside, which then takes the name: what bears the name is whole. */
async function build(cache: string, folder: string): Promise<void> {
  await findGo();
  console.warn("Building the test cluster (Kubernetes, etcd, Argo), once; this takes about 10 minutes of CPU.");
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, "building-"));
  try {
    await mkdir(join(temporary, "bin"));
    await go(["build", "-p", "2", ...options, "-ldflags", linkerOptions, "-o", join(temporary, "bin/"), ...packages]);
    const module = (await go(["list", "-m", "-f", "{{.Dir}}", argo])).trim();
    for (const kind of ["minimal", "full"])
      await copyCrds(join(module, "manifests/base/crds", kind), join(temporary, "crds", kind));
    await writeFile(join(temporary, sumsFile), JSON.stringify(await sumsOf(temporary), null, 1));
    await rename(temporary, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // else somebody else was faster
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function copyCrds(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of (await readdir(from)).filter((name) => name.startsWith("argoproj.io_"))) {
    await cp(join(from, name), join(to, name));
    await chmod(join(to, name), 0o644); // the module's are read-only
  }
}

/** Runs Go in the folder of the sources, behind everything else that this machine does. */
const go = ([command, ...words]: readonly [string, ...string[]]): Promise<string> =>
  run("nice", ["-n", "10", "go", command, "-C", sources, ...words], { ...process.env, CGO_ENABLED: "0", GOFLAGS: "" });

async function findGo(): Promise<void> {
  await go(["env", "GOVERSION"]).catch((error: Error) => {
    throw new Error(
      `The engine tests build a real Kubernetes, which needs Go 1.26 or newer: https://go.dev/dl. ${error.message}`,
    );
  });
}
