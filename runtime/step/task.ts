// What is asked of the step process and what it answers: one task's instance.
import type {
  AcceleratorRecord,
  Digest,
  ErrorRecord,
  IndexPath,
  KeyParts,
  Metric,
  NodeId,
  Publications,
  Store,
  TaskId,
} from "../contract/index.js";
import type { Session } from "./session.js";

export interface TaskRequest {
  /** Digest of the plan, which the store holds with all code that it names. */
  readonly plan: Digest;
  readonly task: TaskId;
  /** Instance in each enclosing fan-out, outermost first, as the engine counts them (chunks count once); empty outside. */
  readonly index: IndexPath;
  readonly run: string;
  /** A folder or `s3://bucket/prefix`. */
  readonly store: string;
  /** The engine's name, for run.json. */
  readonly engine: string;
  /** The run's parameters as JSON text; read only by the task that creates run.json. Default `{}`. */
  readonly parametersJson?: string;
  /** Instead: each of them as a text, to be read by its schema. */
  readonly parameterTexts?: Readonly<Record<string, string>>;
  /** False: nothing is reused. */
  readonly cache: boolean;
  /** "optional": a step that asks for an accelerator runs without where there is none, as if it said so itself. Default: it fails. */
  readonly accelerators?: "optional";
  /**
   * Instances whose attempt has ended in this very start: in a chunk they are not tried again, in a block as long as attempts are
   * left. Set by the supervisor.
   */
  readonly settled?: readonly CallInstance[];
}

export interface CallInstance {
  readonly node: NodeId;
  readonly index: IndexPath;
}

export type OutcomeState = "succeeded" | "reused" | "skipped" | "failed" | "not-run";

export interface ItemOutcome {
  /** Index path of the node's instance: of the item, where the task is a chunk; of the compound, where it is a block. */
  readonly index: IndexPath;
  readonly state: OutcomeState;
  /** Of its record; absent where it has none. */
  readonly attempt?: number;
  /** Failed, and no attempt is left. */
  readonly final?: boolean;
  readonly error?: ErrorRecord;
  readonly durationMs: number;
}

export interface TaskOutcome {
  /** One of the contract's `exitCode`. */
  readonly exit: number;
  readonly state: OutcomeState;
  readonly publications: Publications;
  readonly attempt?: number;
  readonly final?: boolean;
  readonly error?: ErrorRecord;
  readonly durationMs: number;
  /** One per item of a chunk; one alone otherwise; none where the task failed before it looked at them. */
  readonly items: readonly ItemOutcome[];
}

/** What a running task tells; a supervisor enforces timeouts and writes the records of crashed attempts by it. */
export type TaskEvent =
  /** An attempt begins: from here on a crash leaves a failed record. */
  | {
      readonly kind: "started";
      readonly pipeline: string;
      readonly node: NodeId;
      readonly index: IndexPath;
      readonly attempt: number;
      /** Were this attempt to fail, it would be the last. */
      readonly final: boolean;
      readonly key: KeyParts;
      readonly startedAt: string;
      readonly timeoutSeconds?: number;
      /** Items of this task; 1 but for chunks. */
      readonly items: number;
      /** It is one of the calls of a block, which goes on whatever becomes of it. */
      readonly block?: true;
    }
  /** Its record is written. */
  | { readonly kind: "ended"; readonly node: NodeId; readonly index: IndexPath; readonly attempt: number }
  | {
      readonly kind: "progress";
      readonly index: IndexPath;
      readonly done: number;
      readonly total?: number;
      readonly label?: string;
    }
  | { readonly kind: "metric"; readonly index: IndexPath; readonly metric: Metric }
  /** What it got of accelerators, as far as is known; the last holds. */
  | { readonly kind: "accelerator"; readonly index: IndexPath; readonly accelerator: AcceleratorRecord }
  /** What the step wrote, as it writes it. */
  | { readonly kind: "log"; readonly index: IndexPath; readonly text: string };

/** Listens to a running task. */
export interface TaskHooks {
  readonly onEvent?: (event: TaskEvent) => void;
  /** An open store to use instead of opening `request.store`. */
  readonly store?: Store;
  /** What a process keeps between tasks. Default: nothing is kept. */
  readonly session?: Session;
  /** Stops the task: the running attempt leaves a `terminated` record, the outcome's exit code is 143. */
  readonly signal?: AbortSignal;
}
