import { pipeline, step } from "zenc";

const often = { limit: -1 };

export const count = step({ memory: "16Gi", timeout: "0s", retries: often, env: { PATH: "/bin" }, cpu: 0 }, (): number => 1);

export const counting = pipeline(
  { schedule: { cron: "0 3 * * 1-7", timezone: "Europe/Berln" }, maxParallel: 0 },
  async () => await count(),
);
