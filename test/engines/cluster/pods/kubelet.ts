// The part of a kubelet that the API server asks for the logs of pods: `GET /containerLogs/NAMESPACE/POD/CONTAINER`.
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type LoggedPod, logOf, type PodLog } from "./logs.js";

export interface Kubelet {
  /** For the status of the nodes. */
  readonly port: number;
  /** Says where to find the pods. */
  serve(find: (namespace: string, pod: string) => LoggedPod | undefined): void;
  close(): Promise<void>;
}

/** `certificates` is the API server's own folder: it does not ask a kubelet who it is. */
export async function openKubelet(certificates: string): Promise<Kubelet> {
  const [cert, key] = await Promise.all(["apiserver.crt", "apiserver.key"].map((name) => readFile(join(certificates, name))));
  const logs = new WeakMap<LoggedPod, PodLog>();
  let find: Parameters<Kubelet["serve"]>[0] = () => undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? "", "https://kubelet");
    const [, kind, namespace = "", name = ""] = pathname.split("/");
    const pod = kind === "containerLogs" ? find(namespace, name) : undefined;
    if (pod === undefined) {
      response.writeHead(404).end(`pod ${name} not found`);
      return;
    }
    const log = logs.get(pod) ?? logOf(pod);
    logs.set(pod, log);
    const seconds = Number(searchParams.get("sinceSeconds") ?? Number.NaN);
    const lines = log.lines({
      follow: searchParams.get("follow") === "true",
      ...(Number.isNaN(seconds) ? {} : { since: new Date(Date.now() - seconds * 1000) }),
    });
    const stamped = searchParams.get("timestamps") === "true";
    response.writeHead(200, { "content-type": "text/plain" }).flushHeaders();
    await pipeline(async function* () {
      for await (const { at, text } of lines) yield `${stamped ? `${at.toISOString()} ` : ""}${text}\n`;
    }, response);
  };
  const server = createServer({ cert: cert as Buffer, key: key as Buffer }, (request, response) => {
    // Who asked may have gone.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    serve: (source) => {
      find = source;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
