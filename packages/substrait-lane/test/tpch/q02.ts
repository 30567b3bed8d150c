import { min, scalar } from "@causeway/substrait-lane";
import { nation, part, partsupp, region, supplier } from "./tables.js";

const european = partsupp
  .join(supplier, (ps, s) => s.s_suppkey.eq(ps.ps_suppkey))
  .join(nation, (s, n) => s.s_nationkey.eq(n.n_nationkey))
  .join(
    region.filter((r) => r.r_name.eq("EUROPE")),
    (n, r) => n.n_regionkey.eq(r.r_regionkey),
  );

/** TPC-H query 2. */
export const q02 = european
  .join(
    part.filter((p) => p.p_size.eq(15).and(p.p_type.like("%BRASS"))),
    (s, p) => p.p_partkey.eq(s.ps_partkey),
  )
  .filter((p) =>
    p.ps_supplycost.eq(
      scalar(
        european
          .filter((cheapest) => cheapest.ps_partkey.eq(p.p_partkey))
          .aggregate([], (cheapest) => ({ cost: min(cheapest.ps_supplycost) })),
      ),
    ),
  )
  .select("s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone", "s_comment")
  .sort((p) => [p.s_acctbal.desc(), p.n_name, p.s_name, p.p_partkey])
  .limit(100);
