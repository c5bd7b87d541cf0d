// Who may import whom: the code map of ARCHITECTURE.md as data, with the reason that is printed when it is broken.

export interface Rule {
  /** A folder of our own; the deepest one that holds a file counts. */
  readonly folder: string;
  /** Folders that its files may import from, beside itself. */
  readonly mayImport: readonly string[];
  readonly reason: string;
}

/** Deepest folders first. */
export const rules: readonly Rule[] = [
  { folder: "runtime/contract", mayImport: [], reason: "it is data that all others agree on, so it depends on none of them" },
  {
    folder: "runtime/authoring",
    mayImport: [],
    reason: "it is bundled into every step and imported by every pipeline: it must cost nothing",
  },
  { folder: "runtime/values", mayImport: ["runtime/contract"], reason: "materializers know values, not stores or runs" },
  {
    folder: "runtime/stores",
    mayImport: ["runtime/contract"],
    reason: "a store keeps bytes and knows nothing of what they mean",
  },
  {
    folder: "runtime/accelerators",
    mayImport: ["runtime/contract"],
    reason: "it looks at a machine and knows nothing of tasks",
  },
  {
    folder: "runtime/interpreter",
    mayImport: ["runtime/contract", "runtime/values"],
    reason: "it is pure: structure and records in, values and decisions out; reading and running is the step process's work",
  },
  { folder: "runtime/step", mayImport: ["runtime"], reason: "a step process needs no compiler, target or CLI" },
  {
    folder: "runtime/history",
    mayImport: ["runtime/contract", "runtime/values", "runtime/interpreter"],
    reason: "a run is its records: whoever reads them must not need what made them",
  },
  { folder: "compiler/diagnostics", mayImport: [], reason: "diagnostics are values that every phase and target makes" },
  {
    folder: "compiler/stack",
    mayImport: ["compiler/diagnostics", "compiler/ir", "runtime/contract"],
    reason: "a stack is read before, and without, any program",
  },
  {
    folder: "compiler/load",
    mayImport: ["compiler/diagnostics", "runtime/contract"],
    reason: "phases stand in the order of data: loading comes first",
  },
  {
    folder: "compiler/ir",
    mayImport: ["compiler/diagnostics", "runtime/contract"],
    reason: "the IR is data that the phases hand over, so it knows none of them",
  },
  {
    folder: "compiler/define",
    mayImport: ["compiler/load", "compiler/ir", "compiler/diagnostics", "runtime/contract"],
    reason: "phases stand in the order of data: define sees what load gives",
  },
  {
    folder: "compiler/lower",
    mayImport: ["compiler/define", "compiler/load", "compiler/ir", "compiler/diagnostics", "runtime/contract"],
    reason: "phases stand in the order of data: lower sees what load and define give",
  },
  {
    folder: "compiler/bundle",
    mayImport: [
      "compiler/compilation.ts",
      "compiler/define",
      "compiler/load",
      "compiler/ir",
      "compiler/diagnostics",
      "runtime/contract",
    ],
    reason: "code depends on what the author wrote, never on wiring or engines: else a digest would change with the stack",
  },
  ...["check", "place", "wire"].map((phase) => ({
    folder: `compiler/${phase}`,
    mayImport: ["compiler/ir", "compiler/diagnostics", "compiler/load/span.ts", "runtime/contract"],
    reason: "it works on the finished Pipeline: what it needs of the source must stand in the IR",
  })),
  {
    folder: "compiler",
    mayImport: ["runtime/contract"],
    reason: "the compiler is pure: sources and stack in, Plan and diagnostics out; it shares data with the runtime, not code",
  },
  {
    folder: "targets/local",
    mayImport: ["targets/target.ts", "runtime", "compiler/diagnostics"],
    reason: "the engine in the box runs plans: it needs the runtime, not the compiler, and no other target",
  },
  {
    folder: "targets/airflow",
    mayImport: ["targets/target.ts", "targets/pod", "runtime/contract", "compiler/diagnostics"],
    reason: "a target turns a Plan into files, and nothing else; targets never import one another",
  },
  {
    folder: "targets/argo",
    mayImport: ["targets/target.ts", "targets/pod", "targets/yaml", "runtime/contract", "compiler/diagnostics"],
    reason: "a target turns a Plan into files, and nothing else; the pod of a step is what those for Kubernetes share",
  },
  {
    folder: "targets/github",
    mayImport: ["targets/target.ts", "targets/yaml", "runtime/contract", "compiler/diagnostics"],
    reason: "a target turns a Plan into files, and nothing else; how YAML is written is what those that need it share",
  },
  {
    folder: "targets/yaml",
    mayImport: [],
    reason: "it writes objects and knows no engine",
  },
  {
    folder: "targets/pod",
    mayImport: ["targets/target.ts", "targets/yaml", "runtime/contract", "compiler/diagnostics"],
    reason: "it is what the targets for Kubernetes share, so it knows none of them",
  },
  {
    folder: "targets",
    mayImport: ["runtime/contract", "compiler/diagnostics"],
    reason: "targets depend on the contract alone, so that a package can bring one",
  },
  {
    folder: "viewer",
    mayImport: ["runtime/history", "runtime/contract"],
    reason: "pages are rendered from history, whatever engine made it",
  },
  {
    folder: "editor",
    mayImport: ["compiler", "runtime/contract"],
    reason: "an editor shows what the compiler finds in the author's files; it runs nothing and knows no engine",
  },
  {
    folder: "cli/github-artifacts",
    mayImport: ["cli", "runtime", "targets/github"],
    reason: "it is a store to read from: it knows where GitHub's jobs leave what they have, and nothing of pipelines",
  },
  {
    folder: "cli/kubernetes",
    mayImport: ["cli/exit.ts", "cli/engine-error.ts"],
    reason: "the client of a cluster knows nothing of what is deployed there",
  },
  {
    folder: "cli/deploy",
    mayImport: ["cli", "runtime", "compiler/ir", "targets"],
    reason: "engines get what is compiled; to compile is the commands' work",
  },
  ...["cli/ci/github", "cli/plan-change"].map((folder) => ({
    folder,
    mayImport: ["cli", "runtime/contract", "runtime/stores", "runtime/history", "runtime/version.ts", "compiler", "targets"],
    reason: "a part of the outermost layer; it runs no steps",
  })),
  { folder: "cli", mayImport: ["runtime", "compiler", "targets", "viewer"], reason: "it is the outermost layer" },
];

export interface PackageRule {
  /** Names of packages; `@scope/` for all of a scope. */
  readonly packages: readonly string[];
  readonly folders: readonly string[];
  readonly reason: string;
}

/** Where a package from npm may be imported; one that is not listed here needs a line. */
export const packageRules: readonly PackageRule[] = [
  {
    packages: ["ts-morph", "@ts-morph/common"],
    folders: ["compiler", "editor"],
    reason: "TypeScript is big, and only the compiler reads programs (the editor's plugin has only its types from there)",
  },
  { packages: ["esbuild"], folders: ["compiler"], reason: "code is bundled at compile time only" },
  {
    packages: ["ajv", "ajv-formats"],
    folders: ["compiler", "cli", "targets"],
    reason: "the runtime gets validators as finished modules",
  },
  { packages: ["cron-parser", "@lukeed/ms"], folders: ["compiler"], reason: "options are checked and converted at compile time" },
  {
    packages: ["yaml"],
    folders: ["compiler/stack", "cli", "targets/yaml"],
    reason: "the stack file is YAML, and so are the objects of Kubernetes and the workflows of GitHub",
  },
  { packages: ["handlebars"], folders: ["targets"], reason: "only targets print files for engines" },
  { packages: ["@aws-sdk/", "@smithy/"], folders: ["runtime/stores"], reason: "S3 is behind the Store interface" },
  { packages: ["@jridgewell/trace-mapping"], folders: ["runtime/step"], reason: "errors are mapped where they happen" },
  {
    packages: ["commander", "picocolors", "log-update", "diff"],
    folders: ["cli", "compiler/diagnostics"],
    reason: "the terminal belongs to the CLI",
  },
  {
    packages: ["@tensorflow/"],
    folders: ["runtime/values", "runtime/step"],
    reason: "tfjs is the author's, an optional peer that is loaded when a value needs it",
  },
];
