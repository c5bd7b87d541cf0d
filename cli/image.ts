// `zenc image`: writes what a container image for steps is built from.
import { copyFile, mkdir } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { compareEmitted, emittedMark, writeEmitted } from "./emitted.js";
import { cliError, exit } from "./exit.js";
import { dockerfileOf, dockerignore } from "./image/dockerfile.js";
import { packageFolder } from "./package.js";
import type { Terminal } from "./terminal.js";

interface Options {
  readonly gpu?: boolean;
  readonly base?: string;
  readonly package: readonly string[];
}

const reference = /^[a-z0-9]+([._:/-]+[A-Za-z0-9_]+)*(@sha256:[0-9a-f]{64})?$/;
const exactPackage = /^(@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*@[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$/;

export async function image(terminal: Terminal, folder: string | undefined, options: Options): Promise<number> {
  const { gpu = false, base, package: packages } = options;
  if (base !== undefined && !reference.test(base)) {
    throw cliError(`"${base}" is no reference of an image.`, { help: "Write it as NAME:TAG or NAME@sha256:…" });
  }
  const vague = packages.find((name) => !exactPackage.test(name));
  if (vague !== undefined) {
    throw cliError(`"${vague}" needs an exact version, so that the image is the same whenever it is built.`, {
      help: "Write it as NAME@1.2.3.",
    });
  }
  const target = resolve(terminal.cwd, folder ?? (gpu ? "image-gpu" : "image"));
  const files = [
    { path: "Dockerfile", text: dockerfileOf({ gpu, packages, ...(base === undefined ? {} : { base }) }) },
    { path: ".dockerignore", text: dockerignore },
  ];
  const comparisons = await compareEmitted(target, files);
  const foreign = comparisons.find(({ before }) => before !== null && !emittedMark.test(before.slice(0, 400)));
  const shown = relative(terminal.cwd, target) || ".";
  if (foreign) {
    throw cliError(`"${join(shown, foreign.path)}" is there already and is not zenc's: nothing was written.`, {
      help: "Name another folder: zenc image FOLDER.",
    });
  }
  await writeEmitted(target, comparisons);
  await mkdir(target, { recursive: true });
  await copyFile(join(packageFolder(), "dist/step/zenc-step.mjs"), join(target, "zenc-step.mjs"));

  const { colors } = terminal;
  const names = [...files.map(({ path }) => path), "zenc-step.mjs"].join(", ");
  const next = [
    `docker build --tag REGISTRY/steps${gpu ? "-gpu" : ""}:1 ${shown}`,
    `docker push REGISTRY/steps${gpu ? "-gpu" : ""}:1`,
  ];
  const key = gpu ? "`image` of the pool in zenc.yaml" : "`image` of the stack in zenc.yaml";
  await terminal.print(
    [
      `${colors.green("✓")} wrote ${names} in ${shown}`,
      "",
      "Next:",
      ...next.map((line) => `  ${line}`),
      `and name it as ${key}.`,
    ].join("\n"),
  );
  return exit.ok;
}
