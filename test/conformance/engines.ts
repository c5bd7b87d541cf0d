// The table of engines: one line each. Whatever runs here must come to what the plain call comes to.
import { airflowEngine } from "../engines/airflow/engine.js";
import { argoEngine } from "../engines/argo/engine.js";
import { githubEngine } from "../engines/github/engine.js";
import type { Engine } from "./engine.js";
import { localEngine } from "./local.js";

export const engines: readonly Engine[] = [localEngine, airflowEngine, argoEngine, githubEngine];
