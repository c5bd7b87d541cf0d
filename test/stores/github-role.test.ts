// A job of GitHub Actions takes a role of AWS: what it asks whom for, and that the store's requests bear what it was given.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { githubRole } from "../../runtime/stores/github-role.js";
import { openStore } from "../../runtime/stores/index.js";

interface Asked {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function serve(answer: (response: ServerResponse) => void): Promise<{ readonly url: string; readonly asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ path: request.url ?? "", headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const role = "arn:aws:iam::123456789012:role/zenc";
const expiration = 1_900_000_000;
const given = { AccessKeyId: "AKID", SecretAccessKey: "secret", SessionToken: "session", Expiration: expiration };
const granted = JSON.stringify({
  AssumeRoleWithWebIdentityResponse: { AssumeRoleWithWebIdentityResult: { Credentials: given } },
});

async function surroundings(sts: (response: ServerResponse) => void) {
  const github = await serve((response) => response.end(JSON.stringify({ value: "identity" })));
  const aws = await serve(sts);
  const env = {
    ZENC_AWS_ROLE: role,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "bearer",
    AWS_ENDPOINT_URL_STS: aws.url,
    GITHUB_RUN_ID: "7",
  };
  return { env, github, aws };
}

test("no role is taken where none is named", () => expect(githubRole("s3://b", undefined, {})).toBeUndefined());

test("the job's own identity is shown for the role", async () => {
  const { env, github, aws } = await surroundings((response) => response.end(granted));
  const credentials = await githubRole("s3://b", "eu-central-1", env)?.();
  expect(credentials).toEqual({
    accessKeyId: "AKID",
    secretAccessKey: "secret",
    sessionToken: "session",
    expiration: new Date(expiration * 1000),
  });
  expect(github.asked[0]).toMatchObject({
    path: "/token?api-version=2.0&audience=sts.amazonaws.com",
    headers: { authorization: "Bearer bearer" },
  });
  expect(Object.fromEntries(new URLSearchParams(aws.asked[0]?.body))).toEqual({
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: role,
    RoleSessionName: "zenc-7",
    WebIdentityToken: "identity",
  });
});

test("what goes wrong is said, without a token", async () => {
  const denied = { Error: { Code: "AccessDenied", Message: "Not authorized to perform sts:AssumeRoleWithWebIdentity" } };
  const { env } = await surroundings((response) => {
    response.statusCode = 403;
    response.end(JSON.stringify(denied));
  });
  const error = await githubRole("s3://b", undefined, env)?.().catch((thrown: Error) => thrown);
  expect((error as Error).message).toBe(
    `Store s3://b: open: the role ${role} cannot be taken: AWS says 403: Not authorized to perform sts:AssumeRoleWithWebIdentity.`,
  );
  const bare = githubRole("s3://b", undefined, { ZENC_AWS_ROLE: role });
  await expect(bare?.()).rejects.toThrow('the job has no permission "id-token: write"');
});

test("the store's requests bear what the role was given", async () => {
  const { env } = await surroundings((response) => response.end(granted));
  const s3 = await serve((response) => {
    response.statusCode = 404;
    response.end();
  });
  const before = { ...process.env };
  Object.assign(process.env, env, { AWS_REGION: "eu-central-1" });
  try {
    const store = await openStore(`s3://bucket/prefix?endpoint=${encodeURIComponent(s3.url)}`);
    expect(await store.get("plans/none.json")).toBeNull();
  } finally {
    process.env = before;
  }
  expect(s3.asked[0]?.headers).toMatchObject({ "x-amz-security-token": "session" });
  expect(s3.asked[0]?.headers.authorization).toContain("Credential=AKID/");
});
