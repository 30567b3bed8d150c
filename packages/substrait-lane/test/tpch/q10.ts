import { date, literal, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { customer, lineitem, nation, orders } from "./tables.js";

/** TPC-H query 10. */
export const q10 = customer
  .join(
    orders.filter((o) =>
      o.o_orderdate.gte(literal("1993-10-01", date)).and(o.o_orderdate.lt(literal("1994-01-01", date))),
    ),
    (c, o) => c.c_custkey.eq(o.o_custkey),
  )
  .join(
    lineitem.filter((l) => l.l_returnflag.eq("R")),
    (o, l) => l.l_orderkey.eq(o.o_orderkey),
  )
  .join(nation, (c, n) => c.c_nationkey.eq(n.n_nationkey))
  .aggregate(["c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment"], (l) => ({
    revenue: sum(discounted(l)),
  }))
  .select("c_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone", "c_comment")
  .sort((c) => [c.revenue.desc()])
  .limit(20);
