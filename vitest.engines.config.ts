// The tests on real engines: `npm run test:engines`. They install what they need, and take minutes.
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
export default defineConfig({
  resolve: { alias: [{ find: /^zenc$/, replacement: at("./runtime/authoring/index.ts") }] },
  test: {
    include: ["test/engines/**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 900_000,
    pool: "forks",
    maxWorkers: 1,
    fileParallelism: false,
  },
});
