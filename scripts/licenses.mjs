// The licences of the packages that are bundled into a file, as their terms ask to be passed on.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One text: each bundled package with its version and licence text, in order of names. */
export async function thirdPartyLicenses(root, metafiles) {
  const folders = new Set();
  for (const output of metafiles.flatMap(({ outputs }) => Object.values(outputs))) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (folder !== undefined && bytesInOutput > 0) folders.add(folder);
    }
  }
  const texts = [];
  for (const folder of [...folders].sort()) texts.push(await licenseOf(join(root, folder)));
  return `zenc-step.mjs contains these packages.\n\n${texts.join("\n\n")}\n`;
}

async function licenseOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : `\n\n${(await readFile(join(folder, file), "utf8")).trim()}`;
  return `== ${name} ${version} (${license})${text}`;
}
