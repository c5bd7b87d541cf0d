export * from "./pipeline.js";
export * from "./stack.js";
