// GitHub's giver of tokens, and AWS's exchange of such a token for a role's credentials, as far as a deployment asks them.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Amazon {
  readonly url: string;
  /** "audience of the token" and "role token", in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export async function startAmazon(): Promise<Amazon> {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    if (request.method === "GET" && request.headers.authorization === "Bearer request-token") {
      asked.push(`token for ${url.searchParams.get("audience")}`);
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ value: "identity-token" }));
      return;
    }
    let body = "";
    for await (const chunk of request) body += chunk;
    const form = new URLSearchParams(body);
    asked.push(`${form.get("Action")} ${form.get("RoleArn")} ${form.get("WebIdentityToken")}`);
    response.setHeader("content-type", "text/xml");
    response.end(`<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleWithWebIdentityResult>
      <Credentials><AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
      <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
