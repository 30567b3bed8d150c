import type { RowFormatMaker } from "./row-format.js";

/** One JSON array, each row on a line of its own. */
export const jsonFormat: RowFormatMaker = () => {
  let before = "[\n";
  return {
    rows: (rows) =>
      rows
        .map((row) => {
          const text = before + JSON.stringify(row);
          before = ",\n";
          return text;
        })
        .join(""),
    end: () => (before === "[\n" ? "[]\n" : "\n]\n"),
  };
};
