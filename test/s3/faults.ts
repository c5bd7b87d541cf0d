// A proxy between a client and an S3 server that does what networks and busy servers do. Each fault is for one request.
import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { refuse } from "./reply.js";
import { closeServer } from "./server.js";

export type Fault =
  /** 503 SlowDown; the server never sees the request. */
  | "throttle"
  | "internal-error"
  /** No answer at all; the server never sees the request. */
  | "hang"
  /** The connection ends before the server sees the request. */
  | "reset-before"
  /** The server does what it was asked, its answer is lost. */
  | "reset-after"
  /** Headers and half of the body come, then the connection ends. */
  | "truncate"
  /** Headers and half of the body come, then nothing. */
  | "stall";

export interface FaultProxy {
  readonly endpoint: string;
  /** Asked for each request: its fault, if any. */
  choose(chooser: (request: { readonly method: string; readonly url: string }) => Fault | undefined): void;
  /** How often a fault was chosen since the last `choose`. */
  readonly faults: () => number;
  close(): Promise<void>;
}

/** Starts a proxy to `upstream` on a free port. At first it does nothing to requests. */
export async function startFaults(upstream: string): Promise<FaultProxy> {
  let chooser: Parameters<FaultProxy["choose"]>[0] = () => undefined;
  let count = 0;
  const server = createServer((request, response) => {
    const fault = chooser({ method: request.method ?? "", url: request.url ?? "" });
    if (fault !== undefined) count++;
    switch (fault) {
      case "throttle":
        request.resume();
        return refuse(response, 503, "SlowDown", "Please reduce your request rate.");
      case "internal-error":
        request.resume();
        return refuse(response, 500, "InternalError");
      case "hang":
        return void request.resume();
      case "reset-before":
        return void request.socket.destroy();
      default:
        return forward(upstream, request, response, fault);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    choose(next) {
      chooser = next;
      count = 0;
    },
    faults: () => count,
    close: () => closeServer(server),
  };
}

function forward(upstream: string, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
  // The Host header goes through as it is: signatures cover it.
  const onward = send(upstream + request.url, { method: request.method ?? "GET", headers: request.headers }, async (answer) => {
    if (fault === "reset-after") {
      answer.resume().on("end", () => request.socket.destroy());
      return;
    }
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    if (fault === undefined) return void answer.pipe(response);
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
      if (fault === "truncate") request.socket.destroy();
    });
  });
  onward.on("error", () => request.socket.destroy());
  request.on("close", () => {
    if (!request.complete) onward.destroy();
  });
  request.pipe(onward);
}
