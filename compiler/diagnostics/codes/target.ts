// Codes of the phase "target": what an engine cannot do.
import { code } from "../diagnostic.js";

export const targetCodes = {
  "schedule-parameter-required": code<{ parameter: string; engine: string }>({
    severity: "error",
    message: ({ parameter, engine }) =>
      `The parameter "${parameter}" needs a default: ${engine} starts a scheduled run without asking.`,
    help: ({ parameter }) => `Give it one, as in \`{ ${parameter} = … }\`, or remove the schedule.`,
  }),
  "concurrency-replace": code<{ engine: string }>({
    severity: "warning",
    message: ({ engine }) => `${engine} cannot replace a run that is under way: a new run waits until it has ended.`,
    help: () => `Write \`concurrency: "forbid"\`, which says so.`,
  }),
  "store-relative": code<{ store: string; engine: string }>({
    severity: "warning",
    message: ({ store, engine }) =>
      `The store "${store}" needs an absolute path or a URL to be found by the workers of ${engine}: the emitted file takes it from the environment variable "ZENC_STORE".`,
    help: () => "Name the store as `/shared/zenc` or `s3://bucket/prefix` in the stack, or set ZENC_STORE on the workers.",
  }),
  "tag-long": code<{ tag: string; limit: number; engine: string }>({
    severity: "error",
    message: ({ tag, limit, engine }) => `The tag "${tag}" needs to be at most ${limit} characters long on ${engine}.`,
    help: () => "Shorten it, or say it in the description.",
  }),
} as const;
