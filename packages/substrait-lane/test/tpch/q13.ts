import { count, not } from "@causeway/substrait-lane";
import { customer, orders } from "./tables.js";

/** TPC-H query 13. */
export const q13 = customer
  .join(orders, (c, o) => c.c_custkey.eq(o.o_custkey).and(not(o.o_comment.like("%special%requests%"))), {
    kind: "left",
  })
  .aggregate(["c_custkey"], (o) => ({ c_count: count(o.o_orderkey) }))
  .aggregate(["c_count"], () => ({ custdist: count() }))
  .sort((c) => [c.custdist.desc(), c.c_count.desc()]);
