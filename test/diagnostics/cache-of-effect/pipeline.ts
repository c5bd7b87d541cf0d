import { deployer, pipeline } from "zenc";

export const publish = deployer({ cache: { version: "2" } }, (value: number): void => console.log(value));

export const publishing = pipeline(async () => await publish(1));
