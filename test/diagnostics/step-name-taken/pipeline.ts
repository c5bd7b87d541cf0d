import { pipeline, step } from "zenc";

import * as other from "./other";

export const count = step((): number => 1);

export const counting = pipeline(async () => (await count()) + (await other.count()));
