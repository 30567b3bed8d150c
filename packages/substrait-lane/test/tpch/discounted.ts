import { decimal, type Expression, literal } from "@causeway/substrait-lane";

/** What a line costs after its discount. */
export function discounted(line: {
  readonly l_extendedprice: Expression<"decimal">;
  readonly l_discount: Expression<"decimal">;
}): Expression<"decimal"> {
  return line.l_extendedprice.multiply(decimalOne.subtract(line.l_discount));
}

const decimalOne = literal(1, decimal(1, 0));
