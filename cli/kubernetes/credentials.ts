// Who one is at a cluster, for one request: a certificate, a token, or what a plugin (of EKS, GKE, AKS, an identity provider) gives.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { engineError } from "../engine-error.js";
import type { Cluster, ExecPlugin, User } from "./kubeconfig.js";

export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly certificate?: string;
  readonly key?: string;
}

export interface CredentialSource {
  get(): Promise<Credentials>;
  /** What was given was refused: the plugin is asked anew. False: there is nothing to ask. */
  forget(): boolean;
}

/** Given this much before it ends, a token is not used any more. */
const marginMs = 30_000;

export function credentialsOf({ user }: Cluster): CredentialSource {
  let given: { readonly credentials: Credentials; readonly until: number } | null = null;
  return {
    get: async () => {
      if (given && Date.now() < given.until) return given.credentials;
      const { credentials, until } = await ask(user);
      given = { credentials: { ...credentials, headers: { ...credentials.headers, ...impersonation(user) } }, until };
      return given.credentials;
    },
    forget: () => {
      given = null;
      return user.exec !== undefined;
    },
  };
}

async function ask(user: User): Promise<{ readonly credentials: Credentials; readonly until: number }> {
  const { certificate, key, token, tokenFile, password, exec } = user;
  const tls = certificate === undefined || key === undefined ? {} : { certificate, key };
  const lasting = (headers: Credentials["headers"]) => ({ credentials: { ...tls, headers }, until: Number.MAX_SAFE_INTEGER });
  if (tokenFile !== undefined) {
    const read = await readFile(tokenFile, "utf8").catch((error: Error) => {
      throw engineError(`The token of the kubeconfig cannot be read: ${error.message}.`, false);
    });
    return { ...lasting(bearer(read.trim())), until: Date.now() + 60_000 };
  }
  if (token !== undefined) return lasting(bearer(token));
  if (password) {
    const words = Buffer.from(`${password.username}:${password.password}`).toString("base64");
    return lasting({ authorization: `Basic ${words}` });
  }
  if (exec && certificate === undefined) return askPlugin(exec);
  return lasting({});
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

function impersonation({ impersonate }: User): Credentials["headers"] {
  if (!impersonate) return {};
  const { user, uid, groups } = impersonate;
  return {
    "impersonate-user": user,
    ...(uid === undefined ? {} : { "impersonate-uid": uid }),
    ...(groups.length === 0 ? {} : { "impersonate-group": groups }),
  };
}

interface ExecCredential {
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

async function askPlugin(exec: ExecPlugin): Promise<{ readonly credentials: Credentials; readonly until: number }> {
  const answer = JSON.parse(await run(exec)) as ExecCredential;
  const { token, clientCertificateData, clientKeyData, expirationTimestamp } = answer.status ?? {};
  if (token === undefined && clientCertificateData === undefined) {
    throw engineError(`The plugin "${exec.command}" of the kubeconfig gave neither a token nor a certificate.`, false);
  }
  const tls =
    clientCertificateData === undefined || clientKeyData === undefined
      ? {}
      : { certificate: clientCertificateData, key: clientKeyData };
  return {
    credentials: { ...tls, headers: token === undefined ? {} : bearer(token) },
    until: expirationTimestamp === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(expirationTimestamp) - marginMs,
  };
}

/** What it writes; it may speak with the user by standard error, but not ask. */
function run({ apiVersion, command, args, env, cluster, installHint }: ExecPlugin): Promise<string> {
  const info = { apiVersion, kind: "ExecCredential", spec: { interactive: false, ...(cluster ? { cluster } : {}) } };
  return new Promise((resolve, reject) => {
    const failed = (what: string) => reject(engineError(`The plugin "${command}" of the kubeconfig ${what}.`, false));
    const child = spawn(command, args, {
      env: { ...process.env, ...env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", (error) =>
      failed(`cannot be started: ${error.message}${installHint === undefined ? "" : `. ${installHint.trim()}`}`),
    );
    child.on("close", (code) => {
      if (code !== 0) return failed(`ended with code ${code}`);
      try {
        JSON.parse(output);
        resolve(output);
      } catch {
        failed("wrote no JSON");
      }
    });
  });
}
