// `zenc show`: a run and its nodes; one node, its output, its log.
import { resolve } from "node:path";
import { keys, type Store } from "../runtime/contract/index.js";
import { type NodeView, type RunView, readRun } from "../runtime/history/index.js";
import { exportArtifact } from "../runtime/values/index.js";
import { acceleratorLines } from "./accelerator-lines.js";
import { cliError, exit } from "./exit.js";
import { failureText } from "./failure.js";
import { findRun } from "./find-run.js";
import { parseInstance } from "./instance.js";
import { nodeLines } from "./node-lines.js";
import { runDocument } from "./run-document.js";
import { statusText } from "./runs.js";
import { openStackStore, type StackOptions } from "./setting.js";
import { didYouMean } from "./suggestion.js";
import { type Colors, printDocument, type Terminal } from "./terminal.js";
import { artifactText, loadPart, partOf, sizeOf, valueJson, valueText } from "./value.js";
import { waitingLines } from "./waiting.js";
import { bytes, duration, instanceName, moment } from "./words.js";

interface ShowOptions extends StackOptions {
  readonly pipeline?: string;
  readonly output?: string;
  readonly to?: string;
  readonly log?: boolean;
  readonly format: "text" | "json";
}

/** Values up to this size are shown without being asked for. */
const shownBytes = 64 * 1024;

export async function show(
  terminal: Terminal,
  runText: string,
  nodeText: string | undefined,
  options: ShowOptions,
): Promise<number> {
  const store = await openStackStore(terminal, options);
  const record = await findRun(store, runText, options.pipeline);
  const view = await readRun(store, record.pipeline, record.run);
  if (!view) throw cliError(`The run "${record.run}" is gone from the store.`);
  if (nodeText !== undefined) return showNode(terminal, store, view, nodeText, options);
  if (options.output !== undefined && options.output !== "result") {
    throw cliError(`--output "${options.output}" needs a node: zenc show ${record.run} NODE --output ${options.output}.`);
  }
  if (options.format === "json") await printDocument(terminal, runDocument(view, store.url));
  else if (options.output === "result") await terminal.print(JSON.stringify(view.result, null, 2));
  else await terminal.print(await runText_(terminal, store, view));
  return exit.ok;
}

async function runText_(terminal: Terminal, store: Store, view: RunView): Promise<string> {
  const { colors, columns } = terminal;
  const head = `${colors.bold(view.pipeline)}  ${view.run}  ${statusText(view.status, colors)} in ${duration(view.durationMs)}  ${colors.dim(`${view.engine}, ${moment(view.startedAt)}`)}`;
  const parameters =
    Object.keys(view.parameters).length === 0 ? [] : [`${colors.dim("parameters")} ${JSON.stringify(view.parameters)}`];
  const failure = view.error ? ["", await failureText(terminal, store, view, colors)] : [];
  const result = view.status === "succeeded" ? ["", colors.dim("result"), valueText(view.result, colors, columns)] : [];
  return [head, ...parameters, "", ...nodeLines(view.nodes, colors), ...failure, ...result].join("\n");
}

async function showNode(terminal: Terminal, store: Store, view: RunView, text: string, options: ShowOptions): Promise<number> {
  const { node, index } = parseInstance(text);
  const instances = view.nodes.filter((one) => one.node === node);
  if (instances.length === 0) {
    const names = [...new Set(view.nodes.map((one) => one.node))];
    throw cliError(`The run "${view.run}" has no node "${node}".${didYouMean(node, names)}`, {
      help: `It has: ${names.join(", ")}.`,
    });
  }
  const found = instances.find((one) => one.index.join(".") === index.join("."));
  if (!found && index.length > 0) {
    throw cliError(`"${node}" has no item ${index.join(".")} in this run.`, {
      help: `It has ${instances.length}: ${node}[0] to ${node}[${instances.length - 1}].`,
    });
  }
  const chosen = found ?? (instances.length === 1 ? instances[0] : undefined);
  if (!chosen) {
    if (options.output !== undefined || options.to !== undefined || options.log) {
      throw cliError(`"${node}" stands in a fan-out: say which item, as ${node}[0].`);
    }
    if (options.format === "json")
      await printDocument(terminal, { version: 1, run: view.run, pipeline: view.pipeline, nodes: instances });
    else await terminal.print(nodeLines(instances, terminal.colors, false).join("\n"));
    return exit.ok;
  }
  if (options.log) return showLog(terminal, store, chosen);
  return showInstance(terminal, store, view, chosen, options);
}

async function showLog(terminal: Terminal, store: Store, node: NodeView): Promise<number> {
  const log = node.log ? await store.get(keys.object(node.log.digest)) : null;
  if (!log) terminal.note(`${instanceName(node.node, node.index)} wrote no log.`);
  else await terminal.print(new TextDecoder().decode(log));
  if (node.log?.truncated) terminal.note("The log was cut: it was longer than what is kept.");
  return exit.ok;
}

async function showInstance(
  terminal: Terminal,
  store: Store,
  view: RunView,
  node: NodeView,
  options: ShowOptions,
): Promise<number> {
  const name = instanceName(node.node, node.index);
  const wanted = options.output !== undefined || options.to !== undefined;
  if (wanted && !node.outputs) throw cliError(`"${name}" has no output in this run: it is ${stateWord(node.state)}.`);
  const part = node.outputs ? await partOf(store, node.outputs, options.output) : null;
  if (options.to !== undefined && part) {
    const target = resolve(terminal.cwd, options.to);
    if (part.kind === "artifact") await exportArtifact(part.artifact, store, target);
    else await (await import("node:fs/promises")).writeFile(target, `${JSON.stringify(valueJson(part.value), null, 2)}\n`);
    terminal.note(`wrote ${options.to}`);
    return exit.ok;
  }
  const isSmall = part !== null && (part.kind === "value" || wanted || sizeOf(part.artifact) <= shownBytes);
  const value = isSmall ? { value: await loadPart(store, part) } : null;
  if (options.format === "json") {
    const base = { version: 1, run: view.run, pipeline: view.pipeline, ...node };
    await printDocument(terminal, value ? { ...base, value: valueJson(value.value) } : base);
    return exit.ok;
  }
  const { colors, columns } = terminal;
  if (options.output !== undefined && value) {
    await terminal.print(typeof value.value === "string" ? value.value : valueText(value.value, colors, columns));
    return exit.ok;
  }
  const lines = [...nodeLines([node], colors), ...detailLines(view, node, colors)];
  if (node.error && node.state !== "succeeded")
    lines.push(
      "",
      await failureText(terminal, store, { ...view, error: { ...node.error, node: node.node, index: node.index } }, colors),
    );
  if (node.outputs) {
    lines.push("", `${colors.dim("output")} ${artifactText(node.outputs)}`);
    if (value) lines.push(valueText(value.value, colors, columns));
    else lines.push(colors.dim(`zenc show ${view.run} ${name} --output FIELD shows a part, --to PATH writes it`));
  }
  await terminal.print(lines.join("\n"));
  return exit.ok;
}

function detailLines(view: RunView, node: NodeView, colors: Colors): readonly string[] {
  const lines: string[] = [];
  const add = (name: string, text: string): void => void lines.push(`  ${colors.dim(name.padEnd(9))} ${text}`);
  if (node.step !== null && node.step !== node.node) add("step", node.step);
  if (node.at) add("at", `${node.at.file}:${node.at.line}:${node.at.column}`);
  if (node.attempts > 1) add("attempts", String(node.attempts));
  if (node.reusedFrom) add("from", `${node.reusedFrom.run} ${instanceName(node.reusedFrom.node, node.reusedFrom.index)}`);
  for (const [name, text] of node.waiting ? waitingLines(node.waiting, view) : []) add(name, text);
  for (const [name, text] of acceleratorLines(node.accelerator)) add(name, text);
  if (node.key) add("key", node.key.key);
  for (const { name, value, step } of node.metrics.slice(-20))
    add("metric", `${name}${step === undefined ? "" : ` [${step}]`} = ${value}`);
  if (node.log) add("log", `${bytes(node.log.bytes)} (--log shows it)`);
  return lines;
}

function stateWord(state: NodeView["state"]): string {
  return state === "not-run" ? "not run" : state;
}
