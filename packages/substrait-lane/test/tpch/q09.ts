import { datePart, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { lineitem, nation, orders, part, partsupp, supplier } from "./tables.js";

/** TPC-H query 9. */
export const q09 = part
  .filter((p) => p.p_name.like("%green%"))
  .join(lineitem, (p, l) => p.p_partkey.eq(l.l_partkey))
  .join(supplier, (l, s) => s.s_suppkey.eq(l.l_suppkey))
  .join(partsupp, (l, ps) => ps.ps_suppkey.eq(l.l_suppkey).and(ps.ps_partkey.eq(l.l_partkey)))
  .join(orders, (l, o) => o.o_orderkey.eq(l.l_orderkey))
  .join(nation, (s, n) => s.s_nationkey.eq(n.n_nationkey))
  .project((l) => ({
    nation: l.n_name,
    o_year: datePart("year", l.o_orderdate),
    amount: discounted(l).subtract(l.ps_supplycost.multiply(l.l_quantity)),
  }))
  .aggregate(["nation", "o_year"], (l) => ({ sum_profit: sum(l.amount) }))
  .sort((l) => [l.nation, l.o_year.desc()]);
