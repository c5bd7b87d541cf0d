// What of accelerators a process really has: devices, and what tfjs computes with.
export { findAccelerators } from "./find.js";
export { askedText, devicesText, lacksOf } from "./fit.js";
export type { Found, Machine } from "./machine.js";
export { backendOf, chooseBackend } from "./tfjs.js";
export type { TfjsEngine } from "./tfjs-packages.js";
