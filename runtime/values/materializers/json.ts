// Data as extended JSON text. `json` and `extended` differ only in what the static type promises about tags.
import type { Materializer } from "../../contract/codec.js";
import type { MaterializerPart } from "../context.js";
import { readText, writeJsonText } from "../object.js";
import { decodeText, encodeText } from "../text/index.js";

const text = (materializer: Materializer): MaterializerPart => ({
  write: async (value, { store }, at) => writeJsonText(store, materializer, encodeText(value, { at })),
  read: async (artifact, { store }, at) => decodeText(await readText(store, artifact, at), at),
});

export const json = text("json");
export const extended = text("extended");
