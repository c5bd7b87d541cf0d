// What Kubernetes does to pods, and allows them.

/** How often a task is started anew whose pod was lost: evicted, preempted, its node gone. That counts for no attempt of its step. */
export const lostPods = 3;

/** What a kubelet takes of a container's termination message: it cuts the beginning off. */
export const terminationMessageBytes = 4096;
