// The workflows beside this file, and the words after `zenc ci github` that write them.

export const goldens: Readonly<Record<string, readonly string[]>> = {
  local: ["pipeline.ts", "--stack", "local"],
  airflow: ["pipelines/*.ts", "two words.ts", "--stack", "airflow", "--compiled", "dags"],
  "other-repository": ["pipeline.ts", "--stack", "other-repository"],
  argo: ["pipeline.ts", "--stack", "argo", "--compiled", "manifests"],
  github: ["pipeline.ts", "--stack", "github"],
  "github-branch": ["pipeline.ts", "--stack", "github-branch"],
};
