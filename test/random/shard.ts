// One part of the random programs as a test: batches through all laws; what fails is made small and printed.
import { afterAll, beforeAll, expect, test } from "vitest";
import { batchSize, count, everything, seed, shards } from "./features.js";
import { drawn, judge, shrunk, type Verdict } from "./laws/batch.js";
import { judgeLowering } from "./laws/lowering.js";
import { openWorkspace, type Workspace } from "./laws/workspace.js";
import { printProgram } from "./program/print.js";

/** Defines the tests of one shard. */
export function testShard(shard: number): void {
  let workspace: Workspace;
  beforeAll(() => {
    // Of one half a part of the steps is costly.
    workspace = openWorkspace({ costly: shard % 2 === 1 });
    console.log(`ZENC_SEED=${seed} ZENC_PROGRAMS=${count}, shard ${shard}`);
  });
  afterAll(() => workspace?.close());
  const mine = Math.ceil(count / shards);

  test("lowering takes everything, and keeps its meaning", { timeout: 1_200_000 }, async () => {
    await all(everything, (batch) => judgeLowering(workspace, batch));
  });
  test("the local engine and Airflow's document do what the plain call does", { timeout: 2_400_000 }, async () => {
    await all(everything, (batch) => judge(workspace, batch, { seed, onAirflow: true }));
  });

  async function all(has: typeof everything, law: Parameters<typeof shrunk>[0]): Promise<void> {
    for (let done = 0; done < mine; done += batchSize) {
      const batch = drawn(has, seed + shard * mine + done, Math.min(batchSize, mine - done));
      const failing = (await law(batch)).find((one) => one.violation);
      if (failing) expect.fail(told(await shrunk(law, failing)));
    }
  }
}

/** A verdict as a person reads it, and as test/random/found takes it. */
export function told({ program, violation }: Verdict): string {
  const text = printProgram(program, { pipeline: "main" });
  return `${violation?.law}\n${violation?.what}\n\nparams.json: ${JSON.stringify(program.values)}\n${text}`;
}
