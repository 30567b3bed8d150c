import { and, date, literal, sum } from "@causeway/substrait-lane";
import { lineitem } from "./tables.js";

/** TPC-H query 6. */
export const q06 = lineitem
  .filter((l) =>
    and(
      l.l_shipdate.gte(literal("1994-01-01", date)),
      l.l_shipdate.lt(literal("1995-01-01", date)),
      l.l_discount.between(0.05, 0.07),
      l.l_quantity.lt(24),
    ),
  )
  .aggregate([], (l) => ({ revenue: sum(l.l_extendedprice.multiply(l.l_discount)) }));
