// templates/: what `zenc init` copies. Made from examples/, so that there is one source; emitted files stay behind.
import { cp, readdir, rename, rm } from "node:fs/promises";
import { join, relative, sep } from "node:path";

const left = new Set(["dags", ".zenc", "node_modules", "dist", "package-lock.json"]);

/**
 * Copies each example, without what is emitted from it or installed into it. `.gitignore` becomes `gitignore`, because npm
 * does not pack the former; `zenc init` gives it its name back. Returns the names.
 */
export async function writeTemplates(examples, templates) {
  const names = (await readdir(examples, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  await rm(templates, { recursive: true, force: true });
  for (const name of names.sort()) {
    const from = join(examples, name);
    const to = join(templates, name);
    await cp(from, to, {
      recursive: true,
      filter: (path) =>
        !relative(from, path)
          .split(sep)
          .some((part) => left.has(part)),
    });
    await rename(join(to, ".gitignore"), join(to, "gitignore")).catch((error) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
  return names;
}
