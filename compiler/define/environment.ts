// Names of environment variables that a step may have: POSIX names, without those that belong to the system or the engine.
import { accept, type Parsed, type Parser, refuse } from "./optionReader.js";
import { inside } from "./scalars.js";

const reserved = new Set(
  "PATH HOME PWD SHELL USER TMPDIR NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS LD_PRELOAD LD_LIBRARY_PATH".split(" "),
);
const reservedPrefixes = ["ZENC_", "GITHUB_", "RUNNER_", "ACTIONS_", "ARGO_", "AIRFLOW_", "KUBERNETES_", "DYLD_"];

/** One name; `expected` says what is wrong with it. */
export const environmentName: Parser<string> = (value) => {
  if (typeof value !== "string" || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(value)) {
    return refuse("the name of an environment variable", "Use letters, digits and _; a digit does not come first.");
  }
  const upper = value.toUpperCase();
  if (reserved.has(upper) || reservedPrefixes.some((prefix) => upper.startsWith(prefix))) {
    return refuse("a name that neither the system nor an engine uses", `Give "${value}" a name of your own, as "APP_${value}".`);
  }
  return accept(value);
};

/** Constant variables: names to texts. */
export const environmentConstants: Parser<Readonly<Record<string, string>>> = (
  value,
): Parsed<Readonly<Record<string, string>>> => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("an object of texts");
  for (const [name, given] of Object.entries(value)) {
    const parsed = environmentName(name);
    if (!parsed.ok) return inside(name, name, parsed);
    if (typeof given !== "string") return inside(name, given, refuse("a text"));
    if (given.includes("\0")) return inside(name, given, refuse("a text without a NUL character"));
  }
  return accept(value as Readonly<Record<string, string>>);
};
