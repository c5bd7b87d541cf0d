import { pipeline, step } from "zenc";

export const join = step({ cpu: 16, memory: "200Gi" }, (): number => 1);

export const joining = pipeline(async () => await join());
