// What `zenc-step --help` prints.
import { environment, exitCode } from "../contract/index.js";

/** The text of `--help`. */
export function helpText(): string {
  return `zenc-step: runs one task of a plan and leaves one record in the store. Engines start it; you rarely do.

Usage: zenc-step [--help | --version | --prepare]

  --prepare  for images: keeps beside this file what Node makes of the S3 client, so that no pod has to make it

Environment:
  ${environment.plan}        digest of the plan
  ${environment.task}        task id
  ${environment.index}       position in each fan-out, as "3.1"; empty or -1 outside
  ${environment.run}         run id
  ${environment.store}       a folder, or s3://bucket/prefix
  ${environment.parameters}      the run's parameters as JSON; default {}
  ${environment.parameterTexts}  instead, each parameter as a text: base64 of a JSON object of strings
  ${environment.moreParameterTexts}  what follows it, beyond the length of one variable
  ${environment.inputs}     instead, as GitHub has them: a JSON object of texts, numbers and booleans
  ${environment.select}     instead of a task: tasks of which is told which instances are to be started
  ${environment.role}   a role of AWS that is taken by GitHub's OpenID Connect to reach the store
  ${environment.publish}     file for the publications; default -, the last line of standard output; a folder, where it ends in /
  ${environment.publishLimit}  the most bytes that they may have; default: any
  ${environment.engine}      the engine's name, for run.json
  ${environment.cache}       0: nothing is reused
  ${environment.accelerators}  optional: steps that ask for an accelerator run without where there is none; default required
  ${environment.retries}    here: further attempts are made by this process; default engine
  ${environment.fatalExit}  exit code where no retry can help; default ${exitCode.fatal}
  ${environment.finalExit}  exit code where no attempt is left; default ${exitCode.failed}
  ${environment.skippedExit}  exit code of a task that finds that it is skipped; default ${exitCode.skipped}
  ZENC_CACHE_DIR   folder for fetched code; default zenc in the user's cache folder

Exit codes:
  ${exitCode.done}    done: ran, reused, skipped, or its record was there already
  ${exitCode.failed}    the step failed; another attempt may help
  ${exitCode.usage}    wrong environment or arguments
  ${exitCode.notRun}    not run: something that it needs failed
  ${exitCode.fatal}    failed, and no retry can help
  ${exitCode.store}    the store could not be read or written
  ${exitCode.skipped}   skipped, found by a task that decides for itself: a block, or the gate of a try
  ${exitCode.terminated}  ended by SIGTERM

Example:
  ${environment.plan}=9f86… ${environment.task}=train ${environment.run}=nightly-1 ${environment.store}=.zenc zenc-step
`;
}
