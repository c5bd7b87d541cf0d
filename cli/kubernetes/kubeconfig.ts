// Which cluster is meant, and who one is there: as kubectl finds it. A kubeconfig, several merged, or the pod's own service account.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { engineError } from "../engine-error.js";

export interface Cluster {
  /** For people: the context's name. */
  readonly name: string;
  readonly server: URL;
  readonly ca?: string;
  readonly insecure: boolean;
  readonly serverName?: string;
  /** The namespace of those who name none. */
  readonly namespace: string;
  readonly user: User;
}

/** Of several, the first that is there counts, as for kubectl. */
export interface User {
  readonly certificate?: string;
  readonly key?: string;
  readonly token?: string;
  /** Read for each request: it is renewed under way. */
  readonly tokenFile?: string;
  readonly password?: { readonly username: string; readonly password: string };
  readonly exec?: ExecPlugin;
  readonly impersonate?: { readonly user: string; readonly uid?: string; readonly groups: readonly string[] };
}

export interface ExecPlugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Of the cluster, where the plugin wants to know it. */
  readonly cluster?: Readonly<Record<string, unknown>>;
  readonly installHint?: string;
}

export interface ClusterRequest {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
/** An entry with the folder that its paths are relative to. */
interface Entry {
  readonly fields: Fields;
  readonly folder: string;
}
interface Config {
  readonly contexts: ReadonlyMap<string, Entry>;
  readonly clusters: ReadonlyMap<string, Entry>;
  readonly users: ReadonlyMap<string, Entry>;
  readonly current: string | undefined;
  readonly files: readonly string[];
}

/** Where Kubernetes puts what a pod's processes may use. */
const accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

export async function findCluster(
  request: ClusterRequest,
  environment: NodeJS.ProcessEnv = process.env,
  account = accountFolder,
): Promise<Cluster> {
  const config = await readConfig(filesOf(request, environment), request.kubeconfig !== undefined);
  if (config.files.length === 0 && request.context === undefined && environment.KUBERNETES_SERVICE_HOST)
    return ownCluster(environment, account);
  if (config.files.length === 0) {
    throw engineError(
      "There is no kubeconfig, and this is no pod of a cluster: say which one in zenc.yaml, deploy: { kubeconfig, context }.",
      false,
    );
  }
  const name = request.context ?? config.current;
  if (name === undefined) throw bad(config, "has no current context");
  const { fields: context } = entryOf(config, "contexts", name);
  const cluster = entryOf(config, "clusters", text(context.cluster) ?? "");
  const user =
    text(context.user) === undefined ? { fields: {}, folder: "" } : entryOf(config, "users", text(context.user) as string);
  return clusterOf(config, name, context, cluster, user);
}

function filesOf({ kubeconfig }: ClusterRequest, environment: NodeJS.ProcessEnv): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (environment.KUBECONFIG ?? "").split(delimiter).filter((file) => file !== "");
  return listed.length > 0 ? listed : [join(environment.HOME ?? homedir(), ".kube", "config")];
}

/** Files that are not there are passed over, unless this one was asked for; of entries of one name the first counts. */
async function readConfig(files: readonly string[], needed: boolean): Promise<Config> {
  const { parse } = await import("yaml");
  const kinds = { contexts: new Map<string, Entry>(), clusters: new Map<string, Entry>(), users: new Map<string, Entry>() };
  const found: string[] = [];
  let current: string | undefined;
  for (const file of files) {
    const content = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" && !needed) return null;
      throw engineError(`The kubeconfig "${file}" cannot be read: ${error.message}.`, false);
    });
    if (content === null) continue;
    let parsed: Fields | null;
    try {
      parsed = parse(content) as Fields | null;
    } catch (error) {
      throw engineError(`The kubeconfig "${file}" is no YAML: ${(error as Error).message}`, false);
    }
    found.push(file);
    current ??= text(parsed?.["current-context"]);
    const folder = dirname(resolve(file));
    for (const [kind, key] of [
      ["contexts", "context"],
      ["clusters", "cluster"],
      ["users", "user"],
    ] as const) {
      for (const one of (parsed?.[kind] ?? []) as readonly Fields[]) {
        const name = text(one.name);
        if (name !== undefined && !kinds[kind].has(name)) kinds[kind].set(name, { fields: (one[key] ?? {}) as Fields, folder });
      }
    }
  }
  return { ...kinds, current, files: found };
}

const bad = ({ files }: Config, what: string) =>
  engineError(`The kubeconfig ${files.map((file) => `"${file}"`).join(", ")} ${what}.`, false);

function entryOf(config: Config, kind: "contexts" | "clusters" | "users", name: string): Entry {
  const found = config[kind].get(name);
  if (found) return found;
  const names = [...config[kind].keys()];
  throw bad(config, `has none of the ${kind} named "${name}"; it has: ${names.join(", ") || "none"}`);
}

async function clusterOf(
  config: Config,
  name: string,
  context: Fields,
  { fields, folder }: Entry,
  user: Entry,
): Promise<Cluster> {
  const server = text(fields.server);
  if (server === undefined || !URL.canParse(server)) throw bad(config, `has no server for the context "${name}"`);
  if (text(fields["proxy-url"]) !== undefined)
    throw bad(config, `wants a proxy for the context "${name}", which zenc cannot use`);
  const ca = await content(fields, "certificate-authority", folder);
  const serverName = text(fields["tls-server-name"]);
  return {
    name,
    server: new URL(server),
    ...(ca === undefined ? {} : { ca }),
    insecure: fields["insecure-skip-tls-verify"] === true,
    ...(serverName === undefined ? {} : { serverName }),
    namespace: text(context.namespace) ?? "default",
    user: await userOf(config, user, fields, ca),
  };
}

async function userOf(config: Config, { fields, folder }: Entry, cluster: Fields, ca: string | undefined): Promise<User> {
  if (fields["auth-provider"] !== undefined) {
    throw bad(config, 'has a user with an "auth-provider", which kubectl has given up too: use an exec plugin');
  }
  const [certificate, key] = await Promise.all([
    content(fields, "client-certificate", folder),
    content(fields, "client-key", folder),
  ]);
  const tokenFile = text(fields.tokenFile);
  const username = text(fields.username);
  const exec = fields.exec as Fields | undefined;
  const as = text(fields.as);
  const uid = text(fields["as-uid"]);
  return {
    ...(certificate === undefined || key === undefined ? {} : { certificate, key }),
    ...(tokenFile === undefined ? {} : { tokenFile: resolve(folder, tokenFile) }),
    ...(text(fields.token) === undefined ? {} : { token: text(fields.token) as string }),
    ...(username === undefined ? {} : { password: { username, password: text(fields.password) ?? "" } }),
    ...(exec === undefined ? {} : { exec: execOf(exec, folder, cluster, ca) }),
    ...(as === undefined
      ? {}
      : {
          impersonate: {
            user: as,
            ...(uid === undefined ? {} : { uid }),
            groups: (fields["as-groups"] ?? []) as readonly string[],
          },
        }),
  };
}

function execOf(exec: Fields, folder: string, cluster: Fields, ca: string | undefined): ExecPlugin {
  const command = text(exec.command) ?? "";
  const variables = (exec.env ?? []) as readonly { readonly name: string; readonly value: string }[];
  const installHint = text(exec.installHint);
  const told = {
    server: cluster.server,
    ...(cluster["tls-server-name"] === undefined ? {} : { "tls-server-name": cluster["tls-server-name"] }),
    ...(cluster["insecure-skip-tls-verify"] === true ? { "insecure-skip-tls-verify": true } : {}),
    ...(ca === undefined ? {} : { "certificate-authority-data": Buffer.from(ca).toString("base64") }),
  };
  return {
    apiVersion: text(exec.apiVersion) ?? "client.authentication.k8s.io/v1",
    // Of a command with a folder that is relative to its file; one without is looked for on the PATH.
    command: /[\\/]/.test(command) && !isAbsolute(command) ? join(folder, command) : command,
    args: (exec.args ?? []) as readonly string[],
    env: Object.fromEntries(variables.map(({ name, value }) => [name, value])),
    ...(exec.provideClusterInfo === true ? { cluster: told } : {}),
    ...(installHint === undefined ? {} : { installHint }),
  };
}

/** What stands there as base64, or in a file. */
async function content(fields: Fields, name: string, folder: string): Promise<string | undefined> {
  const data = text(fields[`${name}-data`]);
  if (data !== undefined) return Buffer.from(data, "base64").toString();
  const file = text(fields[name]);
  if (file === undefined) return undefined;
  return readFile(resolve(folder, file), "utf8").catch((error: Error) => {
    throw engineError(`"${name}" of the kubeconfig cannot be read: ${error.message}.`, false);
  });
}

/** Inside a pod: what Kubernetes puts there. */
async function ownCluster(
  { KUBERNETES_SERVICE_HOST: host = "", KUBERNETES_SERVICE_PORT: port = "443" }: NodeJS.ProcessEnv,
  account: string,
): Promise<Cluster> {
  const [ca, namespace] = await Promise.all(["ca.crt", "namespace"].map((name) => readFile(join(account, name), "utf8"))).catch(
    (error) => {
      throw engineError(`This pod has no service account: ${(error as Error).message}.`, false);
    },
  );
  return {
    name: "this pod's cluster",
    server: new URL(`https://${host.includes(":") ? `[${host}]` : host}:${port}`),
    ...(ca === undefined ? {} : { ca }),
    insecure: false,
    namespace: namespace?.trim() || "default",
    user: { tokenFile: join(account, "token") },
  };
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
