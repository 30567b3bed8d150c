/** What proves that every value of the transferred columns arrived: compared between engines, never timed. */
export interface ColumnSums {
  readonly rows: number;
  /** Sum of l_orderkey, in digits. */
  readonly orderKeys: string;
  /** Sum of l_extendedprice in cents, so that adding up is exact. */
  readonly cents: number;
  /** Characters of all l_comment. */
  readonly commentCharacters: number;
  /** Sum of l_shipdate in days since 1970. */
  readonly shipDays: number;
}

/** Adds up columns of JavaScript values: order keys, prices, comments, and dates as `{ days }` or in milliseconds. */
export function columnSums(columns: readonly Iterable<unknown>[]): ColumnSums {
  const [orderKeys = [], prices = [], comments = [], shipDates = []] = columns;
  let rows = 0;
  let orderKeySum = 0n;
  for (const value of orderKeys) {
    orderKeySum += value as bigint;
    rows += 1;
  }
  let cents = 0;
  for (const value of prices) cents += Math.round((value as number) * 100);
  let commentCharacters = 0;
  for (const value of comments) commentCharacters += (value as string).length;
  let shipDays = 0;
  for (const value of shipDates)
    shipDays += typeof value === "number" ? value / 86_400_000 : (value as { days: number }).days;
  return { rows, orderKeys: String(orderKeySum), cents, commentCharacters, shipDays };
}
