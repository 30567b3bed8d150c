import type { PeerName } from "../peers/start-peer.js";

/** The query: an integer, a double, a text and a date of each row. */
export const transferSql =
  "SELECT l_orderkey, CAST(l_extendedprice AS DOUBLE) AS l_extendedprice, l_comment, l_shipdate FROM lineitem";

/** A way to get the rows, or a part of the way. */
export interface TransferWay {
  readonly title: string;
  readonly peer: PeerName;
  readonly operation: string;
  /** The way whose bytes are stated. */
  readonly main?: true;
}

/** All ways, ours first. */
export const transferWays: readonly TransferWay[] = [
  { title: "causeway: apache-arrow table", peer: "causeway", operation: "run", main: true },
  { title: "causeway: apache-arrow batches, let go", peer: "causeway", operation: "drain" },
  { title: "causeway: bytes of the Arrow stream, let go", peer: "causeway", operation: "bytes" },
  { title: "causeway: engine alone, nothing crosses", peer: "causeway", operation: "engineAlone" },
  { title: "datafusion in Python: pyarrow batches", peer: "datafusion", operation: "run" },
  { title: "datafusion in Python: batches, let go", peer: "datafusion", operation: "drain" },
  { title: "DuckDB: getColumns", peer: "duckdb", operation: "columns" },
  { title: "DuckDB: chunks alone", peer: "duckdb", operation: "run" },
  { title: "DuckDB: chunks streamed, let go", peer: "duckdb", operation: "drain" },
  { title: "Polars: frame, IPC, apache-arrow table", peer: "polars", operation: "arrow" },
];
