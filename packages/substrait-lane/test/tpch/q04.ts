import { and, count, date, exists, literal } from "@causeway/substrait-lane";
import { lineitem, orders } from "./tables.js";

/** TPC-H query 4. */
export const q04 = orders
  .filter((o) =>
    and(
      o.o_orderdate.gte(literal("1993-07-01", date)),
      o.o_orderdate.lt(literal("1993-10-01", date)),
      exists(lineitem.filter((l) => l.l_orderkey.eq(o.o_orderkey).and(l.l_commitdate.lt(l.l_receiptdate)))),
    ),
  )
  .aggregate(["o_orderpriority"], () => ({ order_count: count() }))
  .sort((o) => [o.o_orderpriority]);
