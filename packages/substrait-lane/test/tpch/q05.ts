import { date, literal, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { customer, lineitem, nation, orders, region, supplier } from "./tables.js";

/** TPC-H query 5. */
export const q05 = customer
  .join(
    orders.filter((o) =>
      o.o_orderdate.gte(literal("1994-01-01", date)).and(o.o_orderdate.lt(literal("1995-01-01", date))),
    ),
    (c, o) => c.c_custkey.eq(o.o_custkey),
  )
  .join(lineitem, (o, l) => l.l_orderkey.eq(o.o_orderkey))
  .join(supplier, (l, s) => l.l_suppkey.eq(s.s_suppkey).and(l.c_nationkey.eq(s.s_nationkey)))
  .join(nation, (s, n) => s.s_nationkey.eq(n.n_nationkey))
  .join(
    region.filter((r) => r.r_name.eq("ASIA")),
    (n, r) => n.n_regionkey.eq(r.r_regionkey),
  )
  .aggregate(["n_name"], (l) => ({ revenue: sum(discounted(l)) }))
  .sort((n) => [n.revenue.desc()]);
