import { decimal, literal, scalar, sum } from "@causeway/substrait-lane";
import { nation, partsupp, supplier } from "./tables.js";

const german = partsupp
  .join(supplier, (ps, s) => ps.ps_suppkey.eq(s.s_suppkey))
  .join(
    nation.filter((n) => n.n_name.eq("GERMANY")),
    (s, n) => s.s_nationkey.eq(n.n_nationkey),
  )
  .project((ps) => ({ ps_partkey: ps.ps_partkey, cost: ps.ps_supplycost.multiply(ps.ps_availqty) }));
const share = german
  .aggregate([], (ps) => ({ total: sum(ps.cost) }))
  .project((ps) => ({ limit: ps.total.multiply(literal("0.0001", decimal(5, 4))) }));

/** TPC-H query 11. */
export const q11 = german
  .aggregate(["ps_partkey"], (ps) => ({ value: sum(ps.cost) }))
  .filter((ps) => ps.value.gt(scalar(share)))
  .sort((ps) => [ps.value.desc()]);
