// Materializers of the author's: a file format of her own for a class, CSV for rows.
import { readFile, writeFile } from "node:fs/promises";
import { materializer } from "zenc";
import { Frame } from "./frame.js";

export interface Row {
  readonly name: string;
  readonly score: number;
}

export const frames = materializer<Frame>({
  write: (frame, file) => writeFile(file, String(frame)),
  read: async (file) => Frame.parse(await readFile(file, "utf8")),
});

/** Names without commas. */
export const csv = materializer<Row[]>({
  write: (rows, file) => writeFile(file, rows.map(({ name, score }) => `${name},${score}\n`).join("")),
  async read(file) {
    const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
    return lines.map((line) => {
      const [name = "", score] = line.split(",");
      return { name, score: Number(score) };
    });
  },
});
