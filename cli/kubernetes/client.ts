// Speaks to a Kubernetes API server: single requests, as deploying and starting runs need them. Written here because the official client is
// 72 packages and 72 MB, more than all else that zenc installs.
import { Agent as HttpAgent, type OutgoingHttpHeaders, request as requestHttp } from "node:http";
import { Agent, request as requestHttps } from "node:https";
import { engineError } from "../engine-error.js";
import { type Credentials, credentialsOf } from "./credentials.js";
import { type Cluster, type ClusterRequest, findCluster } from "./kubeconfig.js";

/** Any object, as far as it is known here. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly managedFields?: readonly ManagedFields[];
}

export interface ManagedFields {
  readonly manager: string;
  readonly subresource?: string;
  readonly fieldsV1?: Readonly<Record<string, unknown>>;
}

export interface KubernetesClient {
  /** For people. */
  readonly name: string;
  /** Of those who name none. */
  readonly namespace: string;
  /** Null: there is none. @throws EngineError */
  get<T = KubernetesObject>(path: string, accept?: string): Promise<T | null>;
  /** Null: the server knows no such kind, or shows none of it. */
  list(path: string, labels: string): Promise<readonly KubernetesObject[] | null>;
  create(path: string, object: object): Promise<KubernetesObject>;
  /** Server-side apply. `refused` where others own what would change, and it is not forced. */
  apply(path: string, object: KubernetesObject, options: ApplyOptions): Promise<Applied>;
  /** Deletes what is as it was seen. False: it is not there, or not so any more. */
  remove(path: string, seen: ObjectMetadata): Promise<boolean>;
  close(): void;
}

export interface ApplyOptions {
  readonly manager: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}
export type Applied = { readonly object: KubernetesObject } | { readonly conflicts: readonly Conflict[] };
export interface Conflict {
  readonly manager: string;
  readonly field: string;
}

interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly causes?: readonly { readonly reason?: string; readonly message?: string; readonly field?: string }[];
  };
}
interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const timeoutMs = 30_000;

export async function connectKubernetes(
  request: ClusterRequest,
  find: typeof findCluster = findCluster,
): Promise<KubernetesClient> {
  const cluster = await find(request);
  const source = credentialsOf(cluster);
  let agent: { readonly credentials: Credentials; readonly agent: Agent | HttpAgent } | null = null;
  const ask = async (question: Question): Promise<Answer> => {
    const credentials = await source.get();
    if (agent?.credentials !== credentials) {
      agent?.agent.destroy();
      agent = { credentials, agent: agentOf(cluster, credentials) };
    }
    const answer = await send(cluster, agent.agent, credentials, question);
    return answer.status === 401 && source.forget() && !question.again ? ask({ ...question, again: true }) : answer;
  };
  const wanted = ({ status, body }: Answer, what: string): unknown => {
    if (status < 300) return body;
    throw refusedError(cluster, what, status, body);
  };
  return {
    name: `${cluster.name} (${cluster.server.host})`,
    namespace: cluster.namespace,
    get: async <T>(path: string, accept?: string) => {
      const answer = await ask({ method: "GET", path, ...(accept === undefined ? {} : { accept }) });
      return answer.status === 404 ? null : (wanted(answer, `to show ${path}`) as T);
    },
    list: async (path, labels) => {
      const answer = await ask({ method: "GET", path: `${path}?${new URLSearchParams({ labelSelector: labels })}` });
      if (answer.status === 404 || answer.status === 403) return null;
      const { items, kind = "", apiVersion } = wanted(answer, `to list ${path}`) as List;
      return items.map((item) => ({ ...item, apiVersion, kind: kind.replace(/List$/, "") }));
    },
    create: async (path, body) => wanted(await ask({ method: "POST", path, body }), `to create ${path}`) as KubernetesObject,
    apply: async (path, body, { manager, force, dryRun }) => {
      const words = new URLSearchParams({ fieldManager: manager, force: `${force}`, ...(dryRun ? { dryRun: "All" } : {}) });
      const answer = await ask({ method: "PATCH", path: `${path}?${words}`, body, type: "application/apply-patch+yaml" });
      if (answer.status === 409 && !force) {
        const causes = (answer.body as Status).details?.causes ?? [];
        const conflicts = causes.flatMap(({ reason, message = "", field = "" }) =>
          reason === "FieldManagerConflict"
            ? [{ manager: /conflict with "([^"]*)"/.exec(message)?.[1] ?? "another", field }]
            : [],
        );
        if (conflicts.length > 0) return { conflicts };
      }
      return { object: wanted(answer, `to apply ${path}`) as KubernetesObject };
    },
    remove: async (path, { uid, resourceVersion }) => {
      const preconditions = {
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      };
      const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background", preconditions };
      const answer = await ask({ method: "DELETE", path, body });
      if (answer.status === 404 || answer.status === 409) return false;
      wanted(answer, `to delete ${path}`);
      return true;
    },
    close: () => agent?.agent.destroy(),
  };
}

interface List {
  readonly apiVersion: string;
  readonly kind?: string;
  readonly items: readonly KubernetesObject[];
}

function agentOf({ server, ca, insecure, serverName }: Cluster, { certificate, key }: Credentials): Agent | HttpAgent {
  if (server.protocol === "http:") return new HttpAgent({ keepAlive: true });
  return new Agent({
    keepAlive: true,
    rejectUnauthorized: !insecure,
    ...(ca === undefined ? {} : { ca }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(certificate === undefined || key === undefined ? {} : { cert: certificate, key }),
  });
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly type?: string;
  readonly accept?: string;
  /** It was asked before, with credentials that were refused. */
  readonly again?: boolean;
}

function send(cluster: Cluster, agent: Agent | HttpAgent, credentials: Credentials, question: Question): Promise<Answer> {
  const { method, path, body, type = "application/json", accept = "application/json" } = question;
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: OutgoingHttpHeaders = {
    ...(credentials.headers as OutgoingHttpHeaders),
    accept,
    "user-agent": "zenc",
    ...(text === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(text) }),
  };
  const base = cluster.server.pathname.replace(/\/$/, "");
  const url = new URL(`${base}${path}`, cluster.server);
  return new Promise((resolve, reject) => {
    const unreachable = (error: Error) =>
      reject(engineError(`The cluster ${cluster.name} at ${cluster.server.host} cannot be reached: ${error.message}.`, true));
    const options = { agent, method, headers, timeout: timeoutMs };
    const sent = (url.protocol === "http:" ? requestHttp : requestHttps)(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", unreachable);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(chunks).toString()) }));
    });
    sent.on("timeout", () => sent.destroy(new Error(`no answer in ${timeoutMs / 1000} s`)));
    sent.on("error", unreachable);
    sent.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { message: text.slice(0, 300) };
  }
}

function refusedError({ name }: Cluster, what: string, status: number, body: unknown): Error {
  const { message = "" } = body as Status;
  return engineError(`The cluster ${name} refused ${what}: ${message} (${status}).`, status >= 500 || status === 429);
}
