// The pod that a step runs in: what all targets share that run steps on Kubernetes.
export { checkPods } from "./check.js";
export { claimTemplatesOf, type ResourceClaimTemplate } from "./claims.js";
export type * from "./document.js";
export { lostPods, terminationMessageBytes } from "./limits.js";
export { kubernetesSection } from "./options.js";
export { podOf } from "./pod.js";
export { writeObject } from "./write.js";
