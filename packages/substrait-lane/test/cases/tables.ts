import {
  boolean,
  date,
  decimal,
  float64,
  int32,
  int64,
  schema,
  string,
  table,
  timestamp,
} from "@causeway/substrait-lane";

/** Small tables with nulls; cross-check/case_tables.py fills them. */
export const items = table(
  "items",
  schema({
    id: int64,
    kind: string,
    size: int32,
    price: decimal(10, 2),
    weight: float64,
    day: date,
    at: timestamp("us"),
    fresh: boolean,
  }),
);
export const tags = table("tags", schema({ item: int64, tag: string, rank: int64 }));
