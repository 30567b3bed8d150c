import { and, date, datePart, literal, or, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { customer, lineitem, nation, orders, supplier } from "./tables.js";

const from = nation.select("n_nationkey", "n_name").rename({ n_nationkey: "supp_nationkey", n_name: "supp_nation" });
const to = nation.select("n_nationkey", "n_name").rename({ n_nationkey: "cust_nationkey", n_name: "cust_nation" });

/** TPC-H query 7. */
export const q07 = supplier
  .join(lineitem, (s, l) => s.s_suppkey.eq(l.l_suppkey))
  .join(orders, (l, o) => o.o_orderkey.eq(l.l_orderkey))
  .join(customer, (o, c) => c.c_custkey.eq(o.o_custkey))
  .join(from, (s, n) => s.s_nationkey.eq(n.supp_nationkey))
  .join(to, (c, n) => c.c_nationkey.eq(n.cust_nationkey))
  .filter((l) =>
    and(
      or(
        l.supp_nation.eq("FRANCE").and(l.cust_nation.eq("GERMANY")),
        l.supp_nation.eq("GERMANY").and(l.cust_nation.eq("FRANCE")),
      ),
      l.l_shipdate.between(literal("1995-01-01", date), literal("1996-12-31", date)),
    ),
  )
  .project((l) => ({
    supp_nation: l.supp_nation,
    cust_nation: l.cust_nation,
    l_year: datePart("year", l.l_shipdate),
    volume: discounted(l),
  }))
  .aggregate(["supp_nation", "cust_nation", "l_year"], (l) => ({ revenue: sum(l.volume) }))
  .sort((l) => [l.supp_nation, l.cust_nation, l.l_year]);
