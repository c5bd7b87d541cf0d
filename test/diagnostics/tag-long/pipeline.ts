import { pipeline, step } from "zenc";

export const load = step((): number => 1);

export const tagged = pipeline(
  {
    tags: [
      "everything that there is to say about this pipeline, in one tag that is much longer than any list in which it would be shown",
    ],
  },
  async () => await load(),
);
