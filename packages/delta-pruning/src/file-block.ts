/** Files that are tried at once. */
export const blockLength = 4_096;

/** Writes for each of the first `count` files of `rows` into `out` whether a predicate may be true in it: 1 or 0. */
export type FileTest = (rows: Uint32Array, count: number, out: Uint8Array) => void;
