// `zenc init`: writes a project that runs at once.
import { cp, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { basename, join, relative, resolve } from "node:path";
import { cliError, exit } from "./exit.js";
import { packageFolder, packageVersion } from "./package.js";
import type { Terminal } from "./terminal.js";

export async function init(
  terminal: Terminal,
  folder: string | undefined,
  options: { readonly template: string },
): Promise<number> {
  const target = resolve(terminal.cwd, folder ?? ".");
  const source = join(packageFolder(), "templates", options.template);
  const files = await readdir(source).catch(() => {
    throw new Error(`the template "${options.template}" is missing from the package: ${source}`);
  });
  const names = files.map((name) => (name === "gitignore" ? ".gitignore" : name));
  const there = new Set(await readdir(target).catch(() => [] as string[]));
  const taken = names.filter((name) => there.has(name));
  if (taken.length > 0) {
    throw cliError(`"${folder ?? "."}" has ${taken.join(", ")} already: nothing was written.`, {
      help: "Name another folder: zenc init FOLDER.",
    });
  }
  await mkdir(target, { recursive: true });
  await cp(source, target, { recursive: true });
  if (files.includes("gitignore")) await rename(join(target, "gitignore"), join(target, ".gitignore"));
  await namePackage(target);

  const { colors } = terminal;
  const where = relative(terminal.cwd, target);
  const commands = [...(where === "" ? [] : [`cd ${where}`]), "npm install", "npx zenc run pipeline.ts"];
  await terminal.print(
    [`${colors.green("✓")} wrote ${names.sort().join(", ")}`, "", "Next:", ...commands.map((line) => `  ${line}`)].join("\n"),
  );
  return exit.ok;
}

/** The project is named after its folder, and takes this zenc or a newer one that fits. */
async function namePackage(folder: string): Promise<void> {
  const file = join(folder, "package.json");
  const text = await readFile(file, "utf8").catch(() => null);
  if (text === null) return;
  const content = JSON.parse(text);
  content.name =
    basename(folder)
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, "-")
      .replace(/^[._-]+/, "") || "pipeline";
  for (const kind of ["dependencies", "devDependencies"]) {
    if (content[kind]?.zenc !== undefined) content[kind].zenc = `^${packageVersion()}`;
  }
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}
