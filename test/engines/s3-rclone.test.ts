// The S3 store against a real server: the same contract as against the test server, with and without faults in between.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../runtime/stores/index.js";
import { type Fault, type FaultProxy, startFaults } from "../s3/faults.js";
import { storeContract } from "../stores/contract.js";
import { type RealServer, startRealS3 } from "./rclone/server.js";

let server: RealServer;
let proxy: FaultProxy;
beforeAll(async () => {
  server = await startRealS3();
  proxy = await startFaults(server.endpoint);
});
afterAll(async () => {
  await proxy?.close();
  await server?.close();
});

let count = 0;
storeContract("a real S3 server", { open: () => openStore(server.url(`zenc/${count++}`)) });

describe("a real S3 server behind faults", () => {
  const kinds: readonly Fault[] = ["throttle", "internal-error", "reset-before", "reset-after", "truncate"];
  let last = 1;
  storeContract("every tenth request meets one", {
    rounds: 3,
    open: async () => {
      proxy.choose(() => {
        last = (last * 48_271) % 2_147_483_647;
        return last % 10 === 0 ? kinds[Math.floor(last / 10) % kinds.length] : undefined;
      });
      return openStore(
        server.url(`zenc/${count++}`).replace(encodeURIComponent(server.endpoint), encodeURIComponent(proxy.endpoint)),
      );
    },
  });
  test("there were some", () => expect(proxy.faults()).toBeGreaterThan(10));
});

describe("what a real server refuses is said", () => {
  test("wrong credentials", async () => {
    if (server.name === "moto") return console.warn("moto takes any credentials: not tested.");
    const store = await openStore(server.url("denied"));
    const secret = process.env.AWS_SECRET_ACCESS_KEY;
    process.env.AWS_SECRET_ACCESS_KEY = "wrong";
    try {
      await expect(store.get("k")).rejects.toMatchObject({ reason: expect.stringMatching(/credentials|denied/) });
    } finally {
      process.env.AWS_SECRET_ACCESS_KEY = secret;
    }
  });

  test("a bucket that is not there", async () => {
    const store = await openStore(server.url("p").replace("//bucket", "//no-such-bucket"));
    await expect(store.put("k", new Uint8Array([1]))).rejects.toMatchObject({ reason: "bucket" });
  });
});
