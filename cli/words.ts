// How numbers and names are said to people.

/** `340 ms`, `2.4 s`, `3 min 05 s`, `2 h 10 min`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

/** `812 B`, `4.2 KiB`, `1.5 GiB`. */
export function bytes(count: number): string {
  if (count < 1024) return `${count} B`;
  const units = ["KiB", "MiB", "GiB", "TiB"];
  let size = count / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** `1 task`, `3 tasks`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `2026-11-23 20:45:01` in local time. */
export function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `trainModel[3]`: an instance as people read it. */
export function instanceName(node: string, index: readonly number[]): string {
  return index.length === 0 ? node : `${node}[${index.join(".")}]`;
}

/** Cuts a text to `width` characters, the last of them `…`. */
export function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}

/** Rows as columns of equal width, two spaces apart; the last column is not padded. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, visibleLength(cell));
  const pad = (cell: string, at: number, row: readonly string[]) =>
    at === row.length - 1 ? cell : cell + " ".repeat((widths[at] ?? 0) - visibleLength(cell));
  return rows
    .map((row) =>
      row
        .map((cell, at) => pad(cell, at, row))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
const colorCodes = /\u001b\[[0-9;]*m/g;
/** The length of a text without its colours. */
export function visibleLength(text: string): number {
  return text.replace(colorCodes, "").length;
}
