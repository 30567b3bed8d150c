import { date, literal, max, scalar, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { lineitem, supplier } from "./tables.js";

const revenue = lineitem
  .filter((l) => l.l_shipdate.gte(literal("1996-01-01", date)).and(l.l_shipdate.lt(literal("1996-04-01", date))))
  .aggregate(
    (l) => ({ supplier_no: l.l_suppkey }),
    (l) => ({ total_revenue: sum(discounted(l)) }),
  );

/** TPC-H query 15. */
export const q15 = supplier
  .join(revenue, (s, r) => s.s_suppkey.eq(r.supplier_no))
  .filter((s) => s.total_revenue.eq(scalar(revenue.aggregate([], (r) => ({ best: max(r.total_revenue) })))))
  .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
  .sort((s) => [s.s_suppkey]);
