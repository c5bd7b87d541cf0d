// A real S3 server that others wrote: rclone with nothing but its local backend and `serve s3`, built once from a pinned go.sum into
// a cache folder. Where there is no Go, moto from PyPI, in a virtual environment of its own.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";

const run = promisify(execFile);
const sources = fileURLToPath(new URL(".", import.meta.url));
const motoVersion = "5.2.5";

export interface RealServer {
  readonly name: "rclone" | "moto";
  readonly endpoint: string;
  /** A URL for openStore in a bucket that exists. */
  url(prefix: string): string;
  close(): Promise<void>;
}

/** Starts rclone, or moto where Go is missing. Sets the credentials that it wants in this process. */
export async function startRealS3(): Promise<RealServer> {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: "engine-test",
    AWS_SECRET_ACCESS_KEY: "engine-test-secret",
    AWS_REGION: "us-east-1",
  });
  const go = await run("go", ["version"]).then(
    () => true,
    () => false,
  );
  if (!go) console.warn("No go on this machine: the contract runs against moto instead of rclone.");
  const folder = await mkdtemp(join(tmpdir(), "zenc-real-s3-"));
  const port = await freePort();
  const child = go ? serveRclone(await rcloneBinary(), folder, port) : serveMoto(await motoServer(), port);
  const endpoint = `http://127.0.0.1:${port}`;
  await makeBucket(endpoint, child);
  return {
    name: go ? "rclone" : "moto",
    endpoint,
    url: (prefix) => `s3://bucket/${prefix}?endpoint=${encodeURIComponent(endpoint)}`,
    async close() {
      child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const serveRclone = (binary: string, folder: string, port: number): ChildProcess => {
  const credentials = `${process.env.AWS_ACCESS_KEY_ID},${process.env.AWS_SECRET_ACCESS_KEY}`;
  const options = ["serve", "s3", "--addr", `127.0.0.1:${port}`, "--auth-key", credentials, "--vfs-cache-mode", "off", folder];
  return spawn(binary, options, {
    stdio: "ignore",
    env: { ...process.env, RCLONE_CONFIG: join(folder, "..", "no-rclone.conf") },
  });
};
const serveMoto = (binary: string, port: number): ChildProcess =>
  spawn(binary, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });

const cacheFolder = (): string => process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");

/** The path of the built binary; the first build takes some minutes. */
async function rcloneBinary(): Promise<string> {
  const sum = await readFile(join(sources, "go.sum"));
  const target = join(cacheFolder(), `rclone-${createHash("sha256").update(sum).digest("hex").slice(0, 12)}`);
  if (await exists(target)) return target;
  console.warn("Building rclone, once; this takes some minutes.");
  await mkdir(cacheFolder(), { recursive: true });
  const temporary = `${target}.${process.pid}`;
  const options = ["build", "-trimpath", "-ldflags", "-s -w", "-o", temporary, "."];
  await run("go", options, { cwd: sources, env: { ...process.env, CGO_ENABLED: "0" }, maxBuffer: 1e8 });
  await rename(temporary, target);
  return target;
}

async function motoServer(): Promise<string> {
  const folder = join(cacheFolder(), `moto-${motoVersion}`);
  const binary = join(folder, "bin", "moto_server");
  if (await exists(binary)) return binary;
  await mkdir(cacheFolder(), { recursive: true });
  await run("python3", ["-m", "venv", folder]);
  await run(join(folder, "bin", "pip"), ["install", "--quiet", `moto[s3,server]==${motoVersion}`], { maxBuffer: 1e8 });
  return binary;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Also waits for the server to be up. */
async function makeBucket(endpoint: string, child: ChildProcess): Promise<void> {
  const client = new S3Client({ endpoint, forcePathStyle: true, maxAttempts: 1 });
  for (let tries = 0; ; tries++) {
    try {
      await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
      client.destroy();
      return;
    } catch (cause) {
      if (child.exitCode !== null || tries > 300)
        throw new Error(`the S3 server did not start (exit ${child.exitCode})`, { cause });
      await setTimeout(100);
    }
  }
}
