export * from "./pipeline.js";
export * from "./quantity.js";
export * from "./stack.js";
