// A shape: a pipeline, the parameters it is run with, and what must come out. A folder each, in the folder of its family.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "../../compiler/index.js";
import type { JsonObject } from "../../runtime/contract/index.js";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** The built step process. */
export const stepProcess = join(root, "dist", "step", "zenc-step.mjs");

export interface Shape {
  readonly name: string;
  /** The file of the pipeline: the last one that it defines. */
  readonly file: string;
  /** All files whose steps it calls. */
  readonly modules: readonly string[];
  /** Parameters, by name. */
  readonly cases: Readonly<Record<string, JsonObject>>;
  /** Of the stack's section of an engine, by the engine's name. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Of the stack, whatever the engine. */
  readonly stack: Pick<Stack, "costly">;
  /** By case, the cases that are run before it in the same place: their results may be known. */
  readonly before: Readonly<Record<string, readonly string[]>>;
  /** Where what must come out is written. */
  readonly expected: string;
  readonly tfjs: boolean;
}

/** The families, each a folder of shapes and a test file of its name. `refused` holds what is no shape. */
export const families = foldersOf(join(root, "test/conformance")).filter((name) => name !== "refused");

/** The shapes of one family, or of all. */
export function readShapes(...asked: readonly string[]): readonly Shape[] {
  return (asked.length > 0 ? asked : families).flatMap((family) => {
    const folder = join(root, "test/conformance", family);
    return foldersOf(folder).map((name) => readShape(join(folder, name), `${family}/${name}`));
  });
}

/** A shape that has a folder of its own; without params.json it has no cases. */
export function readShape(folder: string, name: string): Shape {
  const json = <T>(file: string, otherwise: T): T =>
    existsSync(join(folder, file)) ? readJson<T>(join(folder, file)) : otherwise;
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  return {
    name,
    file: join(folder, "pipeline.ts"),
    modules: files.map((file) => join(folder, file)),
    cases: json<Shape["cases"]>("params.json", {}),
    options: json<Shape["options"]>("options.json", {}),
    stack: json<Shape["stack"]>("stack.json", {}),
    before: json<Shape["before"]>("before.json", {}),
    expected: join(folder, "expected.json"),
    tfjs: false,
  };
}

/** The repository's examples, as shapes. */
export function readExamples(): readonly Shape[] {
  const penguins = {
    published: { learningRates: [0.01, 0.03], epochs: 3, threshold: 0 },
    kept: { learningRates: [0.01], epochs: 1, threshold: 1 },
  };
  return [exampleOf("hello", { default: {}, named: { name: "Ada" } }, false), exampleOf("penguins", penguins, true)];
}

function exampleOf(name: string, cases: Shape["cases"], tfjs: boolean): Shape {
  const shape = readShape(join(root, "examples", name), `examples/${name}`);
  const modules = shape.modules.filter((file) => !file.endsWith(".test.ts"));
  return { ...shape, modules, cases, tfjs, expected: join(root, "test/engines/examples", `${name}.json`) };
}

function foldersOf(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

export function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, "utf8")) as T;
}

/** A run's own place: its store, a folder for its effects, and one for emitted files. */
export interface Place {
  readonly store: string;
  readonly effects: string;
  readonly emitted: string;
}

/** A folder that holds the places of runs; `close` removes it. */
export interface Ground {
  place(): Promise<Place>;
  close(): Promise<void>;
}

/** Makes a fresh folder for places. */
export async function makeGround(): Promise<Ground> {
  const folder = await mkdtemp(join(tmpdir(), "zenc-shapes-"));
  let count = 0;
  return {
    place: async () => {
      const own = join(folder, `${count++}`);
      const place = { store: join(own, "store"), effects: join(own, "effects"), emitted: join(own, "emitted") };
      await Promise.all([mkdir(place.effects, { recursive: true }), mkdir(place.emitted, { recursive: true })]);
      return place;
    },
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
