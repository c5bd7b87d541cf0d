// The pod that a step runs in: what the step asks for, what its pool and the stack say, and what the restricted security standard wants.
import { quantityBytes, type StepPlan } from "../../runtime/contract/index.js";
import type { EmitRequest, Pool } from "../target.js";
import { claimTemplateName } from "./claims.js";
import type { Pod, PodVariable, PodVariables, Volume } from "./document.js";
import { nodesOf } from "./nodes.js";
import { type PodOptions, type PoolOptions, podOptions, poolOptions, type Reference } from "./options.js";
import { bytesQuantity, claimName, resourcesOf } from "./resources.js";

/** Where a container may write: scratch, caches, HOME. All else is read-only. */
const scratch = "/tmp";
const defaultSharedMemory = "1Gi";

/**
 * The pod of a step; of null, a gate: small, and without accelerators. It depends on nothing else of the task, so that equal steps have
 * equal pods. Total: what cannot be said was reported by `checkPods`.
 */
export function podOf(step: StepPlan | null, request: EmitRequest): Pod {
  const { stack } = request;
  const options = podOptions(stack);
  const found = poolOf(step, stack);
  const pool = found && poolOptions(found);
  const accelerated = step?.pool !== undefined;
  const { imagePullPolicy, imagePullSecrets } = options;
  const image = step?.image ?? stack.image;
  const sharedMemoryBytes = step === null ? 0 : sharedMemoryOf(pool, options, accelerated);
  const priorityClassName = pool?.priorityClass ?? options.priorityClass;
  const envFrom = options.envFrom.map(variablesOf);
  return {
    ...(image === undefined ? {} : { image }),
    ...(imagePullPolicy === undefined ? {} : { imagePullPolicy }),
    ...(imagePullSecrets.length === 0 ? {} : { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    env: variables(step, options, stack),
    ...(envFrom.length === 0 ? {} : { envFrom }),
    resources: resourcesOf(step, pool, options, sharedMemoryBytes),
    ...(accelerated && step.resources.gpu && found && pool?.claim
      ? {
          resourceClaims: [
            { name: claimName, resourceClaimTemplateName: claimTemplateName(found.name, pool.claim, step.resources.gpu) },
          ],
        }
      : {}),
    ...nodesOf(pool, accelerated, options, stack),
    ...volumesOf(step, sharedMemoryBytes),
    ...(pool?.runtimeClass === undefined ? {} : { runtimeClassName: pool.runtimeClass }),
    ...(priorityClassName === undefined ? {} : { priorityClassName }),
    labels: labelsOf(found, pool, options),
    annotations: { ...options.annotations, ...pool?.annotations, ...(staysPut(step, pool) ? stays : {}) },
    securityContext: {
      runAsNonRoot: true,
      ...(options.runAsUser === undefined ? {} : { runAsUser: options.runAsUser }),
      seccompProfile: { type: "RuntimeDefault" },
    },
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/** The pool that `place` chose; of a gate, the cheapest machines. */
function poolOf(step: StepPlan | null, { accelerators = [], machines = [] }: EmitRequest["stack"]): Pool | undefined {
  if (step === null) return machines.toSorted((a, b) => (a.cost ?? Number.MAX_VALUE) - (b.cost ?? Number.MAX_VALUE))[0];
  if (step.pool !== undefined) return accelerators.find(({ name }) => name === step.pool);
  return machines.find(({ name }) => name === step.machine);
}

function variables(
  step: StepPlan | null,
  options: PodOptions,
  { accelerators = [] }: EmitRequest["stack"],
): readonly PodVariable[] {
  const secrets = (step?.secrets ?? []).flatMap((name): PodVariable[] => {
    const { secret = options.secret, key = name } = options.secrets[name] ?? {};
    return secret === undefined ? [] : [{ name, valueFrom: { secretKeyRef: { name: secret, key } } }];
  });
  const given = Object.entries(options.env).map(([name, reference]) => ({ name, valueFrom: sourceOf(reference) }));
  const plain = step?.pool === undefined && accelerators.length > 0;
  // Of one name the last stands: the step's before the stack's, the stack's before zenc's.
  const all = [...own, ...(plain ? [noDevices] : []), ...given, ...secrets].map((variable) => [variable.name, variable] as const);
  return [...new Map(all).values()];
}

const own: readonly PodVariable[] = [
  { name: "HOME", value: scratch },
  { name: "TMPDIR", value: scratch },
];
/** Images of CUDA ask for all devices by this variable, and a container runtime for accelerators grants them to whoever asks. */
const noDevices: PodVariable = { name: "NVIDIA_VISIBLE_DEVICES", value: "void" };

function sourceOf(reference: Reference): Extract<PodVariable, { readonly valueFrom: unknown }>["valueFrom"] {
  if ("field" in reference) return { fieldRef: { fieldPath: reference.field } };
  if ("secret" in reference) return { secretKeyRef: { name: reference.secret, key: reference.key } };
  return { configMapKeyRef: { name: reference.configMap, key: reference.key } };
}

const variablesOf = (from: PodOptions["envFrom"][number]): PodVariables =>
  "secret" in from ? { secretRef: { name: from.secret } } : { configMapRef: { name: from.configMap } };

/** Of /dev/shm, which is 64 MB where nothing is said: too little for the data loaders of most libraries. */
function sharedMemoryOf(pool: PoolOptions | undefined, options: PodOptions, accelerated: boolean): number {
  const written = pool?.sharedMemory ?? options.sharedMemory ?? (accelerated ? defaultSharedMemory : undefined);
  return (written !== undefined && quantityBytes(written)) || 0;
}

function volumesOf(step: StepPlan | null, sharedMemoryBytes: number): Pick<Pod, "volumes" | "volumeMounts"> {
  const { diskBytes } = step?.resources ?? {};
  const sizeLimit = diskBytes === undefined ? {} : { sizeLimit: bytesQuantity(diskBytes) };
  const shared: Volume = { name: "shm", emptyDir: { medium: "Memory", sizeLimit: bytesQuantity(sharedMemoryBytes) } };
  const memory = sharedMemoryBytes > 0;
  return {
    volumes: [{ name: "scratch", emptyDir: sizeLimit }, ...(memory ? [shared] : [])],
    volumeMounts: [{ name: "scratch", mountPath: scratch }, ...(memory ? [{ name: "shm", mountPath: "/dev/shm" }] : [])],
  };
}

function labelsOf(found: Pool | undefined, pool: PoolOptions | undefined, options: PodOptions): Pod["labels"] {
  const queue = pool?.queue ?? options.queue;
  return {
    ...(found === undefined ? {} : { "zenc/pool": labelValue(found.name) }),
    ...options.labels,
    ...pool?.labels,
    ...(queue === undefined ? {} : { "kueue.x-k8s.io/queue-name": queue }),
  };
}

/** A pool's name as the value of a label, which ends with a letter or digit. */
const labelValue = (name: string): string => name.replace(/[^A-Za-z0-9]+$/, "");

/** A trainer loses hours where an autoscaler moves it to save a node. On spot machines nothing can keep it. */
const staysPut = (step: StepPlan | null, pool: PoolOptions | undefined): boolean =>
  step?.kind === "trainer" && !(pool?.spot ?? step.spot);
const stays = {
  "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
  "karpenter.sh/do-not-disrupt": "true",
} as const;
