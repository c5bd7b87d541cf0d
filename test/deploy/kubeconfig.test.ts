// Which cluster and who one is there: kubeconfigs as kubectl reads them, plugins, a pod's own account. The requests go to a real HTTPS server.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { connectKubernetes } from "../../cli/kubernetes/client.js";
import { findCluster } from "../../cli/kubernetes/kubeconfig.js";

const folder = mkdtempSync(join(tmpdir(), "zenc-kubeconfig-"));
const at = (name: string) => join(folder, name);
let server: Server;
let url: string;
interface Seen {
  readonly authorization: string | undefined;
  readonly impersonated: string | undefined;
  readonly certificate: string | undefined;
}
let seen: Seen[] = [];
/** The tokens that the server takes; empty: any. */
let taken: readonly string[] = [];

beforeAll(async () => {
  cpSync(fileURLToPath(new URL("./certificates", import.meta.url)), folder, { recursive: true });
  const key = readFileSync(at("server.key"));
  const cert = readFileSync(at("server.crt"));
  server = createServer({ key, cert, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const { authorization, "impersonate-user": impersonated } = request.headers;
    const certificate = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
    seen.push({
      authorization,
      impersonated: impersonated as string | undefined,
      certificate: certificate as string | undefined,
    });
    const isTaken = taken.length === 0 || taken.includes(authorization?.replace("Bearer ", "") ?? "");
    response.writeHead(isTaken ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(isTaken ? { path: request.url } : { message: "Unauthorized" }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  seen = [];
  taken = [];
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

/** Writes a kubeconfig of one context. */
function write(
  name: string,
  user: object,
  cluster: object = { "certificate-authority": "server.crt" },
  context: object = {},
): string {
  const file = at(name);
  writeFileSync(
    file,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": name,
      contexts: [{ name, context: { cluster: name, user: name, ...context } }],
      clusters: [{ name, cluster: { server: url, ...cluster } }],
      users: [{ name, user }],
    }),
  );
  return file;
}

async function ask(kubeconfig: string): Promise<Seen | undefined> {
  const client = await connectKubernetes({ kubeconfig });
  try {
    expect(await client.get("/api/v1/thing")).toEqual({ path: "/api/v1/thing" });
    return seen.at(-1);
  } finally {
    client.close();
  }
}

/** A plugin that counts how often it is asked. */
function plugin(name: string, script: string): object {
  mkdirSync(at("bin"), { recursive: true });
  writeFileSync(at(`bin/${name}`), `#!/bin/sh\necho x >> "${at(`${name}.asked`)}"\n${script}\n`, { mode: 0o755 });
  return {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: `./bin/${name}`,
      args: ["a"],
      env: [{ name: "WHO", value: "ada" }],
      provideClusterInfo: true,
    },
  };
}
const asked = (name: string) => readFileSync(at(`${name}.asked`), "utf8").length / 2;

describe("who one is", () => {
  test("a token, a file with a token, a name and a password", async () => {
    expect(await ask(write("token", { token: "t1" }))).toMatchObject({ authorization: "Bearer t1" });
    writeFileSync(at("token.txt"), "t2\n");
    expect(await ask(write("file", { tokenFile: "token.txt", token: "older" }))).toMatchObject({ authorization: "Bearer t2" });
    const basic = `Basic ${Buffer.from("ada:secret").toString("base64")}`;
    expect(await ask(write("password", { username: "ada", password: "secret" }))).toMatchObject({ authorization: basic });
  });

  test("a certificate, in files and in the kubeconfig itself", async () => {
    expect(await ask(write("files", { "client-certificate": "client.crt", "client-key": "client.key" }))).toMatchObject({
      certificate: "ada",
    });
    const data = (name: string) => readFileSync(at(name)).toString("base64");
    const inline = { "client-certificate-data": data("client.crt"), "client-key-data": data("client.key") };
    expect(await ask(write("data", inline, { "certificate-authority-data": data("server.crt") }))).toMatchObject({
      certificate: "ada",
    });
  });

  test("somebody else, whom one may stand for", async () => {
    expect(await ask(write("as", { token: "t", as: "grace" }))).toMatchObject({ impersonated: "grace" });
  });

  test("what a plugin gives, asked once; anew where it is refused or has run out", async () => {
    const credential = (token: string, more = "") => `echo '{"kind":"ExecCredential","status":{"token":"${token}"${more}}}'`;
    const first = write(
      "exec",
      plugin(
        "lasting",
        `test "$WHO$1" = adaa || exit 1; case "$KUBERNETES_EXEC_INFO" in *'"server":"${url}"'*) ;; *) exit 1;; esac; ${credential("p1")}`,
      ),
    );
    const client = await connectKubernetes({ kubeconfig: first });
    await client.get("/a");
    await client.get("/b");
    expect(seen.map(({ authorization }) => authorization)).toEqual(["Bearer p1", "Bearer p1"]);
    expect(asked("lasting")).toBe(1);
    taken = ["p2"];
    await expect(client.get("/c")).rejects.toThrow("Unauthorized (401)");
    expect(asked("lasting")).toBe(2);
    client.close();
    taken = [];
    const short = await connectKubernetes({
      kubeconfig: write("short", plugin("ended", credential("p3", ',"expirationTimestamp":"2020-01-01T00:00:00Z"'))),
    });
    await short.get("/a");
    await short.get("/b");
    expect(asked("ended")).toBe(2);
    short.close();
    await expect(ask(write("broken", plugin("broken", "exit 3")))).rejects.toThrow(
      /bin\/broken" of the kubeconfig ended with code 3/,
    );
  });

  test("a plugin may give a certificate", async () => {
    const json = JSON.stringify({
      status: {
        clientCertificateData: readFileSync(at("client.crt"), "utf8"),
        clientKeyData: readFileSync(at("client.key"), "utf8"),
      },
    });
    writeFileSync(at("credential.json"), json);
    expect(await ask(write("exec-certificate", plugin("certificate", `cat "${at("credential.json")}"`)))).toMatchObject({
      certificate: "ada",
    });
  });
});

describe("the server", () => {
  test("one with another certificate is not believed, unless that is wanted", async () => {
    await expect(ask(write("unknown", { token: "t" }, {}))).rejects.toMatchObject({
      exitCode: 5,
      message: expect.stringContaining("self-signed certificate"),
    });
    expect(seen).toEqual([]);
    expect(await ask(write("insecure", { token: "t" }, { "insecure-skip-tls-verify": true }))).toBeDefined();
  });

  test("it may have another name than its address", async () => {
    expect(
      await ask(
        write("named", { token: "t" }, { "certificate-authority": "server.crt", "tls-server-name": "inside.example.com" }),
      ),
    ).toBeDefined();
    await expect(
      ask(write("misnamed", { token: "t" }, { "certificate-authority": "server.crt", "tls-server-name": "other.example.com" })),
    ).rejects.toThrow("other.example.com");
  });
});

describe("which cluster", () => {
  test("that of the context; of several files the first that has it", async () => {
    const [one, two] = [write("one", { token: "1" }, {}, { namespace: "ml" }), write("two", { token: "2" })];
    const environment = { KUBECONFIG: `${at("nowhere")}:${one}:${two}`, HOME: folder };
    expect(await findCluster({}, environment)).toMatchObject({ name: "one", namespace: "ml", user: { token: "1" } });
    expect(await findCluster({ context: "two" }, environment)).toMatchObject({
      name: "two",
      namespace: "default",
      user: { token: "2" },
    });
    await expect(findCluster({ context: "three" }, environment)).rejects.toThrow(
      'has none of the contexts named "three"; it has: one, two',
    );
  });

  test("that in the home folder; without any, an error that says so", async () => {
    await expect(findCluster({}, { HOME: at("home") })).rejects.toThrow("There is no kubeconfig");
    mkdirSync(at("home/.kube"), { recursive: true });
    writeFileSync(at("home/.kube/config"), readFileSync(write("home-config", { token: "h" }, {})));
    expect(await findCluster({}, { HOME: at("home") })).toMatchObject({ user: { token: "h" } });
    await expect(findCluster({ kubeconfig: at("nowhere") }, {})).rejects.toThrow("cannot be read");
  });

  test("what zenc cannot do it says, and does not leave out", async () => {
    await expect(findCluster({ kubeconfig: write("proxied", {}, { "proxy-url": "http://proxy" }) })).rejects.toThrow(
      "wants a proxy",
    );
    await expect(findCluster({ kubeconfig: write("gcp", { "auth-provider": { name: "gcp" } }) })).rejects.toThrow(
      "use an exec plugin",
    );
  });
});
