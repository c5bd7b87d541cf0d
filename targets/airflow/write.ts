// DAG document → text of a DAG file.
import { createRequire } from "node:module";
import { exitCode } from "../../runtime/contract/index.js";
import { lostPods, terminationMessageBytes } from "../pod/index.js";
import type { AirflowDag, AirflowGroup, AirflowParameter, AirflowTask } from "./document.js";
import { atom, call, dict, keyword, list, type Python, pythonValue, text, writePython } from "./python.js";
import { dagTemplate } from "./template.js";

/** How long a task waits for another pod, where its step says nothing of waits. */
const lostPodDelaySeconds = 10;

/** The file, ASCII only, laid out as `ruff format` does it. */
export function writeDag(document: AirflowDag): string {
  // Loaded when needed: it costs more than a compile that finds nothing changed may take.
  const handlebars = createRequire(import.meta.url)("handlebars") as typeof import("handlebars");
  const template = handlebars.compile(dagTemplate, { noEscape: true, strict: true, knownHelpersOnly: true });
  return template(modelOf(document));
}

/** What the template prints: each value is Python text. */
function modelOf(document: AirflowDag) {
  const tasks = document.units.flatMap((unit) => (unit.kind === "group" ? unit.tasks : [unit]));
  const optional = document.parameters.filter((parameter) => parameter.optional).map((parameter) => text(parameter.name));
  const known = tasks.some((task) => task.known !== undefined);
  const gated = known || tasks.some((task) => task.when !== undefined);
  const judging = tasks.some((task) => task.whenEnded);
  const renamed = tasks.some((task) => task.planId !== undefined);
  const { pods } = document;
  const timed = pods !== undefined || document.dagrunTimeoutSeconds !== undefined || tasks.some(isTimed);
  // What a pod's environment says is always JSON of `_as_json`, which knows what Kubernetes would read otherwise.
  const parameters = document.parameters.length > 0 || pods !== undefined;
  return {
    dagId: document.dagId,
    plan: writePython(text(document.plan)),
    store: pods ? writePython(text(podText(document.store ?? "")), 0, "STORE = ".length) : writeStore(document.store),
    environment: pods === undefined,
    pods: pods ? writePython(list(pods.templates.map(pythonValue)), 0, "PODS = ".length) : "",
    connection: pods?.connection === undefined ? "" : writePython(text(pods.connection)),
    startupTimeout: pods ? String(pods.startupTimeoutSeconds) : "",
    deferrable: pods?.deferrable ? "True" : "False",
    step: document.runtime === "path" ? 'os.environ.get("ZENC_STEP", "zenc-step")' : besideStep,
    command: writePython(
      text(document.runtime === "path" ? 'exec "$ZENC_STEP" </dev/null ' : 'exec node "$ZENC_STEP" </dev/null '),
    ),
    lostPods: String(lostPods),
    publishLimit: String(terminationMessageBytes),
    usageExit: String(exitCode.usage),
    notRunExit: String(exitCode.notRun),
    finalExit: String(exitCode.fatal),
    storeExit: String(exitCode.store),
    terminatedExit: String(exitCode.terminated),
    failedExit: String(exitCode.failed),
    parameters,
    asJson: pods ? "text =" : "return",
    parametersTemplate: writePython(text(parameters ? "{{ params | as_json }}" : "{{ params | tojson }}")),
    optional: optional.length > 0 ? writePython(list(optional), 0, "OPTIONAL = ".length) : "",
    gated,
    known,
    renamed,
    signature: signatureOf(gated, known, judging, renamed, pods !== undefined),
    skipCode: judging ? String(exitCode.skipped) : "None",
    triggerRule: judging ? "trigger_rule" : '"none_failed"',
    imports: importsOf(document, timed),
    airflowImports: airflowImportsOf(document, gated),
    dag: writePython(dagOf(document), 0, "with ".length, " as dag:".length),
    units: document.units.map((unit, position) =>
      unit.kind === "group"
        ? groupOf(unit, document.units[position + 1]?.kind === "task")
        : { group: false, task: writeTask(unit, 4) },
    ),
  };
}

/** Of the function that makes a task: with the parameters that this DAG uses. */
function signatureOf(gated: boolean, known: boolean, judging: boolean, renamed: boolean, pods: boolean): string {
  const parameters = [
    "task_id",
    ...(pods ? ["pod=0"] : []),
    "after=()",
    ...(gated ? ["when=None"] : []),
    ...(known ? ["known=None"] : []),
    ...(judging ? ['trigger_rule="none_failed"'] : []),
    ...(renamed ? ["name=None"] : []),
    "**options",
  ];
  const line = `def _step(${parameters.join(", ")}):`;
  return line.length <= 88 ? line : `def _step(\n    ${parameters.join(", ")}\n):`;
}

const besideStep = 'os.path.join(os.path.dirname(__file__), "zenc-step.mjs")';

const writeStore = (store: string | null): string =>
  store === null
    ? 'os.environ["ZENC_STORE"]'
    : writePython(call("os.environ.get", [text("ZENC_STORE"), text(store)]), 0, "STORE = ".length);

/** Text as the value of a variable of a pod, where Kubernetes takes `$(NAME)` for the value of another and `$$` for a dollar. */
const podText = (value: string): string => value.replaceAll("$", "$$$$");

const isTimed = (task: AirflowTask) => task.retries !== undefined || task.executionTimeoutSeconds !== undefined;

function importsOf(document: AirflowDag, timed: boolean): readonly string[] {
  const names = [
    ...(document.startDate ? ["datetime"] : []),
    ...(timed ? ["timedelta"] : []),
    ...(document.startDate ? ["timezone"] : []),
  ];
  return names.length === 0 ? [] : [`from datetime import ${names.join(", ")}`];
}

function airflowImportsOf(document: AirflowDag, gated: boolean): readonly string[] {
  const names = [
    "DAG",
    ...(document.schedule ? ["CronTriggerTimetable"] : []),
    ...(document.parameters.length > 0 ? ["Param"] : []),
    "get_current_context",
    "literal",
    ...(document.units.some((unit) => unit.kind === "group") ? ["task_group"] : []),
  ];
  return [
    importOf("airflow.sdk", names),
    importOf("airflow.sdk.exceptions", [
      ...(document.pods ? ["AirflowException"] : []),
      "AirflowFailException",
      ...(gated || document.pods ? ["AirflowSkipException"] : []),
    ]),
  ];
}

function importOf(module: string, names: readonly string[]): string {
  const line = `from ${module} import ${names.join(", ")}`;
  return line.length <= 88 ? line : `from ${module} import (\n${names.map((name) => `    ${name},\n`).join("")})`;
}

function dagOf(document: AirflowDag): Python {
  const { schedule, startDate, defaultArguments } = document;
  const optional = (name: string, value: Python | undefined) => (value === undefined ? [] : [keyword(name, value)]);
  const number = (value: number | undefined) => (value === undefined ? undefined : pythonValue(value));
  const start = startDate && call("datetime", [startDate.year, startDate.month, startDate.day].map(pythonValue));
  return call("DAG", [
    text(document.dagId),
    ...optional("description", document.description === undefined ? undefined : text(document.description)),
    ...optional("doc_md", document.docMd === undefined ? undefined : text(document.docMd)),
    ...optional("schedule", schedule ? cronOf(schedule) : atom("None")),
    ...optional("start_date", start && call("datetime", [...itemsOf(start), keyword("tzinfo", atom("timezone.utc"))])),
    keyword("catchup", atom("False")),
    ...optional("max_active_runs", number(document.maxActiveRuns)),
    ...optional("max_active_tasks", number(document.maxActiveTasks)),
    ...optional(
      "dagrun_timeout",
      document.dagrunTimeoutSeconds === undefined ? undefined : duration(document.dagrunTimeoutSeconds),
    ),
    ...(document.tags.length === 0 ? [] : [keyword("tags", list(document.tags.map(text)))]),
    ...(document.parameters.length === 0
      ? []
      : [keyword("params", dict(document.parameters.map((parameter) => [parameter.name, paramOf(parameter)])))]),
    // Without these two a site's own defaults would count.
    keyword(
      "default_args",
      dict([...triesOf(document), ...Object.entries(defaultArguments).map(([key, value]) => [key, text(value)] as const)]),
    ),
    ...(document.parameters.length === 0 && !document.pods
      ? []
      : [keyword("user_defined_filters", dict([["as_json", atom("_as_json")]]))]),
  ]);
}

/** Of a task that says nothing. A lost pod may have been the last of its machine. */
const triesOf = ({ pods }: AirflowDag): readonly (readonly [string, Python])[] =>
  pods
    ? [
        ["retries", atom("LOST_PODS")],
        ["retry_delay", duration(lostPodDelaySeconds)],
      ]
    : [["retries", pythonValue(0)]];

const itemsOf = (expression: Python): readonly Python[] => (expression.kind === "sequence" ? expression.items : []);

const cronOf = ({ cron, timezone }: { readonly cron: string; readonly timezone: string }): Python =>
  call("CronTriggerTimetable", [text(cron), keyword("timezone", text(timezone))]);

/** JSON Schema's keywords that are no identifiers, or words of Python, go into a dict. */
function paramOf(parameter: AirflowParameter): Python {
  const entries = Object.entries(parameter.schema);
  const plain = (key: string) => /^[a-z][A-Za-z]*$/.test(key) && !pythonWords.has(key);
  const rest = entries.filter(([key]) => !plain(key)).map(([key, value]) => [key, pythonValue(value)] as const);
  return call("Param", [
    ...(parameter.value === undefined ? [] : [pythonValue(parameter.value)]),
    ...entries.filter(([key]) => plain(key)).map(([key, value]) => keyword(key, pythonValue(value))),
    ...(parameter.description === undefined ? [] : [keyword("description", text(parameter.description))]),
    ...(rest.length === 0 ? [] : [{ kind: "labelled", label: "**", value: dict(rest) } as const]),
  ]);
}

/** Of the keywords of JSON Schema, those that cannot be, or mean something else as, keywords of `Param`. */
const pythonWords: ReadonlySet<string> = new Set(["if", "else", "not", "default", "description", "schema", "source"]);

function groupOf(group: AirflowGroup, more: boolean) {
  return {
    group: true,
    groupId: writePython(text(group.groupId)),
    functionName: group.functionName,
    source: writePython(text(group.source)),
    tasks: group.tasks.map((task) => writeTask(task, 8)),
    more,
  };
}

function writeTask(task: AirflowTask, indent: number): string {
  const { after, when, known, retries, executionTimeoutSeconds, pool, queue } = task;
  const conditions = when?.map((every) => dict(Object.entries(every).map(([name, is]) => [name, pythonValue(is)])));
  const expression = call("_step", [
    text(task.taskId),
    ...(after.length === 0 ? [] : [keyword("after", list(after.map(text)))]),
    ...(task.whenEnded ? [keyword("trigger_rule", text("all_done"))] : []),
    ...(conditions === undefined ? [] : [keyword("when", list(conditions))]),
    ...(known === undefined ? [] : [keyword("known", text(known))]),
    ...(task.planId === undefined ? [] : [keyword("name", text(task.pod === undefined ? task.planId : podText(task.planId)))]),
    ...(retries === undefined
      ? []
      : [
          keyword("retries", atom(task.pod === undefined ? `${retries.retries}` : `${retries.retries} + LOST_PODS`)),
          keyword("retry_delay", duration(retries.delaySeconds)),
          ...(retries.backoff === undefined ? [] : [keyword("retry_exponential_backoff", backoff(retries.backoff))]),
          ...(retries.maxDelaySeconds === undefined ? [] : [keyword("max_retry_delay", duration(retries.maxDelaySeconds))]),
        ]),
    ...(executionTimeoutSeconds === undefined ? [] : [keyword("execution_timeout", duration(executionTimeoutSeconds))]),
    ...(task.pod === undefined || task.pod === 0 ? [] : [keyword("pod", pythonValue(task.pod))]),
    ...(task.activeDeadlineSeconds === undefined
      ? []
      : [keyword("active_deadline_seconds", pythonValue(task.activeDeadlineSeconds))]),
    ...(pool === undefined ? [] : [keyword("pool", text(pool))]),
    ...(queue === undefined ? [] : [keyword("queue", text(queue))]),
  ]);
  return writePython(expression, indent);
}

/** `True` is 2 on every Airflow 3; other factors need one that takes numbers, and older ones read them as 2. */
const backoff = (factor: number): Python => (factor === 2 ? atom("True") : pythonValue(factor));

/** In the largest unit that says it in whole numbers. */
function duration(seconds: number): Python {
  const units = [
    ["days", 86_400],
    ["hours", 3_600],
    ["minutes", 60],
  ] as const;
  const [unit, size] = units.find(([, length]) => seconds > 0 && seconds % length === 0) ?? (["seconds", 1] as const);
  return call("timedelta", [keyword(unit, pythonValue(seconds / size))]);
}
