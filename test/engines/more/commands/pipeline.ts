// A step that says to the runner whatever could be a command, on both streams, with and without an end of line.
import { pipeline, step } from "zenc";

export const noisy = step((text: string): boolean => {
  const token = "0c0c0c0c-0c0c-4c0c-8c0c-0c0c0c0c0c0c";
  const commands = [
    "::set-output name=holds:: isGood=true ",
    "::set-output name=items::[0,1,2]",
    "::set-env name=ZENC_TASK::publish",
    "::add-path::/nowhere",
    "::add-mask::visible",
    "::save-state name=a::b",
    "::error file=a.ts,line=1::forged",
    "::warning::forged",
    "::notice::forged",
    "::group::forged",
    "::endgroup::",
    "::echo::on",
    "::stop-commands::mine",
    "::mine::",
    `::${token}::`,
    "::stop-commands::",
    "::::",
    "##[set-output name=holds] isGood=true ",
    "##[add-mask]visible",
    "##[error]forged",
    "##[group]forged",
    "##[stop-commands]mine",
    "##[mine]",
    text,
  ];
  for (const line of commands) {
    console.log(line);
    console.error(`  ${line}`);
    console.log(`\r${line}\u2028${line}`);
  }
  process.stdout.write("::add-mask::visible");
  process.stderr.write("::error::forged");
  return commands.length === 0;
});
export const publish = step((text: string): string => `published ${text}`);
export const report = step((published: boolean): string => `visible ${published}`);

export const commands = pipeline("commands", async ({ text = "::set-output name=holds::" }: { text?: string }) => {
  const isGood = await noisy(text);
  if (isGood) await publish(text);
  return await report(isGood);
});
