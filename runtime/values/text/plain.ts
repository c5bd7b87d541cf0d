// Which objects are nothing but their fields, so that writing the fields loses nothing.
import { types } from "node:util";
import { describe } from "../error.js";

/** Why an object that is no array and no known built-in cannot be written as its fields, or null where it can. */
export function problemOf(value: object): string | null {
  if (types.isPromise(value)) return "is a promise; await it first";
  if (types.isProxy(value) || types.isBoxedPrimitive(value)) return `${describe(value)} is not data and cannot be stored`;
  if (Object.getOwnPropertySymbols(value).length > 0) return "has a symbol as a key and cannot be stored";
  let prototype: object | null = Object.getPrototypeOf(value);
  // The last prototype of a chain is some realm's Object.prototype.
  while (prototype !== null && prototype !== Object.prototype && Object.getPrototypeOf(prototype) !== null) {
    const member = Object.getOwnPropertyNames(prototype).find((name) => name !== "constructor");
    if (member !== undefined) {
      return `${describe(value)} has behaviour ("${member}"), only its data could be stored; return a plain object instead`;
    }
    prototype = Object.getPrototypeOf(prototype);
  }
  return null;
}
