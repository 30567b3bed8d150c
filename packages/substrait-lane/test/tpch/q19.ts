import { and, or, sum } from "@causeway/substrait-lane";
import { discounted } from "./discounted.js";
import { lineitem, part } from "./tables.js";

const containers = (size: string, kinds: readonly string[]) => kinds.map((kind) => `${size} ${kind}`);

/** TPC-H query 19. */
export const q19 = lineitem
  .join(part, (l, p) => p.p_partkey.eq(l.l_partkey))
  .filter((l) =>
    and(
      l.l_shipmode.in(["AIR", "AIR REG"]),
      l.l_shipinstruct.eq("DELIVER IN PERSON"),
      or(
        and(
          l.p_brand.eq("Brand#12"),
          l.p_container.in(containers("SM", ["CASE", "BOX", "PACK", "PKG"])),
          l.l_quantity.between(1, 11),
          l.p_size.between(1, 5),
        ),
        and(
          l.p_brand.eq("Brand#23"),
          l.p_container.in(containers("MED", ["BAG", "BOX", "PKG", "PACK"])),
          l.l_quantity.between(10, 20),
          l.p_size.between(1, 10),
        ),
        and(
          l.p_brand.eq("Brand#34"),
          l.p_container.in(containers("LG", ["CASE", "BOX", "PACK", "PKG"])),
          l.l_quantity.between(20, 30),
          l.p_size.between(1, 15),
        ),
      ),
    ),
  )
  .aggregate([], (l) => ({ revenue: sum(discounted(l)) }));
