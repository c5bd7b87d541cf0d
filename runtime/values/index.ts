// Values and artifacts: what crosses a step boundary, how it is stored, and how it is read back.
export type { OwnSource, ValueContext } from "./context.js";
export { digestOfValue } from "./digest.js";
export { isValueError, type ValueError } from "./error.js";
export { exportArtifact } from "./export.js";
export { type Handle, handleOf, isHandle } from "./handle.js";
export { loadValue } from "./load.js";
export { materialize } from "./materialize.js";
export { decodeText, encodeText, type TextOptions } from "./text/index.js";
export { writeValue } from "./write.js";
