/** Files that are tried at once. */
export const blockLength = 4_096;

/** Writes what a predicate may be in each of the first `count` files of `rows` into `out`. */
export type FileTest = (rows: Uint32Array, count: number, out: Uint8Array) => void;

/** Writes the first and the last of the regions in which the values of each file may lie; `noBounds` for the last where no bound is known. */
export type FindRegions = (rows: Uint32Array, count: number, first: Uint32Array, last: Uint32Array) => void;

/** Stands for the last region where neither bound is known. */
export const noBounds = 0xffff_ffff;
