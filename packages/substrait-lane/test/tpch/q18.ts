import { sum } from "@causeway/substrait-lane";
import { customer, lineitem, orders } from "./tables.js";

const large = lineitem
  .aggregate(["l_orderkey"], (l) => ({ quantity: sum(l.l_quantity) }))
  .filter((l) => l.quantity.gt(300))
  .select("l_orderkey");

/** TPC-H query 18. */
export const q18 = customer
  .join(orders, (c, o) => c.c_custkey.eq(o.o_custkey))
  .join(lineitem, (o, l) => o.o_orderkey.eq(l.l_orderkey))
  .filter((o) => o.o_orderkey.in(large))
  .aggregate(["c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice"], (l) => ({
    quantity: sum(l.l_quantity),
  }))
  .sort((o) => [o.o_totalprice.desc(), o.o_orderdate])
  .limit(100);
