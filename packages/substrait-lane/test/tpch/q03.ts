import { date, literal, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { customer, lineitem, orders } from "./tables.js";

/** TPC-H query 3. */
export const q03 = customer
  .filter((c) => c.c_mktsegment.eq("BUILDING"))
  .join(
    orders.filter((o) => o.o_orderdate.lt(literal("1995-03-15", date))),
    (c, o) => c.c_custkey.eq(o.o_custkey),
  )
  .join(
    lineitem.filter((l) => l.l_shipdate.gt(literal("1995-03-15", date))),
    (o, l) => l.l_orderkey.eq(o.o_orderkey),
  )
  .aggregate(["l_orderkey", "o_orderdate", "o_shippriority"], (l) => ({ revenue: sum(discounted(l)) }))
  .select("l_orderkey", "revenue", "o_orderdate", "o_shippriority")
  .sort((l) => [l.revenue.desc(), l.o_orderdate])
  .limit(10);
