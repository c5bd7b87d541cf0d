import { pipeline, step } from "zenc";

interface Parameters {
  /**
   * Where to send the report.
   * @format e-mail
   */
  recipient: string;
}

export const count = step((recipient: string): number => recipient.length);

export const counting = pipeline(async ({ recipient }: Parameters) => await count(recipient));
