import { and, date, literal, not, sum, when } from "@causeway/substrait-lane";
import { lineitem, orders } from "./tables.js";

const urgent = ["1-URGENT", "2-HIGH"];

/** TPC-H query 12. */
export const q12 = orders
  .join(lineitem, (o, l) => o.o_orderkey.eq(l.l_orderkey))
  .filter((l) =>
    and(
      l.l_shipmode.in(["MAIL", "SHIP"]),
      l.l_commitdate.lt(l.l_receiptdate),
      l.l_shipdate.lt(l.l_commitdate),
      l.l_receiptdate.gte(literal("1994-01-01", date)),
      l.l_receiptdate.lt(literal("1995-01-01", date)),
    ),
  )
  .aggregate(["l_shipmode"], (o) => ({
    high_line_count: sum(when(o.o_orderpriority.in(urgent), 1).otherwise(0)),
    low_line_count: sum(when(not(o.o_orderpriority.in(urgent)), 1).otherwise(0)),
  }))
  .sort((l) => [l.l_shipmode]);
