// The author's packages that make tfjs faster: loaded from her project into the engine that her step's copy of tfjs has made.
import { createRequire } from "node:module";
import { join } from "node:path";
import type { InfoOf } from "./tfjs-convolution.js";
import { fillWasmKernels } from "./tfjs-kernels.js";

/** What is used of tfjs's engine, of which there is one for each copy of tfjs: see `tfjs-engine.ts` of the step process. */
export interface TfjsEngine {
  /** Undefined until something is computed or a backend is chosen. */
  readonly backendName: string | undefined;
  readonly registryFactory: Readonly<Record<string, unknown>>;
  /** False where it cannot be set up; throws where there is none of this name. */
  setBackend(name: string): Promise<boolean>;
  findBackend(name: string): unknown;
  removeBackend(name: string): void;
}

/** Best first. The names are those of `ZENC_TFJS_BACKEND`, after `cpu`, which comes with tfjs. */
export const tfjsPackages = [
  { name: "tfjs-node-gpu", package: "@tensorflow/tfjs-node-gpu", backend: "tensorflow" },
  { name: "tfjs-node", package: "@tensorflow/tfjs-node", backend: "tensorflow" },
  { name: "wasm", package: "@tensorflow/tfjs-backend-wasm", backend: "wasm" },
] as const;
export type TfjsPackage = (typeof tfjsPackages)[number];

/**
 * Loads a package into the engine and lets it compute. Null: the project does not have it.
 * @throws what the package throws, or an error that says that its backend cannot be set up
 */
export async function loadPackage(engine: TfjsEngine, one: TfjsPackage): Promise<string | null> {
  const { package: name, backend } = one;
  const require = createRequire(join(process.cwd(), "package.json"));
  let main: string;
  try {
    main = require.resolve(name);
  } catch {
    return null;
  }
  const { version } = require(`${name}/package.json`) as { readonly version: string };
  const quiet = console.warn;
  // The package brings a tfjs of its own, which finds this engine and warns of each kernel that it already has.
  console.warn = () => {};
  try {
    if (!holds(engine, one)) {
      // The other one of tfjs-node and tfjs-node-gpu, for which an earlier step has asked.
      if (engine.registryFactory[backend] !== undefined) engine.removeBackend(backend);
      // What is loaded already belongs to the engine of another copy of tfjs, or has registered its backend before.
      if (require.cache[main]) for (const path of Object.keys(require.cache)) if (isOfTfjs(path)) delete require.cache[path];
      // Several processes may share a GPU; without this the first takes all of its memory.
      process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= "true";
      require(name);
    }
    if (!(await engine.setBackend(backend))) throw new Error("its backend cannot be set up");
  } finally {
    console.warn = quiet;
  }
  if (backend === "wasm") {
    const core = createRequire(main)("@tensorflow/tfjs-core") as { backend_util: { computeConv2DInfo: InfoOf } };
    fillWasmKernels(engine, core.backend_util.computeConv2DInfo);
  }
  return `${name} ${version}`;
}

/** Whether the engine's backend is this package's, whoever has loaded it. */
export function holds(engine: TfjsEngine, { package: name, backend }: TfjsPackage): boolean {
  if (engine.registryFactory[backend] === undefined) return false;
  if (backend !== "tensorflow") return true;
  const found = engine.findBackend(backend) as { readonly isGPUPackage?: boolean } | null;
  return found?.isGPUPackage === name.endsWith("-gpu");
}

const isOfTfjs = (path: string): boolean => /[\\/]node_modules[\\/]@tensorflow[\\/]/.test(path);
