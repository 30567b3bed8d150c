import { styleText } from "node:util";

type Paint = (text: string) => string;

/** How the parts of a message look. */
export interface Style {
  readonly heading: Paint;
  readonly accent: Paint;
  readonly error: Paint;
  readonly warning: Paint;
  readonly quiet: Paint;
}

const same: Paint = (text) => text;
export const plainStyle: Style = { heading: same, accent: same, error: same, warning: same, quiet: same };

type Format = Parameters<typeof styleText>[0];

// Whether to colour is decided by the stream at hand, and not by what standard output happens to be.
const painted = (format: Format): Paint => {
  return (text) => styleText(format, text, { validateStream: false });
};
export const terminalStyle: Style = {
  heading: painted("bold"),
  accent: painted("cyan"),
  error: painted(["bold", "red"]),
  warning: painted(["bold", "yellow"]),
  quiet: painted("gray"),
};
