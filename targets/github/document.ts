// What a workflow file says, as data: the model between a Plan and its text. Names are GitHub's own.

export interface Workflow {
  readonly name: string;
  readonly on: {
    readonly workflow_dispatch: { readonly inputs?: Readonly<Record<string, WorkflowInput>> };
    readonly schedule?: readonly { readonly cron: string; readonly timezone?: string }[];
  };
  readonly permissions: Readonly<Record<never, never>>;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean };
  readonly defaults: { readonly run: { readonly shell: "bash" } };
  readonly env: Variables;
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface WorkflowInput {
  readonly description?: string;
  readonly type: "string" | "number" | "boolean" | "choice";
  readonly required?: true;
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
}

export type Variables = Readonly<Record<string, string>>;

export interface Job {
  readonly name: string;
  readonly needs?: readonly string[];
  /** An expression, as all texts in `${{ }}`. */
  readonly if?: string;
  readonly "runs-on": RunsOn;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly "continue-on-error"?: true;
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  readonly outputs?: Variables;
  readonly strategy?: {
    readonly "fail-fast": false;
    readonly "max-parallel"?: number;
    readonly matrix: { readonly item: string };
  };
  readonly env?: Variables;
  readonly steps: readonly JobStep[];
}

export type RunsOn = string | readonly string[] | { readonly group: string; readonly labels?: string | readonly string[] };

export type JobStep = ActionStep | RunStep;

export interface ActionStep {
  readonly if?: string;
  /** `owner/name@` and the commit. */
  readonly uses: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

export interface RunStep {
  readonly id: string;
  readonly name?: string;
  readonly if?: string;
  readonly "continue-on-error"?: true;
  readonly env?: Variables;
  readonly run: string;
}
