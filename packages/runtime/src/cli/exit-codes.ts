/** What the command's exit codes mean. A signal that ends the command gives 128 and its number, as in a shell. */
export const exitCodes = {
  /** All went well. */
  ok: 0,
  /** The statement was refused, or it failed. */
  failed: 1,
  /** The command line or the configuration cannot be used. */
  usage: 2,
} as const;
