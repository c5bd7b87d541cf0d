// The request that the environment of a `zenc-step` process says.
import { type Digest, environment, type IndexPath, parameterTextsLength, type TaskId } from "../contract/index.js";
import { misuse } from "./failure.js";
import type { TaskRequest } from "./task.js";

/** Reads the environment. Throws a TaskFailure, exit code "usage", that names every variable that is wrong. */
export function requestOf(env: NodeJS.ProcessEnv): TaskRequest {
  const { plan, task, index, run, store, engine, parameters, parameterTexts, moreParameterTexts, inputs, cache, accelerators } =
    environment;
  const missing = [plan, ...(env[environment.select] ? [] : [task]), run, store].filter((name) => !env[name]);
  if (missing.length > 0) throw misuse(`zenc-step needs ${missing.join(", ")} in its environment. See zenc-step --help.`);
  if (!/^[0-9a-f]{64}$/.test(env[plan] as string))
    throw misuse(`${plan} must be a digest of 64 hexadecimal digits, got "${env[plan]}".`);
  const given = env[accelerators] || "required";
  if (given !== "required" && given !== "optional")
    throw misuse(`${accelerators} must be "required" or "optional", got "${given}".`);
  return {
    plan: env[plan] as Digest,
    task: (env[task] ?? "") as TaskId,
    index: indexOf(env[index] ?? "", index),
    run: env[run] as string,
    store: env[store] as string,
    engine: env[engine] || "unknown",
    ...(env[parameters] ? { parametersJson: env[parameters] } : {}),
    ...(env[parameterTexts] ? { parameterTexts: textsOf(env[parameterTexts], env[moreParameterTexts] ?? "") } : {}),
    ...(env[inputs] ? { parameterTexts: inputsOf(env[inputs]) } : {}),
    cache: env[cache] !== "0",
    ...(given === "optional" ? { accelerators: given } : {}),
  };
}

function indexOf(text: string, name: string): IndexPath {
  if (text === "" || text === "-1") return [];
  if (!/^\d+(\.\d+)*$/.test(text))
    throw misuse(`${name} must be empty, "-1", or numbers joined by dots as "3.1", got "${text}".`);
  return text.split(".").map(Number);
}

function textsOf(first: string, more: string): Readonly<Record<string, string>> {
  if (more.length >= parameterTextsLength)
    throw misuse(
      `The run's parameters are too long: together they may have ${kilobytes} kB of JSON. Pass the name of a file or of an object instead.`,
    );
  try {
    const texts: unknown = JSON.parse(Buffer.from(first + more, "base64").toString("utf8"));
    const isObject = typeof texts === "object" && texts !== null && !Array.isArray(texts);
    if (isObject && Object.values(texts).every((text) => typeof text === "string")) return texts as Record<string, string>;
  } catch {}
  throw misuse(`${environment.parameterTexts} must be the base64 of a JSON object of strings.`);
}

/** The texts that GitHub's inputs stand for. */
function inputsOf(text: string): Readonly<Record<string, string>> {
  const misread = misuse(`${environment.inputs} must be a JSON object of texts, numbers and booleans.`);
  let inputs: unknown;
  try {
    inputs = JSON.parse(text);
  } catch {
    throw misread;
  }
  // A run that nobody has started by hand has none.
  if (inputs === null) return {};
  if (typeof inputs !== "object" || Array.isArray(inputs)) throw misread;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      if (typeof value === "string") return [name, value];
      if (typeof value === "number" || typeof value === "boolean") return [name, JSON.stringify(value)];
      throw misread;
    }),
  );
}

/** Of JSON; four characters of base64 are three bytes. */
const kilobytes = Math.floor((2 * parameterTextsLength * 3) / 4 / 1000);
