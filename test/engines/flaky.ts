// A way to a server that breaks when a test wants it: connections end, or the answer to one request is lost after the server has done its work.

import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

export interface FlakyWay {
  readonly port: number;
  /** Nobody comes through, and who is under way is cut off. */
  down(milliseconds: number): void;
  /** The answer to the next request that begins so is lost. */
  loseAnswerTo(beginning: RegExp): void;
  /** How often something was cut off. */
  readonly cuts: () => number;
  close(): Promise<void>;
}

export async function openFlakyWay(toPort: number): Promise<FlakyWay> {
  const open = new Set<Socket>();
  let downUntil = 0;
  let losing: RegExp | null = null;
  let cuts = 0;
  const server = createServer((client) => {
    if (Date.now() < downUntil) {
      cuts++;
      client.destroy();
      return;
    }
    const upstream = connect(toPort, "127.0.0.1");
    let isLost = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
      open.delete(client);
    };
    open.add(client);
    for (const socket of [client, upstream]) socket.on("error", end).on("close", end);
    client.on("data", (chunk) => {
      if (losing?.test(chunk.toString("latin1"))) {
        losing = null;
        isLost = true;
      }
      upstream.write(chunk);
    });
    upstream.on("data", (chunk) => {
      if (!isLost) return void client.write(chunk);
      cuts++;
      end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    down(milliseconds) {
      downUntil = Date.now() + milliseconds;
      cuts += open.size;
      for (const socket of open) socket.destroy();
    },
    loseAnswerTo(beginning) {
      losing = beginning;
    },
    cuts: () => cuts,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
