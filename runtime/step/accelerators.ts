// What a step gets of the accelerators it asks for, and what tfjs computes with in it: found, checked and told before its function is called.
import type { TfjsEngine } from "../accelerators/index.js";
import type { AcceleratorRecord, Resources, StepModule, StepName } from "../contract/index.js";
import { AttemptFailure } from "./failure.js";
import type { TaskContext } from "./task-context.js";

type Asked = NonNullable<Resources["gpu"]>;

/** Of one attempt: what was found, as it is found. */
export interface Accelerators {
  /** Looks for devices where the step asks for some. @throws AttemptFailure where it needs what is not there */
  check(): Promise<void>;
  /** Chooses what tfjs computes with, where the step's module has loaded it. @throws AttemptFailure where that must be a GPU and is none */
  chooseBackend(module: StepModule): Promise<void>;
  /** To be read when the function has ended: what it computed with in the end. */
  close(): Promise<void>;
  /** Undefined where there is nothing to tell: no accelerator was asked for, and no tfjs loaded. */
  record(): AcceleratorRecord | undefined;
}

/**
 * Its functions are called within the step's surroundings: its environment counts, and what is written goes into its log.
 * @param asked what the step asks for, if it does
 */
export function acceleratorsOf(
  { session, request }: TaskContext,
  step: StepName,
  asked: Asked | undefined,
  onFound: (record: AcceleratorRecord) => void,
): Accelerators {
  let found: AcceleratorRecord | undefined;
  let engine: TfjsEngine | undefined;
  const note = (more: AcceleratorRecord): void => {
    found = { ...found, ...more };
    onFound(found);
  };
  const isRequired = asked !== undefined && !asked.optional && request.accelerators !== "optional";
  /** The local engine has one machine; any other may start the next attempt on another one, so that retries are worth their while. */
  const isHopeless = request.engine === "local";
  const fail = (message: string, hopeless: boolean): never => {
    throw new AttemptFailure("step", "AcceleratorMissing", message, hopeless);
  };
  /** Ends the attempt, or is told where the step goes on without. */
  const tellLack = (lacks: string, help: string, hopeless = isHopeless): void => {
    note({ lacks });
    if (isRequired) fail(`The step "${step}" ${lacks}.\n${help}`, hopeless);
    process.stderr.write(`zenc: the step "${step}" ${lacks}; it goes on without.\n`);
  };
  return {
    async check() {
      if (!asked) return;
      const { devices, looked } = await session.accelerators();
      note({ devices });
      const { askedText, lacksOf } = await import("../accelerators/index.js");
      const lacks = lacksOf(asked, devices);
      if (lacks === null) return;
      const help = `Looked at: ${looked.join("; ")}.\n${helpFor(request.engine, asked)}`;
      tellLack(`asks for ${askedText(asked)}, and the machine ${lacks}`, help);
    },
    async chooseBackend(module) {
      engine = engineOf(module);
      if (!engine) return;
      const { chooseBackend } = await import("../accelerators/index.js");
      const pinned = process.env.ZENC_TFJS_BACKEND || undefined;
      const { backend, isChosen } = await chooseBackend(engine, pinned).catch((error: Error) => {
        throw new AttemptFailure("step", "BackendMissing", error.message, true);
      });
      note({ backend });
      if (!asked || isChosen || backend.gpu || found?.lacks !== undefined) return;
      const isBlind = backend.package?.startsWith("@tensorflow/tfjs-node-gpu") === true;
      const why = isBlind
        ? `${backend.package} finds none that it can use, for lack of CUDA 11.2, cuDNN 8.1 or their driver`
        : [...(backend.passedOver ?? []), `it computes with ${backend.package ?? "its own code for the processor"}`].join("; ");
      const help =
        "Install @tensorflow/tfjs-node-gpu where the step runs. If tfjs is meant to compute on the processor in this step, say so: " +
        '`env: { ZENC_TFJS_BACKEND: "cpu" }`.';
      // A package that lacks here lacks wherever this code runs.
      tellLack(`asks for an accelerator, but tfjs does not use one: ${why}`, help, isHopeless || !isBlind);
    },
    async close() {
      engine ??= engineOf();
      if (!engine || engine.backendName === undefined || engine.backendName === found?.backend?.name) return;
      const { backendOf } = await import("../accelerators/index.js");
      note({ backend: backendOf(engine) });
    },
    record: () => found,
  };
}

/** tfjs keeps it on globalThis; what is loaded from the project's packages is no longer there for the second step of a process. */
function engineOf(module?: StepModule): TfjsEngine | undefined {
  const { _tfengine } = globalThis as { _tfengine?: TfjsEngine };
  const tfjs = module?.libraries?.tfjs as { engine?(): TfjsEngine } | undefined;
  const engine = _tfengine ?? tfjs?.engine?.();
  // Of a tfjs that zenc does not know it keeps its hands off.
  return typeof engine?.setBackend === "function" && typeof engine.registryFactory === "object" ? engine : undefined;
}

function helpFor(engine: string, { count }: Asked): string {
  const here =
    engine === "local"
      ? "To run it without one on this machine: `zenc run --accelerators optional`, or `local: { accelerators: optional }` in zenc.yaml."
      : "See that the machine or pod that the engine chose has it, with its driver and device plugin.";
  return `${here} To let it run without one everywhere: \`gpu: { count: ${count}, optional: true }\`.`;
}
