import { date, float64, literal, sum, when } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { lineitem, part } from "./tables.js";

/** TPC-H query 14. */
export const q14 = lineitem
  .filter((l) => l.l_shipdate.gte(literal("1995-09-01", date)).and(l.l_shipdate.lt(literal("1995-10-01", date))))
  .join(part, (l, p) => l.l_partkey.eq(p.p_partkey))
  .aggregate([], (l) => ({
    promo: sum(when(l.p_type.like("PROMO%"), discounted(l)).otherwise(0)),
    all: sum(discounted(l)),
  }))
  .project((l) => ({ promo_revenue: l.promo.cast(float64).multiply(100).divide(l.all.cast(float64)) }));
