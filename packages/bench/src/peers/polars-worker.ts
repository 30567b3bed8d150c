import { tableFromIPC } from "apache-arrow";
import { arrowAnswer } from "../answers/arrow-answer.js";
import { arrowBytes } from "../transfer/arrow-bytes.js";
import { columnSums } from "../transfer/column-sums.js";
import type { OpenParameters, OpenResult, QueryParameters, TimedResult } from "./operations.js";
import { collectPolars, loadPolars, type PolarsContext } from "./polars-port.js";
import { serveOperations } from "./serve-operations.js";
import { timed } from "./timed.js";

/** Polars gets these as doubles: it rounds a product of decimals to the digits of its operands, so its rows would differ. */
const decimalColumns: Readonly<Record<string, readonly string[]>> = {
  supplier: ["s_acctbal"],
  customer: ["c_acctbal"],
  part: ["p_retailprice"],
  partsupp: ["ps_supplycost"],
  orders: ["o_totalprice"],
  lineitem: ["l_quantity", "l_extendedprice", "l_discount", "l_tax"],
};

let context: PolarsContext;

async function open({ tables }: OpenParameters): Promise<OpenResult> {
  const polars = loadPolars();
  context = polars.SQLContext();
  for (const [name, path] of Object.entries(tables)) {
    const doubles = (decimalColumns[name] ?? []).map((column) => polars.col(column).cast(polars.Float64));
    const frame = polars.scanParquet(path);
    context.register(name, doubles.length === 0 ? frame : frame.withColumns(...doubles));
  }
  return { version: `nodejs-polars ${polars.version}` };
}

/** The whole answer as a frame in this process. */
async function run({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(() => collectPolars(context, sql));
  return { elapsedMs, rows: result.height };
}

/** The whole answer as an apache-arrow table. */
async function arrow({ sql }: QueryParameters): Promise<TimedResult> {
  const { elapsedMs, result } = await timed(async () => tableFromIPC((await collectPolars(context, sql)).writeIPC()));
  return { elapsedMs, rows: result.numRows, bytes: arrowBytes(result) };
}

await serveOperations({
  open,
  answer: async ({ sql }: QueryParameters) => arrowAnswer(tableFromIPC((await collectPolars(context, sql)).writeIPC())),
  run,
  arrow,
  columnSums: async ({ sql }: QueryParameters) => {
    const table = tableFromIPC((await collectPolars(context, sql)).writeIPC());
    return columnSums(table.schema.fields.map((_, index) => table.getChildAt(index) ?? []));
  },
});
