// The options of a step, checked and in canonical units.
import type { ts } from "ts-morph";
import type { Resources, RetryPolicy, StepKind } from "../../runtime/contract/index.js";
import { diagnose } from "../diagnostics/index.js";
import type { StepOptions } from "../ir/index.js";
import type { Authored } from "./authored.js";
import type { Evaluate } from "./constants.js";
import type { DefineContext } from "./context.js";
import { environmentConstants, environmentName } from "./environment.js";
import { accept, type OptionsObject, openOptions, type Parser, refuse } from "./optionReader.js";
import { boolean, listOf, nameText, objectOf, positiveNumber, text, wholeNumber } from "./scalars.js";
import { duration, positiveDuration, quantity } from "./units.js";

const names = "name cpu memory disk gpu retries timeout cache env secrets image spot effect batch register materialize".split(
  " ",
);

/** What the options say beside `StepOptions`. */
export interface ReadStepOptions {
  readonly options: StepOptions;
  readonly name: string | undefined;
  readonly effect: boolean;
  /** As it is written: what it means depends on what the step returns. */
  readonly materialize: ts.Expression | undefined;
}

export function readStepOptions(authored: Authored, evaluate: Evaluate, context: DefineContext): ReadStepOptions {
  const owner = { what: authored.name, node: authored.call, names };
  const given = openOptions(authored.options, owner, evaluate, context);
  if (given.has("register") && authored.name !== "trainer") {
    context.report(
      diagnose("register-not-trainer", context.spanOf(given.nodeOf("register")), { kind: authored.name as StepKind }),
    );
  }
  const env = given.read("env", environmentConstants) ?? {};
  const secrets = given.read("secrets", listOf(environmentName, "names")) ?? [];
  const both = secrets.find((name) => name in env);
  if (both !== undefined) {
    context.report(diagnose("secret-in-env", context.spanOf(given.nodeOf("secrets")), { name: both }));
  }
  const options: StepOptions = {
    retries: given.read("retries", retries) ?? noRetries,
    ...optional("timeoutSeconds", given.read("timeout", positiveDuration)),
    resources: resources(given),
    cache: given.read("cache", cache) ?? { enabled: true },
    env,
    secrets: [...new Set(secrets)],
    ...optional("image", given.read("image", image)),
    ...optional("spot", given.read("spot", boolean)),
    ...optional("batch", given.read("batch", wholeNumber(1))),
    ...optional("register", given.read("register", nameText)),
  };
  const effect = given.read("effect", (value) => (value === true ? accept(true) : refuse("true"))) ?? false;
  return { options, name: given.read("name", nameText), effect, materialize: given.expressionOf("materialize") };
}

/** `{ name: value }`, or nothing where there is no value. */
export function optional<K extends string, V>(name: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [P in K]: V });
}

const noRetries: RetryPolicy = { limit: 0, delaySeconds: 1, backoff: 1 };
const limit = wholeNumber(0);
const backoff: Parser<number> = (value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 1 ? accept(value) : refuse("a number of at least 1");

const retries: Parser<RetryPolicy> = (value) => {
  if (typeof value === "number") {
    const parsed = limit(value);
    return parsed.ok ? accept({ ...noRetries, limit: parsed.value }) : parsed;
  }
  const parsers = { limit, delay: duration, backoff, maxDelay: duration };
  const parsed = objectOf<{ limit: number; delay: number; backoff: number; maxDelay: number }>(value, parsers, ["limit"]);
  if (!parsed.ok) return typeof value === "object" ? parsed : refuse("a whole number, or an object with a limit");
  const { delay, maxDelay } = parsed.value;
  return accept({
    limit: parsed.value.limit ?? 0,
    delaySeconds: delay ?? noRetries.delaySeconds,
    backoff: parsed.value.backoff ?? noRetries.backoff,
    ...optional("maxDelaySeconds", maxDelay),
  });
};

const cache: Parser<StepOptions["cache"]> = (value) => {
  if (typeof value === "boolean") return accept({ enabled: value });
  const parsed = objectOf<{ version: string; maxAge: number }>(value, { version: text, maxAge: positiveDuration });
  if (!parsed.ok) return typeof value === "object" ? parsed : refuse("true, false or an object");
  const { version, maxAge } = parsed.value;
  return accept({ enabled: true, ...optional("version", version), ...optional("maxAgeSeconds", maxAge) });
};

/** A reference as registries write them: no white space, quotes or expressions. */
const image: Parser<string> = (value) =>
  typeof value === "string" && /^[a-z0-9]+([._:/-]+[A-Za-z0-9]+)*(@sha256:[0-9a-f]{64})?$/.test(value) && value.length <= 500
    ? accept(value)
    : refuse("an image reference", 'Write it as "registry.example.com/team/image:tag".');

type Gpu = NonNullable<Resources["gpu"]>;
const gpu: Parser<Gpu | undefined> = (value) => {
  if (typeof value === "number") {
    const parsed = wholeNumber(0)(value);
    return parsed.ok ? accept(parsed.value === 0 ? undefined : { count: parsed.value, optional: false }) : parsed;
  }
  const parsers = { count: wholeNumber(1), memory: quantity, models: listOf(text, "texts"), optional: boolean };
  const parsed = objectOf<{ count: number; memory: number; models: readonly string[]; optional: boolean }>(value, parsers, [
    "count",
  ]);
  if (!parsed.ok) return typeof value === "object" ? parsed : refuse("a whole number, or an object with a count");
  const { count, memory, models } = parsed.value;
  return accept({
    count: count ?? 1,
    ...optional("memoryBytes", memory),
    ...optional("models", models),
    optional: parsed.value.optional ?? false,
  });
};

function resources(given: OptionsObject): Resources {
  return {
    ...optional("cpu", given.read("cpu", positiveNumber)),
    ...optional("memoryBytes", given.read("memory", quantity)),
    ...optional("diskBytes", given.read("disk", quantity)),
    ...optional("gpu", given.read("gpu", gpu)),
  };
}
