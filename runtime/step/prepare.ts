// `zenc-step --prepare`, for images: uses the S3 client once, against a server in this process, so that what V8 made of it is kept.
// A pod has no folder that outlives it: without this each would compile the client anew, a quarter of its start (bench/README.md).
import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Store } from "../contract/index.js";

/** Does with a store what a step does. `open` opens one by its URL. */
export async function prepare(open: (url: string) => Promise<Store>): Promise<void> {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none" });
  const server = await serve();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const store = await open(`s3://none/none?endpoint=http://127.0.0.1:${port}`);
    await store.create("there", new TextEncoder().encode("something"));
    await Promise.all([store.get("there"), store.has("there"), store.get("missing"), store.has("missing")]);
    for await (const _ of store.list("none/"));
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** As much of S3 as that takes. */
async function serve(): Promise<Server> {
  // Loaded here: it costs each start of a step process.
  const { createServer } = await import("node:http");
  const objects = new Map<string, Buffer>();
  return createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://none");
    const xml = (status: number, text: string) =>
      response.writeHead(status, { "content-type": "application/xml" }).end(`<?xml version="1.0" encoding="UTF-8"?>${text}`);
    if (request.method === "PUT" && objects.has(pathname)) {
      xml(412, "<Error><Code>PreconditionFailed</Code><Message>none</Message></Error>");
    } else if (request.method === "PUT") {
      objects.set(pathname, await bodyOf(request));
      response.writeHead(200, { etag: '"none"' }).end();
    } else if (searchParams.has("list-type")) {
      xml(200, "<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>0</KeyCount></ListBucketResult>");
    } else {
      const found = objects.get(pathname);
      if (found) response.writeHead(200, { etag: '"none"', "content-length": found.length }).end(found);
      else xml(404, "<Error><Code>NoSuchKey</Code><Message>none</Message></Error>");
    }
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
