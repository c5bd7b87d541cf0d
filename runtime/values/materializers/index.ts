// The table of materializers: the type system demands that every one of the contract is here.
import type { MaterializerTable } from "../context.js";
import { arrow } from "./arrow.js";
import { bytes } from "./bytes.js";
import { graphModel } from "./graph-model.js";
import { extended, json } from "./json.js";
import { layersModel } from "./layers-model.js";
import { own } from "./own.js";
import { path } from "./path.js";
import { stream } from "./stream.js";
import { tensor } from "./tensor.js";

export const materializers: MaterializerTable = {
  json,
  extended,
  bytes,
  path,
  stream,
  "layers-model": layersModel,
  "graph-model": graphModel,
  tensor,
  arrow,
  own,
};
