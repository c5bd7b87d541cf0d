// How close to one another a schedule's runs are.

/** The least that lies between two starts in one hour, and over its end, in minutes. */
export function minutesBetween(cron: string): number {
  const [minutes = "*"] = cron.split(" ");
  const all = [...new Set(minutes.split(",").flatMap(minutesOf))].sort((a, b) => a - b);
  return Math.min(...all.map((minute, at) => (all[at + 1] ?? (all[0] as number) + 60) - minute));
}

function minutesOf(item: string): readonly number[] {
  const [range = "*", step = "1"] = item.split("/");
  const [from, to = from] = range === "*" ? [0, 59] : range.split("-").map(Number);
  const all: number[] = [];
  for (let minute = from as number; minute <= (to as number); minute += Number(step)) all.push(minute);
  return all;
}
