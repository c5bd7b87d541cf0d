// A project with pods of all kinds, and the machines that its stack says there are.
import type { FakeNode } from "../cluster/fake-node.js";

/** Steps that need a secret, a GPU, more of them; a fan-out, a loop. No machine here has a GPU: they go without where they get none. */
export const poolsPipeline = `import { pipeline, step, trainer } from "zenc";
export const list = step((count: number): number[] => Array.from({ length: count }, (_, at) => at));
export const sign = step({ secrets: ["API_TOKEN"] }, (): string => [...(process.env.API_TOKEN ?? "")].reverse().join(""));
export const train = trainer(
  { cpu: 2, gpu: { count: 1, memory: "10Gi", optional: true } },
  (item: number, signature: string): { score: number } => ({ score: item + signature.length }),
);
export const add = step((total: number, score: number): number => total + score);
export const pools = pipeline(async ({ count = 3 }: { count?: number }) => {
  const [items, signature] = await Promise.all([list(count), sign()]);
  const trained = await Promise.all(items.map((item) => train(item, signature)));
  let total = 0;
  for (const { score } of trained) total = await add(total, score);
  return { total, signature };
});
export const big = trainer({ gpu: { count: 4, models: ["a100"], optional: true } }, (count: number): number => count * 2);
export const large = pipeline(async ({ count = 3 }: { count?: number }) => {
  const items = await list(count);
  return await add(await big(items.length), 1);
});
`;

const pool = (name: string, gpus: number, memory: string, accelerator: string) =>
  `{ name: ${name}, gpus: ${gpus}, memory: ${memory}, kubernetes: { profile: gke, accelerator: ${accelerator} } }`;

/** @param command how an image starts the step process. */
export const poolsStacks = (store: string, command: readonly string[]) => `stacks:
  local: { target: local, store: .zenc }
  production:
    target: argo
    store: ${store}
    image: registry.example.com/steps:1
    accelerators: [${pool("t4", 1, "16Gi", "nvidia-tesla-t4")}, ${pool("a100", 8, "80Gi", "nvidia-a100-80gb")}]
    machines: [{ name: small, cpu: 4, memory: 14Gi, kubernetes: { profile: gke, nodeGroup: small } }]
    kubernetes: { secret: steps, envFrom: [{ secret: s3 }] }
    argo: { namespace: default, command: ${JSON.stringify(command)} }
`;

export const gpuNode = (name: string, accelerator: string, gpus: number): FakeNode => ({
  name,
  labels: { "cloud.google.com/gke-accelerator": accelerator },
  taints: [{ key: "nvidia.com/gpu", value: "present", effect: "NoSchedule" }],
  gpus,
});
