// The contract: everything that the compiler, the targets and the runtime agree on. Data only.
export * from "./accelerator.js";
export * from "./cache-folder.js";
export * from "./codec.js";
export * from "./expression.js";
export * from "./ids.js";
export * from "./json.js";
export * from "./model-name.js";
export * from "./parameter-text.js";
export * from "./plan.js";
export * from "./process.js";
export * from "./publication-text.js";
export * from "./quantity.js";
export * from "./record.js";
export * from "./store.js";
export * from "./structure.js";
export * from "./together.js";
export * from "./wiring.js";
