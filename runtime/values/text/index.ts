// Extended JSON text: plain data is plain JSON in its own key order; what JSON lacks is an object tagged `$zenc`.
export { decodeText } from "./decode.js";
export { encodeText, type TextOptions } from "./encode.js";
