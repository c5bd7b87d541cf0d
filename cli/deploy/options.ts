// What the command line says of a deployment.
import type { Stack } from "../../compiler/ir/index.js";
import type { StackOptions } from "../setting.js";

export interface DeployOptions extends StackOptions {
  readonly pipeline?: string;
  readonly to?: string;
}

/** The stack, with the place that the command line says. */
export const withPlace = (stack: Stack, { to }: DeployOptions): Stack =>
  to === undefined ? stack : { ...stack, deploy: { ...stack.deploy, to } };
