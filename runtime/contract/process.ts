// The protocol between an engine and the step process: environment in, exit code and publications out.
import type { AtomId } from "./ids.js";

/** Environment of a step process. */
export const environment = {
  /** Digest of the plan. */
  plan: "ZENC_PLAN",
  task: "ZENC_TASK",
  /** Instance of the innermost fan-out; nested fan-outs as `3.1`; empty or `-1` outside. */
  index: "ZENC_INDEX",
  run: "ZENC_RUN",
  /** A folder or `s3://bucket/prefix`. */
  store: "ZENC_STORE",
  /** The run's parameters as JSON; read by whichever task creates run.json. Default `{}`. */
  parameters: "ZENC_PARAMS",
  /**
   * Instead: each parameter as a text, for engines that know only texts. Base64 of a JSON object of strings: what a parameter that takes
   * only strings is given stands for itself, all else is JSON; one that may be left out is, where the text is empty.
   */
  parameterTexts: "ZENC_PARAM_TEXTS",
  /** What follows `parameterTexts`, where that is longer than `parameterTextsLength`: one variable holds 128 KiB at most on Linux. */
  moreParameterTexts: "ZENC_PARAM_TEXTS_MORE",
  /** Instead, as GitHub has them: a JSON object of texts, numbers and booleans, each read as its text would be. */
  inputs: "ZENC_INPUTS",
  /**
   * In the place of a task: names of tasks, with spaces between. Nothing runs; what is published is which of their instances are to be started.
   */
  select: "ZENC_SELECT",
  /** A role of AWS that is taken by GitHub's OpenID Connect to reach the store. */
  role: "ZENC_AWS_ROLE",
  /**
   * Where the publications go: a file's path, or `-` for the last line of standard output (the default); or a folder's path that ends in
   * `/`, for engines that read one plain text per file: see `publicationFiles`.
   */
  publish: "ZENC_PUBLISH",
  /** The most bytes that the publications may have, for engines that would cut them. A task that has more to say fails. */
  publishLimit: "ZENC_PUBLISH_LIMIT",
  /** The engine's name, for run.json. */
  engine: "ZENC_ENGINE",
  /** `0`: nothing is reused in this run. */
  cache: "ZENC_CACHE",
  /** `optional`: steps that ask for an accelerator run without where there is none. Default `required`: they fail. */
  accelerators: "ZENC_ACCELERATORS",
  /** `here`: further attempts of a task are made by its process, for engines that know none. Default `engine`. */
  retries: "ZENC_RETRIES",
  /** Exit code of a fatal failure, for engines that read `fatal` from the publications and not the exit code. Default 4. */
  fatalExit: "ZENC_FATAL_EXIT",
  /** Exit code of a failure after which no attempt is left, for engines that would try again. Default 1. */
  finalExit: "ZENC_FINAL_EXIT",
  /** Exit code of a task that has found that it is skipped, for engines that take every other one than 0 for a failure. Default 99. */
  skippedExit: "ZENC_SKIPPED_EXIT",
} as const;

/** Characters that each of `parameterTexts` and `moreParameterTexts` holds at most; Linux allows 131,072 for a name and its value. */
export const parameterTextsLength = 130_000;

/** Exit codes of `zenc-step`. */
export const exitCode = {
  /** Ran, reused, skipped, or its record was there already. */
  done: 0,
  /** The step failed; another attempt may help. */
  failed: 1,
  /** Wrong use: environment or arguments. */
  usage: 2,
  /** Not run: something that it waits for failed. */
  notRun: 3,
  /** Failed, and no retry can mend it: bad parameters, a digest that does not match, a value that does not fit its type. */
  fatal: 4,
  /** The store could not be read or written. */
  store: 5,
  /** A task that decides for itself (`whenEnded`) has found that it is skipped; other tasks that are skipped end as done. */
  skipped: 99,
  /** Ended by SIGTERM, as shells count it. */
  terminated: 143,
} as const;

/** What a step process tells its engine: one line of JSON, see `publicationText`. */
export interface Publications {
  /** Booleans that later guards read. */
  readonly booleans?: Readonly<Record<AtomId, boolean | "some">>;
  /** For each instance of a fan-out, in order, whether its costly call's result is known. */
  readonly lists?: Readonly<Record<AtomId, readonly boolean[]>>;
  /** Number of instances of the fan-out that this task is the source of. */
  readonly count?: number;
  /** Of a process that selects: the instances that are to be started; `[0]` or none, outside of fan-outs. */
  readonly items?: readonly number[];
  /** Set where the attempt failed and no retry can mend it: the message. Then the exit code is `fatal` (4). */
  readonly fatal?: string;
}

/** The files of publications in a folder; one that would say nothing is not written. */
export const publicationFiles = {
  /**
   * All literals that hold, each between spaces: ` ok=true big=false `. A boolean that is "some" holds both ways. Of a list, the instances
   * whose result is not known: ` known=,0,3, `.
   */
  holds: "holds",
  /** The instances of the fan-out as a JSON list of their numbers: `[0,1,2]`. */
  items: "items",
} as const;

/** A literal as the file `holds` says it, with the spaces around. */
export const literalText = (atom: AtomId, is: boolean): string => ` ${atom}=${is} `;

/** The instances of a list that are false, as the file `holds` says them. */
export const instancesText = (atom: AtomId, instances: readonly number[]): string => ` ${atom}=,${instances.join(",")}, `;

/** A regular expression that such a text matches where it has the instance. */
export const instancePattern = (atom: AtomId, instance: string): string => ` ${atom}=[0-9,]*,${instance},`;
