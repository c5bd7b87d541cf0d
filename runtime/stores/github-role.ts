// Credentials of a role of AWS, for jobs of GitHub Actions: the job shows who it is by OpenID Connect, and nobody keeps a key.
import { environment } from "../contract/index.js";
import { storeError } from "./error.js";

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

const audience = "sts.amazonaws.com";
const waitMs = 30_000;

/**
 * What the S3 client asks whenever it needs credentials; undefined where no role is to be taken.
 * @param url of the store, for errors.
 */
export function githubRole(
  url: string,
  region: string | undefined,
  env: NodeJS.ProcessEnv,
): (() => Promise<RoleCredentials>) | undefined {
  const { [environment.role]: role, ACTIONS_ID_TOKEN_REQUEST_URL: tokenUrl, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = env;
  if (!role) return undefined;
  const refused = (detail: string) =>
    storeError({ url, operation: "open", reason: "credentials", detail: `the role ${role} cannot be taken: ${detail}` });
  const fetched = async (what: string, address: string, headers: Readonly<Record<string, string>>, body?: URLSearchParams) => {
    const request = { headers, signal: AbortSignal.timeout(waitMs), ...(body ? { method: "POST", body } : {}) };
    const answer = await fetch(address, request).catch((error: Error) => {
      throw refused(`${what} does not answer (${error.message})`);
    });
    const text = await answer.text();
    if (!answer.ok) throw refused(`${what} says ${answer.status}: ${messageIn(text)}`);
    return JSON.parse(text) as unknown;
  };
  return async () => {
    if (!tokenUrl || !bearer) throw refused('the job has no permission "id-token: write"');
    const separator = tokenUrl.includes("?") ? "&" : "?";
    const { value } = (await fetched("GitHub", `${tokenUrl}${separator}audience=${audience}`, {
      authorization: `Bearer ${bearer}`,
      accept: "application/json",
    })) as { readonly value: string };
    const endpoint = env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region ?? "us-east-1"}.amazonaws.com`;
    const body = new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: role,
      RoleSessionName: `zenc-${env.GITHUB_RUN_ID ?? "run"}`,
      WebIdentityToken: value,
    });
    const answer = (await fetched("AWS", endpoint, { accept: "application/json" }, body)) as Answer;
    const found = answer.AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult.Credentials;
    return {
      accessKeyId: found.AccessKeyId,
      secretAccessKey: found.SecretAccessKey,
      sessionToken: found.SessionToken,
      // Seconds; as text it would be a date.
      expiration: new Date(typeof found.Expiration === "number" ? found.Expiration * 1000 : found.Expiration),
    };
  };
}

interface Answer {
  readonly AssumeRoleWithWebIdentityResponse: {
    readonly AssumeRoleWithWebIdentityResult: {
      readonly Credentials: {
        readonly AccessKeyId: string;
        readonly SecretAccessKey: string;
        readonly SessionToken: string;
        readonly Expiration: number | string;
      };
    };
  };
}

/** Never more than a line, and never a token. */
const messageIn = (text: string): string =>
  (/"[Mm]essage"\s*:\s*"([^"]{0,300})/.exec(text)?.[1] ?? /<Message>([^<]{0,300})/.exec(text)?.[1] ?? "no more than that").slice(
    0,
    300,
  );
