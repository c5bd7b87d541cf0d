// How long an author waits for zenc to say what it thinks: `zenc check`, `zenc check --watch`, and the plugin of TypeScript's server.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { root } from "../scripts/counts.mjs";
import { measure, summary } from "./measure.mjs";
import { chainText, copyPenguins } from "./pipelines.mjs";

const cli = join(root, "dist/cli/zenc.js");

/** Measures everything; `report(name, figures)` is called for each. */
export async function benchCheck(folder, repetitions, report) {
  const penguins = copyPenguins(folder);
  const chain = join(folder, "chain");
  mkdirSync(chain, { recursive: true });
  const subjects = [
    { name: "penguins", cwd: penguins.project, path: penguins.path, changed: penguins.changed },
    { name: "100 steps", cwd: chain, path: join(chain, "chain100.ts"), changed: (salt) => chainText(100, salt) },
  ];
  for (const subject of subjects) {
    const { name, cwd, path, changed } = subject;
    writeFileSync(path, changed(0));
    const args = [cli, "check", path, "--no-graph"];
    const before = (repetition) => writeFileSync(path, changed(repetition + 1));
    report(`check ${name}, changed`, measure(process.execPath, args, { repetitions, cwd, before }));
    report(`check ${name}, unchanged`, measure(process.execPath, args, { repetitions, cwd }));
    report(`check ${name}, watch`, await watched(args, subject, repetitions));
    report(`plugin ${name}`, await typed(subject, repetitions));
  }
}

/** From the author's save to the answer, in a running `zenc check --watch`. */
async function watched(args, { cwd, path, changed }, repetitions) {
  const child = spawn(process.execPath, [...args, "--watch"], { cwd, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  const answers = () => said.split("watching; Ctrl-C ends").length - 1;
  const times = [];
  try {
    await until(() => answers() === 1);
    // The first round fills caches that an author's session has filled too.
    for (let round = 0; round <= repetitions; round++) {
      await delay(300);
      const begin = performance.now();
      writeFileSync(path, changed(100 + round));
      await until(() => answers() === round + 2);
      if (round > 0) times.push(performance.now() - begin);
    }
  } finally {
    child.kill("SIGTERM");
  }
  return summary(times);
}

/** From a keystroke to the server's whole answer, TypeScript's own part in it, as an editor sees it. */
async function typed({ cwd, path, changed }, repetitions) {
  const options = {
    target: "es2022",
    lib: ["es2023"],
    module: "nodenext",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
  };
  const paths = { zenc: [join(root, "runtime/authoring/index.ts")] };
  const plugins = [{ name: "zenc/typescript-plugin" }];
  mkdirSync(join(cwd, "node_modules"), { recursive: true });
  const types = cwd.endsWith("penguins") ? ["node"] : [];
  writeFileSync(
    join(cwd, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...options, skipLibCheck: true, types, paths, plugins } }),
  );
  const server = startServer(cwd);
  const times = [];
  try {
    server.send("open", { file: path, fileContent: changed(0) });
    for (let round = 0; round <= repetitions; round++) {
      server.send("updateOpen", {
        changedFiles: [],
        openFiles: [{ file: path, fileContent: changed(200 + round) }],
        closedFiles: [],
      });
      const begin = performance.now();
      await server.ask("semanticDiagnosticsSync", { file: path });
      if (round > 0) times.push(performance.now() - begin);
    }
  } finally {
    server.send("exit", {});
  }
  return summary(times);
}

/** The real TypeScript server, spoken to over its standard streams. */
function startServer(cwd) {
  const library = join(root, "node_modules/typescript/lib/tsserver.js");
  const flags = ["--disableAutomaticTypingAcquisition", "--allowLocalPluginLoads"];
  const child = spawn(process.execPath, [library, ...flags], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map();
  let sequence = 0;
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const line of lines.filter((one) => one.startsWith("{"))) {
      const { type, request_seq: asked, success, body, message } = JSON.parse(line);
      if (type === "response") waiting.get(asked)?.(success ? body : Promise.reject(new Error(message)));
    }
  });
  const send = (command, args) => {
    sequence++;
    child.stdin.write(`${JSON.stringify({ seq: sequence, type: "request", command, arguments: args })}\n`);
    return sequence;
  };
  return { send, ask: (command, args) => new Promise((resolve) => waiting.set(send(command, args), resolve)) };
}

async function until(holds) {
  for (const deadline = performance.now() + 60_000; !holds(); ) {
    if (performance.now() > deadline) throw new Error("The watching check did not answer within 60 s.");
    await delay(1);
  }
}
