// A class of the author's: what it holds is its own affair, so only a materializer can store it.
export class Frame {
  readonly #columns: ReadonlyMap<string, readonly number[]>;
  constructor(columns: Iterable<readonly [string, readonly number[]]>) {
    this.#columns = new Map(columns);
  }
  static parse(text: string): Frame {
    return new Frame(JSON.parse(text));
  }
  toString(): string {
    return JSON.stringify([...this.#columns]);
  }
  /** Looks into another frame's private state: both must be of one class. */
  merge(other: Frame): Frame {
    return new Frame([...this.#columns, ...other.#columns]);
  }
  get width(): number {
    return this.#columns.size;
  }
}
