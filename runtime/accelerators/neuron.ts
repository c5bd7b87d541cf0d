// AWS Trainium and Inferentia: a device each.
import { type Found, type Machine, nodesOf } from "./machine.js";

export function findNeurons(machine: Machine): Found {
  const nodes = nodesOf(machine, "dev", "neuron");
  return { devices: nodes.map(() => ({ kind: "neuron" })), looked: [`/dev/neuron* (${nodes.length})`] };
}
