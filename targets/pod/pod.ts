// The pod of a step.
import type { StepPlan } from "../../runtime/contract/index.js";
import type { EmitRequest } from "../target.js";
import type { Pod } from "./document.js";

/** The pod of a step; of null, a gate. */
export function podOf(step: StepPlan | null, { stack }: EmitRequest): Pod {
  const image = step?.image ?? stack.image;
  return {
    ...(image === undefined ? {} : { image }),
    env: [
      { name: "HOME", value: "/tmp" },
      { name: "TMPDIR", value: "/tmp" },
    ],
    resources: { requests: { cpu: "250m", memory: "512Mi" } },
    volumes: [{ name: "scratch", emptyDir: {} }],
    volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
    labels: {},
    annotations: {},
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containerSecurityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
  };
}

/** One step that stands for several. */
export function stepFor(steps: readonly StepPlan[]): StepPlan | null {
  return steps[0] ?? null;
}
