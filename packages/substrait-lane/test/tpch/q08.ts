import { date, datePart, literal, sum, when } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { customer, lineitem, nation, orders, part, region, supplier } from "./tables.js";

const home = nation.select("n_nationkey", "n_regionkey").rename({ n_nationkey: "home_nationkey" });
const origin = nation.select("n_nationkey", "n_name").rename({ n_nationkey: "origin_nationkey", n_name: "nation" });

/** TPC-H query 8. */
export const q08 = part
  .filter((p) => p.p_type.eq("ECONOMY ANODIZED STEEL"))
  .join(lineitem, (p, l) => p.p_partkey.eq(l.l_partkey))
  .join(supplier, (l, s) => s.s_suppkey.eq(l.l_suppkey))
  .join(
    orders.filter((o) => o.o_orderdate.between(literal("1995-01-01", date), literal("1996-12-31", date))),
    (l, o) => l.l_orderkey.eq(o.o_orderkey),
  )
  .join(customer, (o, c) => o.o_custkey.eq(c.c_custkey))
  .join(home, (c, n) => c.c_nationkey.eq(n.home_nationkey))
  .join(
    region.filter((r) => r.r_name.eq("AMERICA")),
    (n, r) => n.n_regionkey.eq(r.r_regionkey),
  )
  .join(origin, (s, n) => s.s_nationkey.eq(n.origin_nationkey))
  .project((l) => ({ o_year: datePart("year", l.o_orderdate), volume: discounted(l), nation: l.nation }))
  .aggregate(["o_year"], (l) => ({
    brazil: sum(when(l.nation.eq("BRAZIL"), l.volume).otherwise(0)),
    all: sum(l.volume),
  }))
  .project((l) => ({ o_year: l.o_year, mkt_share: l.brazil.divide(l.all) }))
  .sort((l) => [l.o_year]);
