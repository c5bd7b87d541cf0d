// What a workflow for the author's repository says, as data: the model between a stack and its text. Names are GitHub's own.
import type { RunsOn, Variables } from "../../../targets/github/document.js";

export interface CiWorkflow {
  readonly name: string;
  readonly on: Readonly<Record<"pull_request" | "merge_group" | "push", { readonly branches: readonly string[] }>>;
  readonly permissions: Readonly<Record<never, never>>;
  readonly concurrency: { readonly group: string; readonly "cancel-in-progress": boolean | string };
  readonly defaults: { readonly run: { readonly shell: "bash"; readonly "working-directory"?: string } };
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Job {
  readonly name: string;
  readonly needs?: readonly string[];
  readonly if?: string;
  readonly "runs-on": RunsOn;
  readonly environment?: string;
  readonly "timeout-minutes": number;
  readonly "continue-on-error"?: true;
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": false };
  readonly outputs?: Variables;
  readonly env?: Variables;
  readonly steps: readonly JobStep[];
}

export interface JobStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  /** `owner/name@` and the commit. */
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Variables;
  readonly run?: string;
  readonly "working-directory"?: string;
}
