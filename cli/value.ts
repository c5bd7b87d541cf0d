// Stored values as people read them, and a field of one.
import { inspect } from "node:util";
import type { Artifact, ArtifactObject, Json, Store } from "../runtime/contract/index.js";
import { encodeText, isHandle, loadValue } from "../runtime/values/index.js";
import { cliError } from "./exit.js";
import { didYouMean } from "./suggestion.js";
import type { Colors } from "./terminal.js";
import { bytes } from "./words.js";

/** A part of an output: the artifact where it is stored by itself, else a value inside one. */
export type Part =
  | { readonly kind: "artifact"; readonly artifact: Artifact }
  | { readonly kind: "value"; readonly value: unknown };

/** The part that `path` (`report.accuracy`, `models.0`) names. @throws CliError where there is none. */
export async function partOf(store: Store, artifact: Artifact, path: string | undefined): Promise<Part> {
  let part: Part = { kind: "artifact", artifact };
  for (const key of path === undefined ? [] : path.split(".")) part = await field(store, part, key, path ?? "");
  return part;
}

async function field(store: Store, part: Part, key: string, path: string): Promise<Part> {
  if (part.kind === "artifact") {
    const { artifact } = part;
    if (artifact.kind === "record" || artifact.kind === "list") {
      const found = artifact.kind === "record" ? artifact.fields[key] : artifact.items[Number(key)];
      const names = artifact.kind === "record" ? Object.keys(artifact.fields) : artifact.items.map((_, at) => String(at));
      if (!found) throw missing(key, path, names);
      return { kind: "artifact", artifact: found };
    }
  }
  const value = await loadPart(store, part);
  if (typeof value !== "object" || value === null || isHandle(value)) throw missing(key, path, []);
  if (!Object.hasOwn(value, key)) throw missing(key, path, Object.keys(value));
  return { kind: "value", value: (value as Record<string, unknown>)[key] };
}

function missing(key: string, path: string, names: readonly string[]): Error {
  const has =
    names.length === 0 ? "It has no fields." : `It has: ${names.slice(0, 12).join(", ")}${names.length > 12 ? " …" : ""}.`;
  return cliError(`The output has no "${key}"${path === key ? "" : ` (of "${path}")`}.${didYouMean(key, names)}`, { help: has });
}

/** The value of a part, handles for what is not data. */
export function loadPart(store: Store, part: Part): Promise<unknown> {
  return part.kind === "value" ? Promise.resolve(part.value) : loadValue(part.artifact, store, "output");
}

/** A value for people: as Node prints it, handles by kind and size. */
export function valueText(value: unknown, colors: Colors, columns: number): string {
  const shown = withoutHandles(value);
  if (typeof shown === "string") return shown;
  return inspect(shown, {
    depth: 8,
    colors: colors.isColorSupported,
    breakLength: columns,
    maxArrayLength: 50,
    maxStringLength: 2000,
  });
}

/** A value as JSON, with zenc's tags for what JSON lacks; handles as their artifacts. */
export function valueJson(value: unknown): Json {
  return JSON.parse(encodeText(value)) as Json;
}

/** How many bytes an artifact holds in all its objects. */
export function sizeOf(artifact: Artifact): number {
  return objectsOf(artifact).reduce((sum, object) => sum + object.bytes, 0);
}

/** `layers-model, 12.3 KiB`; `{ model: layers-model, report: json }`. */
export function artifactText(artifact: Artifact): string {
  switch (artifact.kind) {
    case "object":
      return `${artifact.own?.name ?? artifact.materializer}, ${bytes(artifact.bytes)}`;
    case "record":
      return `{ ${Object.entries(artifact.fields)
        .map(([key, item]) => `${key}: ${artifactText(item)}`)
        .join("; ")} }`;
    case "list":
      return `${artifact.items.length} × [${artifact.items[0] ? artifactText(artifact.items[0]) : ""}]`;
    default:
      return artifact.kind;
  }
}

function objectsOf(artifact: Artifact): ArtifactObject[] {
  if (artifact.kind === "object") return [artifact];
  if (artifact.kind === "record") return Object.values(artifact.fields).flatMap(objectsOf);
  return artifact.kind === "list" ? artifact.items.flatMap(objectsOf) : [];
}

function mapHandles(value: unknown, replace: (artifact: ArtifactObject) => unknown): unknown {
  if (isHandle(value)) return replace(value.artifact);
  if (Array.isArray(value)) return value.map((item) => mapHandles(item, replace));
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapHandles(item, replace)]));
  }
  return value;
}

/** Shown without quotes, as `[layers-model, 12.3 KiB]`. */
function withoutHandles(value: unknown): unknown {
  return mapHandles(value, (artifact) => ({ [inspect.custom]: () => `[${artifactText(artifact)}]` }));
}
