import { and, count, exists, not } from "@causeway/substrait-lane";
import { lineitem, nation, orders, supplier } from "./tables.js";

/** TPC-H query 21. */
export const q21 = supplier
  .join(lineitem, (s, l) => s.s_suppkey.eq(l.l_suppkey))
  .join(orders, (l, o) => o.o_orderkey.eq(l.l_orderkey))
  .join(nation, (s, n) => s.s_nationkey.eq(n.n_nationkey))
  .filter((l1) =>
    and(
      l1.o_orderstatus.eq("F"),
      l1.l_receiptdate.gt(l1.l_commitdate),
      exists(lineitem.filter((l2) => l2.l_orderkey.eq(l1.l_orderkey).and(l2.l_suppkey.ne(l1.l_suppkey)))),
      not(
        exists(
          lineitem.filter((l3) =>
            and(l3.l_orderkey.eq(l1.l_orderkey), l3.l_suppkey.ne(l1.l_suppkey), l3.l_receiptdate.gt(l3.l_commitdate)),
          ),
        ),
      ),
      l1.n_name.eq("SAUDI ARABIA"),
    ),
  )
  .aggregate(["s_name"], () => ({ numwait: count() }))
  .sort((s) => [s.numwait.desc(), s.s_name])
  .limit(100);
