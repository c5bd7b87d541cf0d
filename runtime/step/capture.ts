// A step's output: both standard streams go into its log, and on to standard error; standard output belongs to the publications.
import type { Log } from "./log.js";

type Write = (chunk: Uint8Array, done?: () => void) => boolean;

/**
 * Captures what is written until the returned function is called. Node opens a standard stream when it is first asked for,
 * which takes some milliseconds; so does this, and a step that writes nothing pays none.
 */
export function captureOutput({ log, onLog }: { readonly log: Log; onLog(text: string): void }): () => void {
  const undo: (() => void)[] = [];
  let forward: Write | undefined;
  const openForward = (): Write => {
    const stream = standardError.read();
    // An engine that reads no more is no reason to fail.
    const ignore = (): void => {};
    stream.on("error", ignore);
    undo.push(() => stream.off("error", ignore));
    return stream.write.bind(stream) as Write;
  };
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    const bytes =
      typeof chunk === "string"
        ? Buffer.from(chunk, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8")
        : chunk;
    log.write(bytes);
    onLog(Buffer.from(bytes).toString("utf8"));
    const callback = typeof encoding === "function" ? encoding : done;
    forward ??= openForward();
    return forward(bytes, typeof callback === "function" ? (callback as () => void) : undefined);
  };
  const standardError = streamProperty("stderr");
  const patch = (stream: NodeJS.WriteStream): NodeJS.WriteStream => {
    // Before the first stream is changed: it may be the one that all is forwarded to.
    forward ??= openForward();
    const before = stream.write;
    stream.write = write as typeof stream.write;
    undo.push(() => {
      stream.write = before;
    });
    return stream;
  };
  for (const property of [streamProperty("stdout"), standardError]) {
    if (property.isOpen()) patch(property.read());
    else undo.push(property.whenOpened(patch));
  }
  return () => {
    for (const step of undo.reverse()) step();
  };
}

// On the getter of a stream that was opened here before: who holds the stream already, as `console` does, asks no more.
const opened = Symbol("opened");

function streamProperty(name: "stdout" | "stderr") {
  const own = Object.getOwnPropertyDescriptor(process, name) as PropertyDescriptor & { get?: { [opened]?: true } };
  const read = (): NodeJS.WriteStream => own.get?.call(process) ?? own.value;
  const define = (get: () => NodeJS.WriteStream): void => {
    Object.defineProperty(process, name, { configurable: true, enumerable: true, get });
  };
  return {
    read,
    isOpen: (): boolean => own.get === undefined || own.get[opened] === true,
    /** Calls `open` when somebody asks for the stream; returns how to ask no more. */
    whenOpened(open: (stream: NodeJS.WriteStream) => NodeJS.WriteStream): () => void {
      define(() => {
        define(Object.assign(() => read(), { [opened]: true as const }));
        return open(read());
      });
      return () => {
        const now = Object.getOwnPropertyDescriptor(process, name)?.get as { [opened]?: true } | undefined;
        if (now?.[opened] !== true) Object.defineProperty(process, name, own);
      };
    },
  };
}
