// The pod that a step runs in, for targets that run steps in pods.
export * from "./document.js";
export * from "./pod.js";
