// What the deployment is given: variables, files of secrets, a role of AWS, a token for git.
import type { Ci, CiValue, Stack } from "../../../compiler/ir/index.js";
import { expression } from "../../../targets/github/condition.js";
import type { Variables } from "../../../targets/github/document.js";
import type { JobStep } from "./document.js";

/** The stack's own variables. */
export function valuesOf({ env = {} }: Ci): Variables {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, textOf(name, value)]));
}

function textOf(name: string, value: CiValue): string {
  if (typeof value === "string") return value;
  if ("variable" in value) return expression(`vars.${value.variable}`);
  return value.file ? `${expression("runner.temp")}/${name}` : expression(`secrets.${value.secret}`);
}

/** A step for each variable that is the path of a file. */
export function secretFiles({ env = {} }: Ci): readonly JobStep[] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (typeof value === "string" || !("secret" in value) || !value.file) return [];
    return [
      {
        name: `Write ${name}`,
        env: { SECRET: expression(`secrets.${value.secret}`) },
        run: `(umask 077 && printf %s "$SECRET" > "$RUNNER_TEMP/${name}")`,
      },
    ];
  });
}

/** The SDK of AWS exchanges the token for the role's credentials itself. */
export const roleStep: JobStep = {
  name: "Ask GitHub for a token that the role trusts",
  run: `curl -sSf --retry 3 -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=sts.amazonaws.com" | jq -j .value > "$RUNNER_TEMP/aws-token"`,
};

export const roleVariables = (role: string): Variables => ({
  AWS_ROLE_ARN: role,
  AWS_ROLE_SESSION_NAME: "zenc",
  AWS_WEB_IDENTITY_TOKEN_FILE: `${expression("runner.temp")}/aws-token`,
});

/** The host of the repository that is deployed to, where it is reached with a token. */
export function gitOf({ deploy }: Stack): string | null {
  const to = deploy?.to;
  return typeof to === "object" ? (/^(https:\/\/[A-Za-z0-9.-]+(?::\d+)?\/)/.exec(to.git)?.[1] ?? null) : null;
}

/** So git never writes the token into a file. */
export function gitVariables(host: string, { gitToken }: Ci): Variables {
  const token = expression(gitToken === undefined ? "github.token" : `secrets.${gitToken}`);
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `url.${host.replace("https://", `https://x-access-token:${token}@`)}.insteadOf`,
    GIT_CONFIG_VALUE_0: host,
  };
}
