// More parameters than GitHub takes inputs, and names that it does not take: all of them are one input.
import { pipeline, step } from "zenc";

export const joined = step((texts: string[]): string => texts.join("|"));

export const many = pipeline(
  { name: "many", schedule: "0 3 * * *" },
  async ({
    "a b": odd = "$(id)",
    __x: hidden = "`id`",
    p1 = "p1",
    p2 = "p2",
    p3 = "p3",
    p4 = "p4",
    p5 = "p5",
    p6 = "p6",
    p7 = "p7",
    p8 = "p8",
    p9 = "p9",
    p10 = "p10",
    p11 = "p11",
    p12 = "p12",
    p13 = "p13",
    p14 = "p14",
    p15 = "p15",
    p16 = "p16",
    p17 = "p17",
    p18 = "p18",
    p19 = "p19",
    p20 = "p20",
    p21 = "p21",
    p22 = "p22",
    p23 = "p23",
    p24 = "p24",
  }: {
    "a b"?: string;
    __x?: string;
    p1?: string;
    p2?: string;
    p3?: string;
    p4?: string;
    p5?: string;
    p6?: string;
    p7?: string;
    p8?: string;
    p9?: string;
    p10?: string;
    p11?: string;
    p12?: string;
    p13?: string;
    p14?: string;
    p15?: string;
    p16?: string;
    p17?: string;
    p18?: string;
    p19?: string;
    p20?: string;
    p21?: string;
    p22?: string;
    p23?: string;
    p24?: string;
  }) => {
    const all = await joined([
      odd,
      hidden,
      p1,
      p2,
      p3,
      p4,
      p5,
      p6,
      p7,
      p8,
      p9,
      p10,
      p11,
      p12,
      p13,
      p14,
      p15,
      p16,
      p17,
      p18,
      p19,
      p20,
      p21,
      p22,
      p23,
      p24,
    ]);
    return { all, odd, hidden };
  },
);
