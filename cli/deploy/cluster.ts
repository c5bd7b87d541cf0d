// A destination that is objects of a cluster, by server-side apply: the API server itself knows who owns each field, so what others have
// changed is a conflict, and what others add beside it stays.
import { parse, stringify } from "yaml";
import { cliError, exit } from "../exit.js";
import type { Conflict, KubernetesClient, KubernetesObject } from "../kubernetes/client.js";
import { pathOf } from "../kubernetes/path.js";
import type { Change, Destination, WantedFile } from "./engine.js";

export interface ClusterPlace {
  readonly client: KubernetesClient;
  readonly namespace: string;
  /** Of the pods. */
  readonly serviceAccount: string | undefined;
  readonly project: string;
}

/** Under which the API server keeps what zenc owns. */
const manager = "zenc";
const labels = { managedBy: "app.kubernetes.io/managed-by", project: "zenc/project" } as const;
/** What a project has to itself: a schedule goes before what it starts. Claims are shared by all whose pods want the same, and stay. */
const kinds = ["CronWorkflow", "WorkflowTemplate"] as const;
const isShared = (kind: string): boolean => kind === "ResourceClaimTemplate";

export function clusterDestination(place: ClusterPlace): Destination {
  const { client, namespace } = place;
  /** By the names of changes: the object to apply, or the one that was seen. */
  const objects = new Map<string, KubernetesObject>();
  return {
    name: `namespace ${namespace} of ${client.name}`,
    compare: async (wanted) => {
      const changes: Change[] = [];
      for (const file of wanted) {
        const object = labelled(file, place);
        if (objects.has(nameOf(object))) continue;
        objects.set(nameOf(object), object);
        changes.push(await changeOf(object, file, place));
      }
      return [...changes, ...(await removals(objects, place))];
    },
    check: () => checkAccount(place),
    make: async (changes, { force }) => {
      for (const { name, action, refused } of changes) {
        if (action === "keep" || (refused !== undefined && !force)) continue;
        const object = objects.get(name) as KubernetesObject;
        if (action === "remove") await remove(object, place);
        else await apply(object, name, refused !== undefined, place);
      }
    },
    close: async () => client.close(),
  };
}

/** `WorkflowTemplate train`, as changes are named. */
const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;

/** The emitted object, in its namespace, and with what says whose it is. */
function labelled({ text, pipeline }: WantedFile, { namespace, project }: ClusterPlace): KubernetesObject {
  const object = parse(text) as KubernetesObject;
  const whose = pipeline === null || isShared(object.kind) ? {} : { [labels.project]: project };
  const own = { [labels.managedBy]: "zenc", ...whose };
  return { ...object, metadata: { namespace, ...object.metadata, labels: { ...object.metadata.labels, ...own } } };
}

async function changeOf(object: KubernetesObject, { pipeline }: WantedFile, { client, project }: ClusterPlace): Promise<Change> {
  const path = pathOf(object);
  const live = await client.get(path);
  const before = live && textOf(live);
  const tried = await client.apply(path, object, { manager, force: false, dryRun: true });
  const applied = "object" in tried ? tried : await client.apply(path, object, { manager, force: true, dryRun: true });
  const after = "object" in applied ? textOf(applied.object) : null;
  const base = { name: nameOf(object), pipeline, before, after };
  if (live === null) return { ...base, action: "create" };
  if (before === after) return { ...base, action: "keep" };
  const refused = refusalOf(live, "conflicts" in tried ? tried.conflicts : [], project);
  return { ...base, action: "update", ...(refused === undefined ? {} : { refused }) };
}

function refusalOf({ metadata }: KubernetesObject, conflicts: readonly Conflict[], project: string): string | undefined {
  const by = metadata.labels ?? {};
  if (by[labels.managedBy] !== "zenc") return "zenc deploy did not put it there";
  const other = by[labels.project];
  if (other !== undefined && other !== project) return `the project "${other}" has deployed it`;
  if (conflicts.length === 0) return undefined;
  const [{ manager: who } = { manager: "another" }] = conflicts;
  const fields = conflicts.filter((one) => one.manager === who).map(({ field }) => field);
  return `${personOf(who)} has changed ${fields.slice(0, 3).join(", ")}${fields.length > 3 ? " …" : ""}`;
}

/** What this project has deployed and none of the files makes. */
async function removals(
  wanted: Map<string, KubernetesObject>,
  { client, namespace, project }: ClusterPlace,
): Promise<readonly Change[]> {
  const found = await Promise.all(
    kinds.map((kind) =>
      client.list(
        pathOf({ apiVersion: "argoproj.io/v1alpha1", kind, metadata: { namespace } }),
        `${labels.managedBy}=zenc,${labels.project}=${project}`,
      ),
    ),
  );
  return found.flatMap((list) =>
    (list ?? []).flatMap((object): Change[] => {
      const name = nameOf(object);
      if (wanted.has(name)) return [];
      wanted.set(name, object);
      const who = strangerIn(object);
      const pipeline = object.metadata.annotations?.["workflows.argoproj.io/title"] ?? null;
      const base = { name, pipeline, action: "remove", before: textOf(object), after: null } as const;
      return [who === undefined ? base : { ...base, refused: `${personOf(who)} has changed it` }];
    }),
  );
}

/** As the API server names those who name themselves not. */
const personOf = (manager: string): string => (manager === "unknown" ? "somebody" : manager);

/** Who else owns a field of what it says. */
const strangerIn = ({ metadata }: KubernetesObject): string | undefined =>
  metadata.managedFields?.find(
    ({ manager: who, subresource, fieldsV1 }) => who !== manager && subresource === undefined && fieldsV1?.["f:spec"],
  )?.manager;

async function apply(object: KubernetesObject, name: string, force: boolean, { client }: ClusterPlace): Promise<void> {
  const applied = await client.apply(pathOf(object), object, { manager, force, dryRun: false });
  if ("conflicts" in applied) throw moved(name);
}

async function remove(object: KubernetesObject, { client }: ClusterPlace): Promise<void> {
  if (await client.remove(pathOf(object), object.metadata)) return;
  if (await client.get(pathOf(object))) throw moved(nameOf(object));
}

const moved = (name: string) =>
  cliError(`"${name}" was changed while zenc deploy was at work: it was not overwritten.`, {
    exitCode: exit.failed,
    help: "Run it again.",
  });

/** As people compare it: without what the server adds. */
function textOf({ apiVersion, kind, metadata, status: _, ...fields }: KubernetesObject): string {
  const { name, namespace, labels: own, annotations } = metadata;
  const shown = { name, namespace, ...(own ? { labels: own } : {}), ...(annotations ? { annotations } : {}) };
  return stringify(
    { apiVersion, kind, metadata: shown, ...fields },
    { lineWidth: 0, sortMapEntries: true, aliasDuplicateObjects: false },
  );
}

/** Without its service account no pod starts: said before the first run. */
async function checkAccount({ client, namespace, serviceAccount }: ClusterPlace): Promise<readonly string[]> {
  if (serviceAccount === undefined) return [];
  const path = pathOf({ apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace, name: serviceAccount } });
  // Who may deploy need not be allowed to look at it.
  const found = await client.get(path).catch(() => true);
  return found === null ? [`The namespace ${namespace} has no service account "${serviceAccount}": pods will not start.`] : [];
}
