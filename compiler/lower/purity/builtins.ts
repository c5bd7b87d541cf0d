// JavaScript's own functions, by what calling them does: nothing but give a value, change their receiver, or reach outside.

/** Methods of the types in TypeScript's library, by the name of the declaring interface. What is not listed is refused. */
interface Methods {
  readonly pure: ReadonlySet<string>;
  readonly mutating: ReadonlySet<string>;
  /** Pure methods whose result is a new container, so that it may be written to. */
  readonly fresh: ReadonlySet<string>;
  /** Pure methods that may throw on values of their static types. */
  readonly throwing: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter(Boolean));
const methods = (pure: string, mutating = "", fresh = "", throwing = ""): Methods => ({
  pure: words(`${pure} ${fresh} ${throwing}`),
  mutating: words(mutating),
  fresh: words(fresh),
  throwing: words(throwing),
});

const objectMethods = "hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf";
const arrays = methods(
  `at every find findIndex findLast findLastIndex forEach includes indexOf join keys entries values lastIndexOf some toString ${objectMethods}`,
  "copyWithin fill pop push reverse shift sort splice unshift",
  "concat filter flat flatMap map slice toReversed toSorted",
  "reduce reduceRight toSpliced with",
);
const strings = methods(
  `anchor at charAt charCodeAt codePointAt concat endsWith includes indexOf isWellFormed lastIndexOf length
   replace slice startsWith substr substring toLowerCase toUpperCase toWellFormed trim trimEnd trimStart trimLeft trimRight ${objectMethods}`,
  "",
  "split",
  "match matchAll normalize padEnd padStart repeat replaceAll search",
);
const typedArrays = methods(
  `at every find findIndex findLast findLastIndex forEach includes indexOf join keys entries values lastIndexOf reduce reduceRight some subarray ${objectMethods}`,
  "copyWithin fill reverse set sort",
  "filter map slice toReversed toSorted",
  "with",
);
const maps = methods(`get has keys values entries forEach ${objectMethods}`, "set delete clear");
const sets = methods(
  `has keys values entries forEach isSubsetOf isSupersetOf isDisjointFrom ${objectMethods}`,
  "add delete clear",
  "union intersection difference symmetricDifference",
);

const byInterface: ReadonlyMap<string, Methods> = new Map([
  ["Array", arrays],
  ["ReadonlyArray", arrays],
  ["ConcatArray", arrays],
  ["String", strings],
  ["Number", methods(objectMethods, "", "", "toExponential toFixed toPrecision")],
  ["Boolean", methods(objectMethods)],
  ["BigInt", methods(objectMethods)],
  ["Object", methods(objectMethods)],
  ["Map", maps],
  ["ReadonlyMap", maps],
  ["Set", sets],
  ["ReadonlySet", sets],
  ["ReadonlySetLike", sets],
  ["RegExp", methods("exec test toString")],
  ["Error", methods("toString")],
  [
    "Date",
    methods(
      `getTime getUTCDate getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds valueOf`,
      `setTime setUTCDate setUTCFullYear setUTCHours setUTCMilliseconds setUTCMinutes setUTCMonth setUTCSeconds`,
      "",
      "toISOString toJSON",
    ),
  ],
  ...[
    "Uint8Array",
    "Int8Array",
    "Uint8ClampedArray",
    "Uint16Array",
    "Int16Array",
    "Uint32Array",
    "Int32Array",
    "Float32Array",
    "Float64Array",
    "BigInt64Array",
    "BigUint64Array",
  ].map((name): [string, Methods] => [name, typedArrays]),
]);

export type MethodNature = "pure" | "mutating" | "impure";

/** What calling `method` of the library type `type` does. */
export function natureOfMethod(type: string, method: string): MethodNature {
  const known = byInterface.get(type);
  if (known?.mutating.has(method)) return "mutating";
  return known?.pure.has(method) ? "pure" : "impure";
}

/** Methods that give the same everywhere if they are told the locale: the place of that argument. */
const localeMethods: ReadonlyMap<string, number> = new Map([
  ["String.localeCompare", 1],
  ["String.toLocaleUpperCase", 0],
  ["String.toLocaleLowerCase", 0],
  ["Number.toLocaleString", 0],
  ["BigInt.toLocaleString", 0],
]);
/** The place of the locale among a method's arguments; undefined where there is none. */
export const localeArgument = (type: string, method: string): number | undefined => localeMethods.get(`${type}.${method}`);
export const givesFresh = (type: string, method: string): boolean => byInterface.get(type)?.fresh.has(method) === true;
export const methodMayThrow = (type: string, method: string): boolean =>
  byInterface.get(type)?.throwing.has(method) !== false || type === "Number";
export const namesOfMethods = (type: string): readonly string[] => [...(byInterface.get(type)?.pure ?? [])];

/** Pure members of global objects: `Math.max`. Not listed: not pure. */
const statics: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "Math",
    words(`abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log log10 log1p log2 max min pow
      round sign sin sinh sqrt tan tanh trunc E LN10 LN2 LOG10E LOG2E PI SQRT1_2 SQRT2`),
  ],
  ["JSON", words("parse stringify")],
  ["Object", words("keys values entries fromEntries hasOwn is groupBy getOwnPropertyNames assign freeze")],
  ["Array", words("isArray from of")],
  [
    "Number",
    words(`isInteger isFinite isNaN isSafeInteger parseFloat parseInt EPSILON MAX_SAFE_INTEGER MIN_SAFE_INTEGER MAX_VALUE MIN_VALUE NaN
      NEGATIVE_INFINITY POSITIVE_INFINITY`),
  ],
  ["String", words("fromCharCode fromCodePoint")],
  ["BigInt", words("asIntN asUintN")],
  ["Date", words("UTC")],
  ["Map", words("groupBy")],
]);
/** Static functions whose result is a new container. */
const freshStatics = words(
  "Object.keys Object.values Object.entries Object.fromEntries Object.groupBy Array.from Array.of JSON.parse Map.groupBy",
);
/** Static functions that cannot throw on values of their static types. */
const totalStatics = words("Object.keys Object.values Object.entries Object.is Object.hasOwn Array.isArray Array.of");

export const isPureStatic = (object: string, member: string): boolean => statics.get(object)?.has(member) === true;
export const isFreshStatic = (object: string, member: string): boolean => freshStatics.has(`${object}.${member}`);
export const isTotalStatic = (object: string, member: string): boolean =>
  object === "Math" || (object === "Number" && isPureStatic(object, member)) || totalStatics.has(`${object}.${member}`);
export const membersOf = (object: string): readonly string[] => [...(statics.get(object) ?? [])];
export const hasStatics = (object: string): boolean => statics.has(object);

/** Global functions that may be called, or handed to a method: `xs.map(Number)`. */
export const pureFunctions =
  words(`Number String Boolean BigInt parseInt parseFloat isNaN isFinite structuredClone encodeURIComponent
  decodeURIComponent encodeURI decodeURI atob btoa`);
/** Global values. */
export const pureValues = words("undefined NaN Infinity");
/** Global classes that may be made with `new` and tested with `instanceof`. `Date` needs an argument. */
export const pureClasses =
  words(`Array Map Set Date RegExp Error TypeError RangeError SyntaxError URIError Uint8Array Int8Array Uint8ClampedArray
  Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array BigInt64Array BigUint64Array`);
