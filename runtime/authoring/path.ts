// A file or folder that a step returns or takes, as a value.
declare const localPath: unique symbol;

/**
 * A file or folder on this machine. A step that returns one has its content stored; a step that takes one gets a copy
 * of its own, at another place.
 */
export type LocalPath = string & { readonly [localPath]: true };

/** Marks a path as a value that is stored by its content. */
export function toLocalPath(path: string): LocalPath {
  return path as LocalPath;
}
