// Enforces the import table on the real imports of every source file, and the package table on what comes from npm.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { packageRules, rules } from "./import-table.js";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const topFolders = ["runtime", "compiler", "targets", "cli", "editor", "viewer"].filter((folder) =>
  existsSync(join(root, folder)),
);
const sources = topFolders.flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => posix.join(folder, file.replaceAll("\\", "/"))),
);
const within = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);
const ruleOf = (path: string) => rules.find(({ folder }) => within(path, folder));

interface Import {
  readonly file: string;
  readonly name: string;
}
const imports: readonly Import[] = sources.flatMap((file) =>
  ts
    .preProcessFile(readFileSync(join(root, file), "utf8"), true, true)
    .importedFiles.map(({ fileName }) => ({ file, name: fileName })),
);

/** The source file that a relative import means. */
function resolve({ file, name }: Import): string {
  return posix.join(posix.dirname(file), name).replace(/\.js$/, ".ts");
}

/** One line for each broken rule. */
function brokenImports(all: readonly Import[]): string[] {
  return all
    .filter(({ name }) => name.startsWith("."))
    .flatMap((item) => {
      const rule = ruleOf(item.file);
      const imported = resolve(item);
      if (rule === undefined) return [`${item.file} is in no folder of the import table.`];
      if (within(imported, rule.folder) || rule.mayImport.some((folder) => within(imported, folder))) return [];
      const may = rule.mayImport.length === 0 ? "nothing of ours" : rule.mayImport.join(", ");
      return [`${item.file} imports ${imported}. ${rule.folder}/ may import ${may}: ${rule.reason}.`];
    });
}

function brokenPackages(all: readonly Import[]): string[] {
  const shipped = { ...manifest.dependencies, ...manifest.peerDependencies };
  return all
    .filter(({ name }) => !name.startsWith(".") && !name.startsWith("node:"))
    .flatMap(({ file, name }) => {
      const packageName = name.split("/", name.startsWith("@") ? 2 : 1).join("/");
      if (builtinModules.includes(name))
        return [`${file} imports "${name}": write "node:${name}", so that nobody takes it for a package.`];
      if (shipped[packageName] === undefined && packageName !== "@ts-morph/common") {
        return [`${file} imports "${name}", which is not in "dependencies": an installed zenc would not find it.`];
      }
      const rule = packageRules.find(({ packages }) =>
        packages.some((known) => (known.endsWith("/") ? name.startsWith(known) : packageName === known)),
      );
      if (rule === undefined) return [`${file} imports "${name}", which has no line in the package table.`];
      if (rule.folders.some((folder) => within(file, folder))) return [];
      return [`${file} imports "${name}", which only ${rule.folders.join(", ")} may: ${rule.reason}.`];
    });
}

describe("the import table", () => {
  test("there is something to check", () => expect(imports.length).toBeGreaterThan(100));
  test("holds for every import of our own", () => expect(brokenImports(imports)).toEqual([]));
  test("holds for every package", () => expect(brokenPackages(imports)).toEqual([]));
  test("every relative import is a file that exists", () => {
    const lacking = imports.filter((item) => item.name.startsWith(".") && !existsSync(join(root, resolve(item))));
    expect(lacking).toEqual([]);
  });
  test("a broken rule is found and says why", () => {
    expect(brokenImports([{ file: "targets/airflow/plan.ts", name: "../local/engine.js" }])).toEqual([
      "targets/airflow/plan.ts imports targets/local/engine.ts. targets/airflow/ may import targets/target.ts, targets/pod, runtime/contract, compiler/diagnostics: a target turns a Plan into files, and nothing else; targets never import one another.",
    ]);
    expect(brokenImports([{ file: "runtime/contract/plan.ts", name: "../values/index.js" }])).toHaveLength(1);
    expect(brokenImports([{ file: "runtime/step/run.ts", name: "../../compiler/index.js" }])).toHaveLength(1);
    expect(brokenPackages([{ file: "runtime/step/run.ts", name: "ts-morph" }])).toHaveLength(1);
    expect(brokenPackages([{ file: "cli/run.ts", name: "vitest" }])).toHaveLength(1);
  });
  test("names every folder of ARCHITECTURE.md's code map", () => {
    const map = readFileSync(join(root, "ARCHITECTURE.md"), "utf8").split("## Code map")[1]?.split("\n## ")[0] ?? "";
    const folders = [...map.matchAll(/^\| (`[^|]*`) /gm)].flatMap(([, cell = ""]) => {
      const names = [...cell.matchAll(/`([^`]+)\/`/g)].map(([, name = ""]) => name);
      // "`compiler/place/` `wire/` `bundle/`": the first one's parent holds for the others.
      const parent = names[0]?.includes("/") ? `${names[0].split("/")[0]}/` : "";
      return names.map((name) => (name.includes("/") || parent === "" ? name : `${parent}${name}`));
    });
    expect(folders.length).toBeGreaterThan(10);
    expect(folders.filter((folder) => ruleOf(folder)?.folder !== folder)).toEqual([]);
  });
});
