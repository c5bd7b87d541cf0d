// A machine that was written down: its files, laid below a folder of their own; nvidia-smi is a real process.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Machine } from "../../runtime/accelerators/index.js";

/** @param files text by path; `""` stands for a device node */
export function machineOf(files: Readonly<Record<string, string>>, env: Machine["env"] = {}): Machine {
  const root = mkdtempSync(join(tmpdir(), "zenc-machine-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (text.startsWith("#!")) chmodSync(file, 0o755);
  }
  return { root, env };
}

/** An nvidia-smi that answers `-L` and the question for memory. */
export const nvidiaSmi = (list: string, memory = ""): string =>
  `#!/bin/sh\nif [ "$1" = -L ]; then cat <<'EOF'\n${list}\nEOF\nelse cat <<'EOF'\n${memory}\nEOF\nfi\n`;
