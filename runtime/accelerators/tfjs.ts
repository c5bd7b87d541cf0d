// What tfjs computes with: the best of the packages that the author's project has, unless she has chosen herself.
import type { TfjsBackend } from "../contract/index.js";
import { holds, loadPackage, type TfjsEngine, type TfjsPackage, tfjsPackages } from "./tfjs-packages.js";

/** What was decided for an engine; it lies on the engine, which outlives a step in a warm process. */
interface Choice {
  /** The modules of a step have set a backend while they were loaded: it stays. */
  readonly own: boolean;
  /** By package: its name and version, null where the project lacks it, or why it could not be loaded. */
  readonly loaded: Map<TfjsPackage, { readonly version: string | null } | { readonly problem: string }>;
}
const choiceOf = Symbol.for("zenc.tfjs-choice");
type ChosenEngine = TfjsEngine & { [choiceOf]?: Choice };

export interface ChosenBackend {
  readonly backend: TfjsBackend;
  /** By the author: her module has called `setBackend`, or her environment pins it. That tfjs-node makes itself the backend is no choice. */
  readonly isChosen: boolean;
}

/**
 * Sets the engine's backend, at the start of each step.
 * @param pinned `tfjs-node-gpu`, `tfjs-node`, `wasm` or `cpu`: this one and no other
 * @throws Error where `pinned` names a backend that is unknown, lacking or broken
 */
export async function chooseBackend(engine: TfjsEngine, pinned: string | undefined): Promise<ChosenBackend> {
  const chosen = engine as ChosenEngine;
  chosen[choiceOf] ??= { own: engine.backendName !== undefined, loaded: new Map() };
  const choice = chosen[choiceOf];
  if (pinned) return { backend: await pin(engine, choice, pinned), isChosen: true };
  if (choice.own) return { backend: backendOf(engine), isChosen: engine.backendName !== "tensorflow" };
  return { backend: await best(engine, choice), isChosen: false };
}

async function best(engine: TfjsEngine, choice: Choice): Promise<TfjsBackend> {
  const passedOver: string[] = [];
  for (const one of tfjsPackages) {
    const loaded = await load(engine, choice, one);
    if ("problem" in loaded) passedOver.push(`${one.package}: ${loaded.problem}`);
    else if (loaded.version !== null) return backendOf(engine, loaded.version, passedOver);
  }
  if (engine.registryFactory.cpu !== undefined) await engine.setBackend("cpu");
  return backendOf(engine, undefined, passedOver);
}

/** What the engine computes with now: a step may have chosen another backend while it ran. */
export function backendOf(engine: TfjsEngine, version?: string, passedOver: readonly string[] = []): TfjsBackend {
  const name = engine.backendName ?? "cpu";
  const { isGPUPackage, isUsingGpuDevice } = (engine.findBackend(name) ?? {}) as {
    readonly isGPUPackage?: boolean;
    readonly isUsingGpuDevice?: boolean;
  };
  const native = isGPUPackage === undefined ? undefined : `@tensorflow/tfjs-node${isGPUPackage ? "-gpu" : ""}`;
  const from = version ?? native;
  return {
    name,
    ...(from === undefined ? {} : { package: from }),
    gpu: isUsingGpuDevice === true,
    ...(passedOver.length > 0 ? { passedOver } : {}),
  };
}

async function pin(engine: TfjsEngine, choice: Choice, pinned: string): Promise<TfjsBackend> {
  if (pinned === "cpu" && engine.registryFactory.cpu !== undefined) {
    await engine.setBackend("cpu");
    return backendOf(engine);
  }
  const one = tfjsPackages.find(({ name }) => name === pinned);
  if (!one) {
    const names = tfjsPackages.map(({ name }) => `"${name}"`).join(", ");
    throw new Error(`ZENC_TFJS_BACKEND is "${pinned}"; it may be ${names} or "cpu".`);
  }
  const loaded = await load(engine, choice, one);
  if ("problem" in loaded)
    throw new Error(`ZENC_TFJS_BACKEND asks for ${one.package}, which cannot be loaded: ${loaded.problem}`);
  if (loaded.version === null)
    throw new Error(`ZENC_TFJS_BACKEND asks for ${one.package}, which is not installed where the step runs (${process.cwd()}).`);
  return backendOf(engine, loaded.version);
}

async function load(engine: TfjsEngine, { loaded }: Choice, one: TfjsPackage) {
  const known = loaded.get(one);
  if (known && ("problem" in known || known.version === null)) return known;
  // The step before may have left another backend.
  if (known && holds(engine, one) && (await engine.setBackend(one.backend))) return known;
  const found = await loadPackage(engine, one).then(
    (version) => ({ version }),
    (error: unknown) => ({ problem: firstLine(error instanceof Error ? error.message : String(error)) }),
  );
  loaded.set(one, found);
  return found;
}

const firstLine = (text: string): string =>
  text
    .split("\n")
    .find((line) => line.trim() !== "")
    ?.trim() ?? text;
