/** One line of a tree for the terminal, and the lines below it. */
export interface TreeLine {
  readonly text: string;
  /** Milliseconds, where the line has a time. */
  readonly ms?: number | undefined;
  /** Share of the time that all lines are part of, from 0 to 1. */
  readonly share?: number | undefined;
  readonly children?: readonly TreeLine[];
}

interface DrawnLine {
  readonly text: string;
  readonly ms: string;
  readonly share: string;
}

/** A tree in box-drawing characters, with the times and the shares in columns of their own. */
export function drawTree(root: TreeLine): string {
  const lines = drawLines(root, "", "");
  const width = (column: keyof DrawnLine): number => Math.max(...lines.map((line) => line[column].length));
  const [text, ms, share] = [width("text"), width("ms"), width("share")];
  return lines
    .map((line) => `${line.text.padEnd(text)}  ${line.ms.padStart(ms)}  ${line.share.padStart(share)}`.trimEnd())
    .join("\n");
}

function drawLines({ text, ms, share, children = [] }: TreeLine, before: string, below: string): DrawnLine[] {
  const drawn = {
    text: before + text,
    ms: ms === undefined ? "" : `${ms.toFixed(ms < 1 ? 2 : 1)} ms`,
    share: share === undefined ? "" : `${Math.round(share * 100)} %`,
  };
  const rest = children.flatMap((child, index) =>
    index === children.length - 1
      ? drawLines(child, `${below}└─ `, `${below}   `)
      : drawLines(child, `${below}├─ `, `${below}│  `),
  );
  return [drawn, ...rest];
}
