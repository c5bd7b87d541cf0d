// How a value that crosses a step boundary is stored: chosen at compile time from the static type, one tree per output.
import type { Digest } from "./ids.js";

/** What turns one value into one stored object: the materializers in the box, and `own`, which stands for those of authors. */
export type Materializer =
  /** JSON text in the value's own key order; values that JSON lacks are tagged `{"$zenc": …}`, so nothing is ever changed. */
  | "json"
  /** The same text format, for types that need the tags: Date, Map, Set, bigint, undefined, NaN … */
  | "extended"
  /** Uint8Array, as it is. */
  | "bytes"
  /** LocalPath: a file as it is, a folder as a manifest of files. */
  | "path"
  /** AsyncIterable<T>: one JSON line per element, read and written in constant memory. */
  | "stream"
  /** tfjs formats. */
  | "layers-model"
  | "graph-model"
  | "tensor"
  /** A table of apache-arrow: an Arrow IPC file. */
  | "arrow"
  /** A materializer of the author's own, which `own` names: the file that it wrote, as it is. */
  | "own";

/** A materializer of the author's own. */
export interface OwnMaterializer {
  /** The name of its const, for people. */
  readonly name: string;
  /** Its module, whose default export it is: `{ write, read }`. Bundled whole. */
  readonly code: Digest;
  /** Its values are data by their type: expressions look into them, so whoever evaluates one reads them. */
  readonly data?: true;
}

export type Codec =
  /** `own` is there exactly where the materializer is "own". */
  | { readonly kind: "leaf"; readonly materializer: Materializer; readonly own?: OwnMaterializer }
  /** The step returns nothing. */
  | { readonly kind: "none" }
  /** An object stored field by field, because fields need different materializers. */
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, Codec>> }
  /** Record<string, T> of values that are not data. */
  | { readonly kind: "dictionary"; readonly values: Codec }
  | { readonly kind: "list"; readonly items: Codec }
  | { readonly kind: "tuple"; readonly items: readonly Codec[] }
  /** `T | null | undefined` where T is not data. */
  | { readonly kind: "nullable"; readonly of: Codec };

/** A stored value, as records hold it: the codec's tree with a digest at every leaf. */
export type Artifact =
  | ArtifactObject
  | { readonly kind: "record"; readonly fields: Readonly<Record<string, Artifact>> }
  | { readonly kind: "list"; readonly items: readonly Artifact[] }
  | { readonly kind: "null" }
  | { readonly kind: "undefined" };

export interface ArtifactObject {
  readonly kind: "object";
  readonly materializer: Materializer;
  /** The author's materializer that wrote it, and reads it; exactly where the materializer is "own". */
  readonly own?: OwnMaterializer;
  /** Of the stored bytes; a folder's or a model's are those of its manifest. */
  readonly digest: Digest;
  readonly bytes: number;
  /** The object's text, repeated here when it is JSON of at most 1 KiB, so that readers save a request. */
  readonly inline?: string;
  /** Of a path that is one file: what its name ended in (`.csv`), and whether it may be executed. Folders lack it. */
  readonly file?: { readonly extension: string; readonly executable?: true };
}

/** The content of a manifest object (folders, models): files in path order, `/` as separator. */
export interface Manifest {
  readonly files: readonly {
    readonly path: string;
    readonly digest: Digest;
    readonly bytes: number;
    readonly executable?: true;
  }[];
  /** Folders without any file in them. */
  readonly emptyFolders?: readonly string[];
}

/** Whether a part of a codec that has no parts itself is as it is meant. */
export function hasLeaf(codec: Codec, isMeant: (leaf: Extract<Codec, { readonly kind: "leaf" }>) => boolean): boolean {
  switch (codec.kind) {
    case "leaf":
      return isMeant(codec);
    case "none":
      return false;
    case "record":
      return Object.values(codec.fields).some((one) => hasLeaf(one, isMeant));
    case "dictionary":
      return hasLeaf(codec.values, isMeant);
    case "list":
      return hasLeaf(codec.items, isMeant);
    case "tuple":
      return codec.items.some((one) => hasLeaf(one, isMeant));
    case "nullable":
      return hasLeaf(codec.of, isMeant);
  }
}
