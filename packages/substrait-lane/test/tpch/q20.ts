import { and, date, literal, scalar, sum } from "@causeway/substrait-lane";
import { lineitem, nation, part, partsupp, supplier } from "./tables.js";

const forest = part.filter((p) => p.p_name.like("forest%")).select("p_partkey");
const stocked = partsupp
  .filter((ps) =>
    and(
      ps.ps_partkey.in(forest),
      ps.ps_availqty.gt(
        scalar(
          lineitem
            .filter((l) =>
              and(
                l.l_partkey.eq(ps.ps_partkey),
                l.l_suppkey.eq(ps.ps_suppkey),
                l.l_shipdate.gte(literal("1994-01-01", date)),
                l.l_shipdate.lt(literal("1995-01-01", date)),
              ),
            )
            .aggregate([], (l) => ({ quantity: sum(l.l_quantity) }))
            .project((l) => ({ half: l.quantity.multiply(0.5) })),
        ),
      ),
    ),
  )
  .select("ps_suppkey");

/** TPC-H query 20. */
export const q20 = supplier
  .join(
    nation.filter((n) => n.n_name.eq("CANADA")),
    (s, n) => s.s_nationkey.eq(n.n_nationkey),
  )
  .filter((s) => s.s_suppkey.in(stocked))
  .select("s_name", "s_address")
  .sort((s) => [s.s_name]);
