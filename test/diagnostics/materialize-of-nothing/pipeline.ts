import { materializer, pipeline, step } from "zenc";

export const text = materializer<undefined>({ write: () => undefined, read: () => undefined });

export const notify = step({ materialize: text }, (): void => undefined);

export const notifying = pipeline(async () => {
  await notify();
});
