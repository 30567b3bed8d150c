import { styleText } from "node:util";

/** Colours and weights for one output; on a pipe, or with NO_COLOR set, text passes through unchanged. */
export interface TerminalStyle {
  readonly heading: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly quiet: (text: string) => string;
}

const plain: TerminalStyle = { heading: (text) => text, accent: (text) => text, quiet: (text) => text };

// Whether to colour is decided here, for the output at hand, and not by what standard output happens to be.
const coloured: TerminalStyle = {
  heading: (text) => styleText("bold", text, { validateStream: false }),
  accent: (text) => styleText("cyan", text, { validateStream: false }),
  quiet: (text) => styleText("gray", text, { validateStream: false }),
};

export function terminalStyle(output: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): TerminalStyle {
  return output.isTTY === true && !environment["NO_COLOR"] ? coloured : plain;
}
