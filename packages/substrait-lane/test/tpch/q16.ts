import { and, count, not } from "@causeway/substrait-lane";
import { part, partsupp, supplier } from "./tables.js";

const complained = supplier.filter((s) => s.s_comment.like("%Customer%Complaints%")).select("s_suppkey");

/** TPC-H query 16. */
export const q16 = partsupp
  .join(part, (ps, p) => p.p_partkey.eq(ps.ps_partkey))
  .filter((p) =>
    and(
      p.p_brand.ne("Brand#45"),
      not(p.p_type.like("MEDIUM POLISHED%")),
      p.p_size.in([49, 14, 23, 45, 19, 3, 36, 9]),
      not(p.ps_suppkey.in(complained)),
    ),
  )
  .aggregate(["p_brand", "p_type", "p_size"], (p) => ({ supplier_cnt: count(p.ps_suppkey).distinct() }))
  .sort((p) => [p.supplier_cnt.desc(), p.p_brand, p.p_type, p.p_size]);
