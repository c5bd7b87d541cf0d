// Where a command works: the stack that zenc.yaml and the command line mean, and its store.
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import type { Deploy, Stack } from "../compiler/ir/index.js";
import { readStack } from "../compiler/stack/index.js";
import type { Store } from "../runtime/contract/index.js";
import { targets } from "../targets/index.js";
import { exit, reported } from "./exit.js";
import { openStore } from "./open-store.js";
import { reportText } from "./report.js";
import { findStackFile } from "./stack-file.js";
import type { Terminal } from "./terminal.js";

export interface StackOptions {
  readonly stack?: string;
  readonly target?: string;
  readonly store?: string;
}

/** The stack that is meant. @throws CliError, after the diagnostics have been shown. */
export function readSetting(terminal: Terminal, options: StackOptions): Stack {
  const file = findStackFile(terminal.cwd);
  const text = file === null ? null : readFileSync(file, "utf8");
  const shown = file === null ? "zenc.yaml" : relative(terminal.cwd, file);
  const found = readStack(text, shown, requestOf(options), targets);
  const { stack, diagnostics } = found;
  if (diagnostics.length > 0) terminal.note(reportText(terminal, diagnostics, terminal.noteColors.isColorSupported));
  if (!stack) throw Object.assign(reported(exit.usage), { diagnostics });
  const store = options.store ?? storeOf(stack.store, file, terminal.cwd);
  return { ...stack, store, ...(stack.deploy === undefined ? {} : { deploy: deployOf(stack.deploy, file, terminal.cwd) }) };
}

/** Opens the store of the stack that is meant. */
export function openStackStore(terminal: Terminal, options: StackOptions): Promise<Store> {
  return openStore(readSetting(terminal, options).store);
}

/** A folder in zenc.yaml is relative to that file. */
function storeOf(store: string, file: string | null, cwd: string): string {
  if (file === null || dirname(file) === cwd || store.includes("://")) return store;
  return relative(cwd, resolve(dirname(file), store));
}

/** So is what `deploy` names. */
function deployOf({ to, kubeconfig, ...deploy }: Deploy, file: string | null, cwd: string): Deploy {
  const place =
    typeof to === "object"
      ? { ...to, git: /^\.{1,2}(\/|$)/.test(to.git) ? storeOf(to.git, file, cwd) : to.git }
      : to && storeOf(to, file, cwd);
  return {
    ...deploy,
    ...(place === undefined ? {} : { to: place }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: storeOf(kubeconfig, file, cwd) }),
  };
}

function requestOf({ stack, target, store }: StackOptions): StackOptions {
  return {
    ...(stack === undefined ? {} : { stack }),
    ...(target === undefined ? {} : { target }),
    ...(store === undefined ? {} : { store }),
  };
}
