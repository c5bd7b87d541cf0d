// GitHub's expressions, as far as workflows of zenc's use them: read and evaluated as its runner does.
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export interface Surroundings {
  readonly contexts: Readonly<Record<string, Value>>;
  readonly functions: Readonly<Record<string, () => boolean>>;
}

/** The value of a text that is one expression, in `${{ }}`. */
export function evaluate(text: string, surroundings: Surroundings): Value {
  const [, inner] = /^\$\{\{ (.*) \}\}$/s.exec(text) ?? [];
  if (inner === undefined) throw new Error(`${text} is no expression.`);
  const tokens = tokensOf(inner);
  const value = disjunction(tokens, surroundings)();
  if (tokens.length > 0) throw new Error(`${text} goes on with ${tokens.join(" ")}.`);
  return value;
}

/** A text with expressions in it. */
export const interpolate = (text: string, surroundings: Surroundings): string =>
  text.replace(/\$\{\{ .*? \}\}/gs, (one) => textOf(evaluate(one, surroundings)));

const textOf = (value: Value): string =>
  value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

function tokensOf(text: string): string[] {
  const pattern = /\s*('(?:[^']|'')*'|[A-Za-z_][A-Za-z0-9_-]*|\d+|&&|\|\||==|!=|[!().,*])/y;
  const tokens: string[] = [];
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const token = pattern.exec(text)?.[1];
    if (token === undefined) throw new Error(`No token at ${text.slice(at)}.`);
    tokens.push(token);
  }
  return tokens;
}

/** Evaluated when it is wanted: `&&` and `||` leave the rest alone. */
type Lazy = () => Value;

const truthy = (value: Value): boolean => value !== null && value !== false && value !== 0 && value !== "";

function disjunction(tokens: string[], around: Surroundings): Lazy {
  let left = conjunction(tokens, around);
  while (tokens[0] === "||") {
    tokens.shift();
    const [one, other] = [left, conjunction(tokens, around)];
    left = () => {
      const value = one();
      return truthy(value) ? value : other();
    };
  }
  return left;
}

function conjunction(tokens: string[], around: Surroundings): Lazy {
  let left = comparison(tokens, around);
  while (tokens[0] === "&&") {
    tokens.shift();
    const [one, other] = [left, comparison(tokens, around)];
    left = () => {
      const value = one();
      return truthy(value) ? other() : value;
    };
  }
  return left;
}

function comparison(tokens: string[], around: Surroundings): Lazy {
  const left = unary(tokens, around);
  const operator = tokens[0];
  if (operator !== "==" && operator !== "!=") return left;
  tokens.shift();
  const right = unary(tokens, around);
  return () => equal(left(), right()) === (operator === "==");
}

/** Letter case does not count; other kinds become numbers, and lists equal nothing. */
function equal(one: Value, other: Value): boolean {
  if (typeof one === "string" && typeof other === "string") return one.toUpperCase() === other.toUpperCase();
  if (typeof one === "object" && one !== null) return false;
  if (typeof one === typeof other) return one === other;
  return numberOf(one) === numberOf(other);
}

function numberOf(value: Value): number {
  if (value === null) return 0;
  return typeof value === "object" ? Number.NaN : Number(value);
}

function unary(tokens: string[], around: Surroundings): Lazy {
  if (tokens[0] !== "!") return primary(tokens, around);
  tokens.shift();
  const inner = unary(tokens, around);
  return () => !truthy(inner());
}

function primary(tokens: string[], around: Surroundings): Lazy {
  const token = tokens.shift() ?? "";
  if (token === "(") {
    const inner = disjunction(tokens, around);
    expect(tokens, ")");
    return inner;
  }
  if (token.startsWith("'")) return () => token.slice(1, -1).replaceAll("''", "'");
  if (/^\d/.test(token)) return () => Number(token);
  if (token === "true" || token === "false") return () => token === "true";
  return tokens[0] === "(" ? call(token, tokens, around) : member(token, tokens, around);
}

function expect(tokens: string[], token: string): void {
  const found = tokens.shift();
  if (found !== token) throw new Error(`${token} is wanted, ${found} found.`);
}

function call(name: string, tokens: string[], around: Surroundings): Lazy {
  const given: Lazy[] = [];
  tokens.shift();
  while (tokens[0] !== ")") {
    given.push(disjunction(tokens, around));
    if (tokens[0] === ",") tokens.shift();
  }
  tokens.shift();
  return () => {
    const own = around.functions[name];
    if (own !== undefined) return own();
    const [first = null, second = null] = given.map((one) => one());
    if (name === "fromJSON") return JSON.parse(textOf(first)) as Value;
    if (name === "toJSON") return JSON.stringify(first, null, 2);
    if (name !== "contains") throw new Error(`Nobody knows the function ${name} here.`);
    if (Array.isArray(first)) return first.some((item) => equal(item, second));
    return textOf(first).toUpperCase().includes(textOf(second).toUpperCase());
  };
}

function member(name: string, tokens: string[], { contexts }: Surroundings): Lazy {
  const path = [name];
  while (tokens[0] === ".") {
    tokens.shift();
    path.push(tokens.shift() ?? "");
  }
  return () => {
    if (!Object.hasOwn(contexts, name)) throw new Error(`Nobody knows ${name} here.`);
    let at: Value | undefined = contexts as { readonly [key: string]: Value };
    for (const part of path) {
      const entries: readonly (readonly [string, Value])[] = typeof at === "object" && at !== null ? Object.entries(at) : [];
      at = entries.find(([key]) => key.toLowerCase() === part.toLowerCase())?.[1];
    }
    return at ?? null;
  };
}
