import { styleText } from "node:util";

/** Colours and weights for one output; on a pipe or with NO_COLOR set, text passes through unchanged. */
export interface TerminalStyle {
  readonly heading: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly quiet: (text: string) => string;
}

const plain: TerminalStyle = { heading: (text) => text, accent: (text) => text, quiet: (text) => text };

const coloured: TerminalStyle = {
  heading: (text) => styleText("bold", text),
  accent: (text) => styleText("cyan", text),
  quiet: (text) => styleText("gray", text),
};

export function terminalStyle(output: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv): TerminalStyle {
  return output.isTTY === true && !environment["NO_COLOR"] ? coloured : plain;
}
