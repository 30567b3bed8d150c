import { avg, count, date, literal, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { lineitem } from "./tables.js";

/** TPC-H query 1. */
export const q01 = lineitem
  .filter((l) => l.l_shipdate.lte(literal("1998-09-02", date)))
  .extend((l) => ({ net: discounted(l) }))
  .aggregate(["l_returnflag", "l_linestatus"], (l) => ({
    sum_qty: sum(l.l_quantity),
    sum_base_price: sum(l.l_extendedprice),
    sum_disc_price: sum(l.net),
    sum_charge: sum(l.net.multiply(l.l_tax.add(1))),
    avg_qty: avg(l.l_quantity),
    avg_price: avg(l.l_extendedprice),
    avg_disc: avg(l.l_discount),
    count_order: count(),
  }))
  .sort((l) => [l.l_returnflag, l.l_linestatus]);
