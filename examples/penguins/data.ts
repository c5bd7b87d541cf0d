// From the raw table to rows that a model can learn from.
import { log, step } from "zenc";
import palmer from "./data/penguins.json" with { type: "json" };

/** A row as it was written down in the field: measures may lack, the sex may be unknown or a slip of the pen. */
export interface RawPenguin {
  Species: string;
  Island: string;
  "Beak Length (mm)": number | null;
  "Beak Depth (mm)": number | null;
  "Flipper Length (mm)": number | null;
  "Body Mass (g)": number | null;
  Sex: string | null;
}

export const speciesNames = ["Adelie", "Chinstrap", "Gentoo"] as const;
export type Species = (typeof speciesNames)[number];

export interface Penguin {
  species: Species;
  beakLengthMm: number;
  beakDepthMm: number;
  flipperLengthMm: number;
  bodyMassG: number;
  sex: "male" | "female" | "unknown";
}

/** What `clean` did with the rows. */
export interface Cleaning {
  kept: number;
  droppedWithoutMeasures: number;
  droppedOfOtherSpecies: number;
  sexUnknown: number;
}

/** Reads the table. It is imported, so it is part of this step's code: a new table runs the step again. */
export const loadPenguins = step((): RawPenguin[] => palmer);

/** Drops rows that nothing can be learnt from, mends the rest, and says how many of each there were. */
export const clean = step((table: RawPenguin[]): { rows: Penguin[]; cleaning: Cleaning } => {
  const cleaning: Cleaning = { kept: 0, droppedWithoutMeasures: 0, droppedOfOtherSpecies: 0, sexUnknown: 0 };
  const rows: Penguin[] = [];
  for (const row of table) {
    const species = speciesNames.find((name) => name === row.Species);
    if (species === undefined) {
      cleaning.droppedOfOtherSpecies += 1;
      continue;
    }
    const measures = measuresOf(row);
    if (measures === null) {
      cleaning.droppedWithoutMeasures += 1;
      continue;
    }
    const sex = row.Sex === "MALE" ? "male" : row.Sex === "FEMALE" ? "female" : "unknown";
    if (sex === "unknown") cleaning.sexUnknown += 1;
    rows.push({ species, ...measures, sex });
  }
  cleaning.kept = rows.length;
  log(`kept ${cleaning.kept} of ${table.length} rows`);
  return { rows, cleaning };
});

/** Shuffles with a seed and cuts: `ratio` of the rows are for training, the rest for testing. */
export const split = step((penguins: Penguin[], ratio: number, seed: number): { train: Penguin[]; test: Penguin[] } => {
  const random = generator(seed);
  const shuffled = [...penguins];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as Penguin, shuffled[last] as Penguin];
  }
  const cut = Math.round(shuffled.length * ratio);
  return { train: shuffled.slice(0, cut), test: shuffled.slice(cut) };
});

/** The four measures, or null where one of them lacks or cannot be. */
function measuresOf(row: RawPenguin): Omit<Penguin, "species" | "sex"> | null {
  const [beakLengthMm, beakDepthMm, flipperLengthMm, bodyMassG] = [
    row["Beak Length (mm)"],
    row["Beak Depth (mm)"],
    row["Flipper Length (mm)"],
    row["Body Mass (g)"],
  ].map((value) => (value !== null && Number.isFinite(value) && value > 0 ? value : undefined));
  if (beakLengthMm === undefined || beakDepthMm === undefined || flipperLengthMm === undefined || bodyMassG === undefined)
    return null;
  return { beakLengthMm, beakDepthMm, flipperLengthMm, bodyMassG };
}

/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
