declare module "csv-of-the-ancients" {
  export function parse(text: string): string[];
}
