// The real TypeScript server, spoken to as an editor does: requests on its standard input, answers and events on its standard output.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A diagnostic as the server sends it. */
export interface Sent {
  readonly text: string;
  readonly code: number;
  readonly category: string;
  readonly source?: string;
  readonly start: Place;
  readonly end: Place;
  readonly relatedInformation?: readonly {
    readonly message: string;
    readonly span: { readonly file: string; readonly start: Place };
  }[];
}
/** Lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

export interface TypeScriptServer {
  /** @throws where the server says that it failed */
  ask(command: string, args: object): Promise<unknown>;
  open(file: string): Promise<void>;
  /** Replaces the first occurrence of a text in an open buffer; nothing is saved. */
  edit(file: string, before: string, after: string): Promise<void>;
  diagnostics(file: string): Promise<readonly Sent[]>;
  stop(): Promise<void>;
}

/** Starts a server. @param library a `typescript/lib/tsserver.js` */
export function startServer(
  library: string,
  cwd: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv = {},
): TypeScriptServer {
  const child = spawn(process.execPath, [library, "--disableAutomaticTypingAcquisition", ...flags], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting = new Map<number, (answer: { success: boolean; body?: unknown; message?: string }) => void>();
  const texts = new Map<string, string>();
  let sequence = 0;
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    rest += chunk;
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines.filter((one) => one.startsWith("{"))) {
      const message = JSON.parse(line);
      if (message.type === "response") waiting.get(message.request_seq)?.(message);
    }
  });
  child.once("exit", (code) => {
    for (const answer of waiting.values()) answer({ success: false, message: `tsserver ended with ${code}.` });
  });
  const send = (command: string, args: object): number => {
    sequence++;
    child.stdin.write(`${JSON.stringify({ seq: sequence, type: "request", command, arguments: args })}\n`);
    return sequence;
  };
  const ask = (command: string, args: object) =>
    new Promise<unknown>((resolve, reject) => {
      const sent = send(command, args);
      waiting.set(sent, ({ success, body, message }) => {
        waiting.delete(sent);
        if (success) resolve(body);
        else reject(new Error(`${command}: ${message}`));
      });
    });
  return {
    ask,
    async open(file) {
      texts.set(file, readFileSync(file, "utf8"));
      send("open", { file });
    },
    async edit(file, before, after) {
      const text = texts.get(file) ?? "";
      const at = text.indexOf(before);
      if (at < 0) throw new Error(`"${before}" is not in ${file}.`);
      const { line, offset } = placeOf(text, at);
      const end = placeOf(text, at + before.length);
      texts.set(file, text.slice(0, at) + after + text.slice(at + before.length));
      send("change", { file, line, offset, endLine: end.line, endOffset: end.offset, insertString: after });
    },
    diagnostics: async (file) => (await ask("semanticDiagnosticsSync", { file })) as readonly Sent[],
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        send("exit", {});
      }),
  };
}

function placeOf(text: string, at: number): Place {
  const lines = text.slice(0, at).split("\n");
  return { line: lines.length, offset: (lines.at(-1)?.length ?? 0) + 1 };
}
