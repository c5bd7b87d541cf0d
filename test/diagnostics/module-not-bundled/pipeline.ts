import { pipeline, step } from "zenc";
import logo from "./logo.png";

export const size = step((): number => logo.length);

export const sizes = pipeline(async () => await size());
