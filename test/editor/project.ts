// A project as an editor opens it: zenc in node_modules, the plugin in tsconfig.json.
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServer, type TypeScriptServer } from "./tsserver.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export interface EditorProject {
  /** The absolute path of a file. */
  path(name: string): string;
  write(files: Readonly<Record<string, string>>): void;
  readonly server: TypeScriptServer;
  remove(): Promise<void>;
}

export interface EditorOptions {
  /** The server says what it does in `server.log`. */
  readonly log?: boolean;
  /** zenc lacks the packages that it needs. */
  readonly incomplete?: boolean;
}

/** Writes the files, and starts a server over them. */
export function editorProject(files: Readonly<Record<string, string>>, options: EditorOptions = {}): EditorProject {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "zenc-editor-")));
  const path = (name: string) => join(folder, name);
  const write = (all: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(all)) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), text);
    }
  };
  write({ "tsconfig.json": config(), ...files });
  mkdirSync(path("node_modules"), { recursive: true });
  const installed = path("node_modules/zenc");
  if (options.incomplete) for (const part of ["package.json", "typescript-plugin", "dist/editor"]) copy(part, installed);
  else symlinkSync(root, installed, "dir");
  const library = join(root, "node_modules/typescript/lib/tsserver.js");
  const log = options.log ? ["--logVerbosity", "normal", "--logFile", path("server.log")] : [];
  const server = startServer(library, folder, ["--allowLocalPluginLoads", ...log], { ZENC_CACHE_DIR: path(".cache") });
  return {
    path,
    write,
    server,
    async remove() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function copy(part: string, folder: string): void {
  cpSync(join(root, part), join(folder, part), { recursive: true });
}

/** A tsconfig.json with the plugin; `zenc` is the checkout's sources, whose declarations exist only in a package. */
function config(): string {
  return JSON.stringify({
    compilerOptions: {
      target: "es2022",
      lib: ["es2023"],
      module: "nodenext",
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: [],
      paths: { zenc: [join(root, "runtime/authoring/index.ts")] },
      plugins: [{ name: "zenc/typescript-plugin" }],
    },
  });
}
