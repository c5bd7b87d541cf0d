// `s3://bucket/prefix?endpoint=…` and the environment → what the S3 client needs to know.
import { storeError } from "./error.js";
import { checkPrefix } from "./key.js";

export interface S3Location {
  readonly bucket: string;
  /** Empty, or ends in "/". */
  readonly prefix: string;
  /** Absent: Amazon's own. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly pathStyle: boolean;
  /** Of one request, without its retries. */
  readonly timeoutSeconds: number;
}

const options = ["endpoint", "region", "pathStyle", "timeoutSeconds"] as const;

/** Reads the URL. @throws StoreError on an unknown option or a wrong value. */
export function parseS3Url(url: string, environment: NodeJS.ProcessEnv): S3Location {
  const refused = (detail: string, advice?: string) =>
    storeError({ url, operation: "open", reason: "url", detail, ...(advice === undefined ? {} : { advice }) });
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || parsed.hostname === "") throw refused("a bucket is missing", 'Write "s3://bucket/prefix".');
  if (parsed.username !== "" || parsed.password !== "") {
    throw refused("credentials do not belong in a URL", "Use AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile or role.");
  }
  for (const name of parsed.searchParams.keys()) {
    if (!(options as readonly string[]).includes(name))
      throw refused(`unknown option "${name}"`, `It knows ${options.join(", ")}.`);
  }
  const option = (name: (typeof options)[number]) => parsed.searchParams.get(name) || undefined;
  const endpoint = option("endpoint") ?? environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
  if (endpoint !== undefined && !/^https?:\/\/[^/]/.test(endpoint)) throw refused(`the endpoint "${endpoint}" is no http(s) URL`);
  const region = option("region") ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? (endpoint && "us-east-1");
  const pathStyle = option("pathStyle");
  if (pathStyle !== undefined && pathStyle !== "true" && pathStyle !== "false") throw refused('pathStyle is "true" or "false"');
  const timeoutSeconds = Number(option("timeoutSeconds") ?? 60);
  if (!(timeoutSeconds > 0)) throw refused("timeoutSeconds is no positive number");
  const prefix = decodeURIComponent(parsed.pathname).replace(/^\/+|\/+$/g, "");
  if (prefix !== "") checkPrefix(url, "open", `${prefix}/`);
  return {
    bucket: parsed.hostname,
    prefix: prefix === "" ? "" : `${prefix}/`,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    // Servers other than Amazon's seldom have a host name per bucket.
    pathStyle: pathStyle === undefined ? endpoint !== undefined && !isAmazon(endpoint) : pathStyle === "true",
    timeoutSeconds,
  };
}

/** Whether requests go to Amazon's own S3, whose behaviour is known. */
export function isAmazon(endpoint: string | undefined): boolean {
  return endpoint === undefined || /^https?:\/\/([^/]+\.)?amazonaws\.com(\.cn)?(:\d+)?(\/|$)/.test(endpoint);
}
