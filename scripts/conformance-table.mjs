// docs/conformance.md: shape × engine, written anew by the test that otherwise compares it.
import { runVitest } from "./counts.mjs";

process.env.UPDATE = "1";
const { failed = 0 } = runVitest(["test/conformance/table.test.ts"]);
process.exitCode = failed > 0 ? 1 : 0;
