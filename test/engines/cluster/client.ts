// Speaks to a Kubernetes API server: plain requests, and watches that go on where they broke off.
import { Agent, type RequestOptions, request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { isKind, type Kind, type Kinds, type Manifest, pathOf, type Stored } from "./objects.js";

export interface Address {
  readonly port: number;
  /** The server's certificate, in PEM. */
  readonly certificate: string;
  readonly token: string;
}

export interface DryRun {
  /** Everything is done but stored, and unknown or doubled fields are refused. */
  readonly strictDryRun?: boolean;
}

export interface Selection {
  readonly namespace?: string;
  readonly labels?: string;
  readonly fields?: string;
}

export interface Deletion {
  readonly namespace?: string;
  readonly graceSeconds?: number;
  /** Only this very object: another one of its name stays. */
  readonly uid?: string;
}

export type Change = "added" | "modified" | "deleted";

export interface Client {
  get<K extends Kind>(kind: K, name: string, namespace?: string): Promise<Kinds[K]>;
  /** The same; undefined where there is none. */
  find<K extends Kind>(kind: K, name: string, namespace?: string): Promise<Kinds[K] | undefined>;
  list<K extends Kind>(kind: K, selection?: Selection): Promise<readonly Kinds[K][]>;
  create<T extends Stored = Stored>(manifest: Manifest, options?: DryRun): Promise<T>;
  /** Creates it, or makes it what the manifest says. */
  apply<T extends Stored = Stored>(manifest: Manifest, options?: DryRun): Promise<T>;
  /** A JSON merge patch, of the object or of a part that has its own path (`status`). */
  patch<K extends Kind>(kind: K, name: string, patch: object, part?: "status", namespace?: string): Promise<Kinds[K]>;
  delete(kind: Kind, name: string, options?: Deletion): Promise<void>;
  deleteAll(kind: Kind, selection?: Selection): Promise<void>;
  /** Asks for a pod to be evicted, as `kubectl drain` does. */
  evict(pod: string, options?: Pick<Deletion, "namespace" | "graceSeconds">): Promise<void>;
  /** Tells of every object and of each of its changes, in order, until it is closed. Resolves when it has told of those that are there. */
  watch<K extends Kind>(
    kind: K,
    selection: Selection,
    on: (change: Change, object: Kinds[K]) => void,
  ): Promise<{ close(): void }>;
  /** Whether the server answers that it is ready. */
  ready(): Promise<boolean>;
  close(): void;
}

/** What the server said to a request that it refused. */
export class ApiError extends Error {
  constructor(
    request: string,
    readonly status: number,
    /** In the server's words. */
    readonly reason: string,
    /** What the server is unsure about, but let pass. */
    readonly warnings: readonly string[],
  ) {
    super(`${request}: ${status} ${reason}`);
  }
}

const fallback = "default";
const strict = "dryRun=All&fieldValidation=Strict";
const mergePatch = "application/merge-patch+json";
const applyPatch = "application/apply-patch+yaml";

/** Opens a client; each request of it stands for itself. */
export function connect(address: Address): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const watches = new Agent({ keepAlive: false });
  const call: Call = (method, path, body, type) => send(address, agent, { method, path, body, type });
  const find: Client["find"] = (kind, name, namespace = fallback) =>
    call<Kinds[typeof kind]>("GET", pathOf(kind, namespace, name)).catch((error: unknown) => {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    });
  return {
    find,
    get: (kind, name, namespace = fallback) => call("GET", pathOf(kind, namespace, name)),
    list: async (kind, selection = {}) =>
      (await call<List<Kinds[typeof kind]>>("GET", `${collection(kind, selection)}?${query(selection)}`)).items,
    create: (manifest, options = {}) =>
      call("POST", `${collectionOf(manifest)}${options.strictDryRun ? `?${strict}` : ""}`, manifest),
    apply: (manifest, options = {}) => {
      const words = `fieldManager=test&force=true${options.strictDryRun ? `&${strict}` : ""}`;
      return call("PATCH", `${collectionOf(manifest)}/${manifest.metadata.name}?${words}`, manifest, applyPatch);
    },
    patch: (kind, name, patch, part, namespace = fallback) =>
      call("PATCH", `${pathOf(kind, namespace, name)}${part ? `/${part}` : ""}`, patch, mergePatch),
    delete: async (kind, name, { namespace = fallback, graceSeconds, uid } = {}) => {
      const grace = graceSeconds === undefined ? {} : { gracePeriodSeconds: graceSeconds };
      const own = uid === undefined ? {} : { preconditions: { uid } };
      const options = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background", ...grace, ...own };
      await call("DELETE", pathOf(kind, namespace, name), options).catch((error: unknown) => {
        const isGone = error instanceof ApiError && (error.status === 404 || (uid !== undefined && error.status === 409));
        if (!isGone) throw error;
      });
    },
    deleteAll: async (kind, selection = {}) => {
      await call("DELETE", `${collection(kind, selection)}?${query(selection)}`);
    },
    evict: async (pod, { namespace = fallback, graceSeconds } = {}) => {
      const grace = graceSeconds === undefined ? {} : { deleteOptions: { gracePeriodSeconds: graceSeconds } };
      const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name: pod, namespace }, ...grace };
      await call("POST", `${pathOf("Pod", namespace, pod)}/eviction`, eviction);
    },
    watch: (kind, selection, on) => watch(address, watches, call, collection(kind, selection), query(selection), on),
    ready: () =>
      call("GET", "/readyz").then(
        () => true,
        () => false,
      ),
    close: () => {
      agent.destroy();
      watches.destroy();
    },
  };
}

interface List<T> {
  readonly items: readonly T[];
  readonly metadata: { readonly resourceVersion: string };
}

type Call = <T>(method: string, path: string, body?: object, type?: string) => Promise<T>;

const collection = (kind: Kind, { namespace = fallback }: Selection) => pathOf(kind, namespace);
const collectionOf = ({ kind, metadata }: Manifest): string => {
  if (!isKind(kind)) throw new Error(`The tests' client knows no kind "${kind}".`);
  return pathOf(kind, metadata.namespace ?? fallback);
};
const query = ({ labels, fields }: Selection): string =>
  new URLSearchParams({ ...(labels ? { labelSelector: labels } : {}), ...(fields ? { fieldSelector: fields } : {}) }).toString();

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
  readonly type?: string | undefined;
}

const optionsOf = ({ port, certificate, token }: Address, agent: Agent): RequestOptions => ({
  host: "127.0.0.1",
  port,
  agent,
  ca: certificate,
  headers: { authorization: `Bearer ${token}`, accept: "application/json" },
});

function send<T>(address: Address, agent: Agent, { method, path, body, type = "application/json" }: Question): Promise<T> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const options = optionsOf(address, agent);
    const headers = {
      ...options.headers,
      ...(text === undefined ? {} : { "content-type": type, "content-length": Buffer.byteLength(text) }),
    };
    const sent = request({ ...options, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const answer = parse(Buffer.concat(chunks).toString());
        const status = response.statusCode ?? 0;
        if (status < 300) return resolve(answer as T);
        const warnings = [response.headers.warning ?? []].flat() as readonly string[];
        reject(new ApiError(`${method} ${path}`, status, (answer as { message?: string }).message ?? String(answer), warnings));
      });
    });
    sent.on("error", reject);
    sent.end(text);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function watch<T extends Stored>(
  address: Address,
  agent: Agent,
  call: Call,
  path: string,
  words: string,
  on: (change: Change, object: T) => void,
): Promise<{ close(): void }> {
  const known = new Map<string, T>();
  const controller = new AbortController();
  const list = async (): Promise<string> => {
    const { items, metadata } = await call<List<T>>("GET", `${path}?${words}`);
    const there = new Set(items.map((item) => item.metadata.uid));
    for (const [uid, object] of known) if (!there.has(uid)) tell("deleted", object);
    for (const item of items) tell(known.has(item.metadata.uid) ? "modified" : "added", item);
    return metadata.resourceVersion;
  };
  const tell = (change: Change, object: T) => {
    if (change === "deleted") known.delete(object.metadata.uid);
    else known.set(object.metadata.uid, object);
    on(change, object);
  };
  const start = await list();
  const goOn = async () => {
    let version = start;
    while (!controller.signal.aborted) {
      try {
        await follow(address, agent, `${path}?watch=1&resourceVersion=${version}&${words}`, controller.signal, tell);
        version = await list();
      } catch {
        if (!controller.signal.aborted) await sleep(200);
      }
    }
  };
  void goOn();
  return { close: () => controller.abort() };
}

const changes: Readonly<Record<string, Change>> = { ADDED: "added", MODIFIED: "modified", DELETED: "deleted" };

/** One long answer, a line per change; it ends when the server wants it to. */
function follow<T>(
  address: Address,
  agent: Agent,
  path: string,
  signal: AbortSignal,
  tell: (change: Change, object: T) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request({ ...optionsOf(address, agent), path, signal }, (response) => {
      let rest = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const { type, object } = JSON.parse(line) as { type: string; object: T };
          const change = changes[type];
          if (change) tell(change, object);
        }
      });
      response.on("end", resolve);
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end();
  });
}
