// Writes contract.json: `npm pack @octokit/openapi`, unpack it, `node test/deploy/github/extract.mjs FOLDER`, which holds its package.json.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const [folder] = process.argv.slice(2);
const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const read = (file) => JSON.parse(readFileSync(join(folder, "generated", file), "utf8"));
const cloud = read("api.github.com.json");
const server = read("ghes-3.19.json");

function resolve(document, value) {
  let found = value;
  while (found?.$ref)
    found = found.$ref
      .slice(2)
      .split("/")
      .reduce((at, key) => at[key], document);
  return found;
}

/** OpenAPI 3.0 → JSON Schema; of what is deeper than asked only what type it is. */
function cut(document, reference, depth) {
  const schema = resolve(document, reference) ?? {};
  const isNullable = schema.nullable === true;
  if (schema.allOf) return { type: "object" };
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) {
    const all = parts.map((part) => cut(document, part, 0));
    return { anyOf: isNullable ? [...all, { type: "null" }] : all };
  }
  const { type, properties, required, items, maxProperties } = schema;
  const inner = (one) => cut(document, one, depth - 1);
  return {
    ...(type ? { type: isNullable ? [type, "null"] : type } : {}),
    ...(schema.enum ? { enum: schema.enum } : {}),
    ...(maxProperties === undefined ? {} : { maxProperties }),
    ...(depth > 0 && properties
      ? { properties: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, inner(value)])) }
      : {}),
    ...(depth > 0 && required ? { required } : {}),
    ...(depth > 0 && items ? { items: inner(items) } : {}),
  };
}

const jsonIn = (content) => content?.["application/json"]?.schema;

function operation(document, path, method, depth) {
  const { parameters = [], requestBody, responses } = document.paths[path][method];
  const answers = Object.entries(responses).map(([status, reference]) => {
    const schema = jsonIn(resolve(document, reference).content);
    return [status, schema ? cut(document, schema, depth) : null];
  });
  return {
    ...(requestBody ? { body: cut(document, jsonIn(requestBody.content), 1) } : {}),
    query: parameters
      .map((parameter) => resolve(document, parameter))
      .filter((parameter) => parameter.in === "query")
      .map((parameter) => parameter.name),
    answers: Object.fromEntries(answers),
  };
}

function only(whole, keys) {
  const { 200: found } = whole.answers;
  const properties = Object.fromEntries(Object.entries(found.properties).filter(([key]) => keys.includes(key)));
  return {
    ...whole,
    answers: { ...whole.answers, 200: { ...found, properties, required: found.required.filter((key) => keys.includes(key)) } },
  };
}

const repository = "/repos/{owner}/{repo}";
const workflow = `${repository}/actions/workflows/{workflow_id}`;
const run = `${repository}/actions/runs/{run_id}`;
const keys = ["id", "name", "full_name", "private", "html_url", "url", "default_branch", "owner"];
const contract = {
  source: `The OpenAPI descriptions of GitHub's REST API, as the npm package ${name} ${version} (${license}) has them: api.github.com.json, and ghes-3.19.json for the dispatch of an Enterprise Server. Cut to what zenc asks, by extract.mjs.`,
  dispatch: operation(cloud, `${workflow}/dispatches`, "post", 2),
  dispatchOfServer: operation(server, `${workflow}/dispatches`, "post", 2),
  runs: operation(cloud, `${workflow}/runs`, "get", 3),
  run: operation(cloud, run, "get", 1),
  jobs: operation(cloud, `${run}/jobs`, "get", 3),
  repository: only(operation(cloud, repository, "get", 1), keys),
  artifacts: operation(cloud, `${repository}/actions/artifacts`, "get", 3),
  runArtifacts: operation(cloud, `${run}/artifacts`, "get", 3),
  download: operation(cloud, `${repository}/actions/artifacts/{artifact_id}/{archive_format}`, "get", 1),
  contents: { query: operation(cloud, `${repository}/contents/{path}`, "get", 0).query },
  error: cut(cloud, { $ref: "#/components/schemas/basic-error" }, 1),
  validationError: cut(cloud, { $ref: "#/components/schemas/validation-error-simple" }, 2),
};
writeFileSync(fileURLToPath(new URL("contract.json", import.meta.url)), `${JSON.stringify(contract, null, 1)}\n`);
