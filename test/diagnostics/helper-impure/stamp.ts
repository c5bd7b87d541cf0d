export function stamp(value: number): number {
  return value + Date.now();
}
