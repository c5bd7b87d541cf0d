import { argoTarget } from "../targets/argo/target.js";
import { everything, fanOut, linear, odd, requestOf } from "./airflow/plans.js";
import { mkdirSync, writeFileSync } from "node:fs";
mkdirSync("/tmp/scratch/out", { recursive: true });
for (const plan of [everything, fanOut, linear, odd]) for (const f of argoTarget.emit({ ...requestOf(plan), stack: { ...requestOf(plan).stack, image: "example.com/a:1" } as never })) writeFileSync(`/tmp/scratch/out/${f.path}`, f.text);
