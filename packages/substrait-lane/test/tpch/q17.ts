import { avg, scalar, sum } from "@causeway/substrait-lane";
import { lineitem, part } from "./tables.js";

/** TPC-H query 17. */
export const q17 = lineitem
  .join(
    part.filter((p) => p.p_brand.eq("Brand#23").and(p.p_container.eq("MED BOX"))),
    (l, p) => p.p_partkey.eq(l.l_partkey),
  )
  .filter((l) =>
    l.l_quantity.lt(
      scalar(
        lineitem
          .filter((other) => other.l_partkey.eq(l.p_partkey))
          .aggregate([], (other) => ({ mean: avg(other.l_quantity) }))
          .project((other) => ({ fifth: other.mean.multiply(0.2) })),
      ),
    ),
  )
  .aggregate([], (l) => ({ total: sum(l.l_extendedprice) }))
  .project((l) => ({ avg_yearly: l.total.divide(7) }));
