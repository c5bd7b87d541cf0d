// Brings a real Airflow: a virtual environment with exactly the packages of requirements.lock, and a migrated database, in a
// cache folder that is named after the lock.
import { type ExecFileException, execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Airflow {
  /** The environment's Python. */
  readonly python: string;
  /** `ruff`, of the same environment. */
  readonly ruff: string;
  /** An empty, migrated database, to be copied. */
  readonly database: string;
}

const lockFile = fileURLToPath(new URL("./requirements.lock", import.meta.url));
const uv = "uv==0.13.9";
const oldest = [3, 10] as const;

/** Installs Airflow where it is not there yet (half a minute with the packages' registry), and checks that it works. */
export async function installAirflow(): Promise<Airflow> {
  const lock = await readFile(lockFile);
  const cache = process.env.ZENC_TEST_CACHE ?? join(homedir(), ".cache", "zenc-test");
  const folder = join(cache, `airflow-${createHash("sha256").update(lock).update(uv).digest("hex").slice(0, 12)}`);
  if (!(await works(folder, lock.toString()))) {
    await rm(folder, { recursive: true, force: true });
    await build(cache, folder);
    if (!(await works(folder, lock.toString()))) throw new Error(`Airflow was installed in ${folder}, but does not work there.`);
  }
  return airflowIn(folder);
}

const airflowIn = (folder: string): Airflow => ({
  python: join(folder, "venv", "bin", "python"),
  ruff: join(folder, "venv", "bin", "ruff"),
  database: join(folder, "airflow.db"),
});

/** Whether the packages are those of the lock, and import. */
async function works(folder: string, lock: string): Promise<boolean> {
  const { python, database } = airflowIn(folder);
  const wanted = /^apache-airflow==(\S+)/m.exec(lock)?.[1];
  const program = "import airflow, airflow.providers.standard as standard; print(airflow.__version__)";
  try {
    await stat(database);
    return (await run(python, ["-W", "ignore", "-c", program], environmentIn(join(folder, "home")))).trim().endsWith(`${wanted}`);
  } catch {
    return false;
  }
}

/** In a folder beside, which then takes the name: what bears the name is whole. */
async function build(cache: string, folder: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const temporary = await mkdtemp(join(cache, "building-"));
  try {
    const boot = join(temporary, "boot");
    const { python, database } = airflowIn(temporary);
    const system = await findPython();
    await makeEnvironment(system, boot);
    await run(join(boot, "bin", "python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", uv]);
    const fast = join(boot, "bin", "uv");
    await run(fast, ["venv", "--quiet", "--relocatable", "--python", join(boot, "bin", "python"), join(temporary, "venv")]);
    await run(fast, ["pip", "install", "--quiet", "--python", python, "--require-hashes", "--no-deps", "-r", lockFile]);
    await rm(boot, { recursive: true });
    const home = join(temporary, "home");
    await run(python, ["-m", "airflow", "db", "migrate"], {
      ...environmentIn(home),
      AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `sqlite:///${database}`,
    });
    await rename(temporary, folder).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // else somebody else was faster
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const environmentIn = (home: string) => ({ ...process.env, AIRFLOW_HOME: home, AIRFLOW__CORE__LOAD_EXAMPLES: "False" });

/** The first Python that is new enough. */
async function findPython(): Promise<string> {
  const names = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"];
  for (const name of names) {
    const program = `import sys; assert (${oldest.join(", ")}) <= sys.version_info[:2] < (3, 14); print(sys.executable)`;
    const found = await run(name, ["-c", program]).catch(() => "");
    if (found !== "") return found.trim();
  }
  throw new Error(
    `The engine tests run a real Airflow, which needs Python ${oldest.join(".")} to 3.13, and found none (tried ${names.join(", ")}). On Debian: apt-get install python3 python3-venv.`,
  );
}

/** Debian keeps `venv` in a package of its own. */
async function makeEnvironment(python: string, folder: string): Promise<void> {
  const make = () => run(python, ["-m", "venv", "--clear", folder]);
  try {
    await make();
  } catch {
    await run("apt-get", ["install", "-y", "-qq", "python3-venv"]).catch((error: Error) => {
      throw new Error(`"${python} -m venv" does not work, and "apt-get install python3-venv" neither: ${error.message}`);
    });
    await make();
  }
}

/** The standard output; an error says what the command wrote. */
export function run(command: string, words: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    const done = (error: ExecFileException | null, output: string, errors: string) => {
      if (error)
        reject(new Error(`${command} ${words.join(" ")}: ${error.code}\n${output.slice(-4000)}\n${errors.slice(-4000)}`));
      else resolve(output);
    };
    execFile(command, words, { env: environment, maxBuffer: 1 << 26 }, done);
  });
}
