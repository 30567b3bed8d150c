import { isDeepStrictEqual } from "node:util";
import { BenchError } from "../bench-error.js";
import type { AnswerResult } from "../peers/operations.js";
import type { RunningPeers } from "../peers/running-peers.js";
import type { ColumnSums } from "./column-sums.js";
import { transferSql } from "./transfer-ways.js";

const sumsSql = `SELECT count(*), sum(l_orderkey), sum(l_extendedprice), sum(length(l_comment)),
  sum(l_shipdate - DATE '1970-01-01') FROM lineitem`;

/** Compares what arrives in JavaScript with DuckDB's own aggregates, for each engine; gives the rows. */
export async function checkColumnSums(peers: RunningPeers): Promise<number> {
  const answer = await peers.worker("duckdb").call<AnswerResult>("answer", { sql: sumsSql });
  const [rows, orderKeys, prices, commentCharacters, shipDays] = answer.rows[0] ?? [];
  const expected: ColumnSums = {
    rows: Number(rows),
    orderKeys: String(orderKeys),
    cents: Math.round(Number(prices) * 100),
    commentCharacters: Number(commentCharacters),
    shipDays: Number(shipDays),
  };
  for (const name of ["causeway", "duckdb", "polars"] as const) {
    const actual = await peers.worker(name).call<ColumnSums>("columnSums", { sql: transferSql });
    if (!isDeepStrictEqual(actual, expected)) {
      throw new BenchError(
        "answers-differ",
        `${name}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`,
      );
    }
  }
  return expected.rows;
}
