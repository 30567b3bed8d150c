import { and, avg, count, exists, not, scalar, substring, sum } from "@causeway/substrait-lane";
import { customer, orders } from "./tables.js";

const codes = ["13", "31", "23", "29", "30", "18", "17"];
const chosen = customer.extend((c) => ({ cntrycode: substring(c.c_phone, 1, 2) })).filter((c) => c.cntrycode.in(codes));

/** TPC-H query 22. */
export const q22 = chosen
  .filter((c) =>
    and(
      c.c_acctbal.gt(
        scalar(
          chosen.filter((other) => other.c_acctbal.gt(0)).aggregate([], (other) => ({ mean: avg(other.c_acctbal) })),
        ),
      ),
      not(exists(orders.filter((o) => o.o_custkey.eq(c.c_custkey)))),
    ),
  )
  .aggregate(["cntrycode"], (c) => ({ numcust: count(), totacctbal: sum(c.c_acctbal) }))
  .sort((c) => [c.cntrycode]);
