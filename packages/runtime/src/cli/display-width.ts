import stringWidth from "string-width";

const plainAscii = /^[\x20-\x7e]*$/;
const graphemes = new Intl.Segmenter();
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for; printed raw they would steer the terminal.
const controls = /[\u0000-\u001f\u007f-\u009f]/g;

/** Cells that a text takes up on a terminal: two for a wide character, none for a combining one. */
export function displayWidth(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}

/** The text with its control characters written out, so that it stays on its line and steers no terminal. */
export function onOneLine(text: string): string {
  return text.replace(controls, escapeControl);
}

function escapeControl(character: string): string {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
  return short ?? `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
}

/** The beginning of a text that is too wide, and an ellipsis; never half of a character. */
export function cutToWidth(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += displayWidth(segment);
    if (used > width - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

export function padToWidth(text: string, width: number, side: "left" | "right"): string {
  const padding = " ".repeat(Math.max(0, width - displayWidth(text)));
  return side === "left" ? text + padding : padding + text;
}
