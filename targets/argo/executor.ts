// The containers that Argo puts beside a step's: its controller gives them no security context unless it is configured to.
import type { PodSecurity } from "../pod/index.js";

/** The user of Argo's own images that are not root's; that of the usual one is. */
const executorUser = 8737;

/**
 * A patch of all pods of a workflow, with which they keep to the restricted security standard whatever the controller's configuration says:
 * without, a namespace that enforces it refuses them, and where none does, a container that must not be root finds itself in an image that is.
 * A user that the stack names is the pod's, and so theirs.
 */
export function executorPatch({ runAsUser }: PodSecurity): string {
  const securityContext = {
    ...(runAsUser === undefined ? { runAsUser: executorUser } : {}),
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
  };
  return JSON.stringify({
    initContainers: [{ name: "init", securityContext }],
    containers: [{ name: "wait", securityContext }],
  });
}
