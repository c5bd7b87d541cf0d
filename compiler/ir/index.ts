export * from "./pipeline.js";
export * from "./placement.js";
export * from "./stack.js";
