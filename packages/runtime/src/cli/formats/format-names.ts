import { csvFormat } from "./csv-format.js";
import { jsonFormat } from "./json-format.js";
import { markdownFormat } from "./markdown-format.js";
import type { RowFormatMaker } from "./row-format.js";
import { tableFormat } from "./table-format.js";

/** The formats of text by their names; `arrow` is the engine's own stream, as it is. */
export const rowFormats = {
  table: tableFormat,
  csv: csvFormat,
  json: jsonFormat,
  markdown: markdownFormat,
} as const satisfies Record<string, RowFormatMaker>;

export const formatNames = [...(Object.keys(rowFormats) as (keyof typeof rowFormats)[]), "arrow"] as const;

export type FormatName = (typeof formatNames)[number];
