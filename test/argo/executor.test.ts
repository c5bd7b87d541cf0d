// Argo's own containers keep to the restricted security standard, as a user that the stack may name.
import { expect, test } from "vitest";
import { executorPatch } from "../../targets/argo/executor.js";

const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };
const contexts = (text: string) => {
  const { initContainers, containers } = JSON.parse(text);
  return [...initContainers, ...containers].map(({ name, securityContext }) => [name, securityContext]);
};

test.each([
  ["that of Argo's images, where the stack names none", undefined, { runAsUser: 8737 }],
  ["the pod's, where it names one", 12345, {}],
])("the user is %s", (_, runAsUser, own) => {
  const pod = {
    runAsNonRoot: true,
    ...(runAsUser === undefined ? {} : { runAsUser }),
    seccompProfile: { type: "RuntimeDefault" },
  };
  const wanted = { ...own, ...restricted };
  expect(contexts(executorPatch(pod as Parameters<typeof executorPatch>[0]))).toEqual([
    ["init", wanted],
    ["wait", wanted],
  ]);
});
