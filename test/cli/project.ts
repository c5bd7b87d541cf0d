// The pipeline that the tests of the command work with: a fan-out, a branch, an effect, and a way to make one item fail.
export const demo = `import { deployer, log, pipeline, step, trainer } from "zenc";
import { check } from "./check.ts";

export const list = step((count: number): number[] => Array.from({ length: count }, (_, index) => index));

export const train = trainer({ retries: { limit: 1, delay: 0 } }, (item: number, bad: number): { item: number; score: number } => {
  log(\`training \${item}\`);
  check(item, bad);
  return { item, score: item * 2 };
});

export const best = step((models: { item: number; score: number }[]): { item: number; score: number } =>
  models.reduce((a, b) => (b.score > a.score ? b : a)),
);

export const publish = deployer((score: number): void => log(\`published \${score}\`));
export const keep = step((score: number): string => \`kept \${score}\`);

/** A fan-out, a branch and an effect. */
export const demo = pipeline(
  "demo",
  async ({ /** @minimum 1 */ count = 3, threshold = 1, bad = -1 }: { count?: number; threshold?: number; bad?: number }) => {
    const items = await list(count);
    const models = await Promise.all(items.map((item) => train(item, bad)));
    const top = await best(models);
    if (top.score > threshold) await publish(top.score);
    else await keep(top.score);
    return { top, count };
  },
);
`;

export const check = `/** Throws for one item. */
export function check(item: number, bad: number): void {
  if (item === bad) {
    throw new RangeError("item " + item + " is bad");
  }
}
`;

export const stacks = `stacks:
  local:
    target: local
    store: .zenc
  production:
    target: airflow
    store: ./artifacts
`;

export const files = { "pipeline.ts": demo, "check.ts": check, "zenc.yaml": stacks, "package.json": '{ "type": "module" }\n' };
