/**
 * A condition that reaches a scan, in SQL's three values: a row matches when it is true. The shape is that of `Predicate` in
 * `@causeway/delta-pruning`, with literals that lose no digit in JSON.
 */
export type ScanPredicate =
  | {
      readonly kind: "compare";
      readonly input: ScanExpression;
      readonly operator: "=" | "<>" | "<" | "<=" | ">" | ">=";
      readonly value: ScanLiteral;
    }
  | { readonly kind: "between"; readonly input: ScanExpression; readonly low: ScanLiteral; readonly high: ScanLiteral }
  | { readonly kind: "in-list"; readonly input: ScanExpression; readonly values: readonly ScanLiteral[] }
  | {
      readonly kind: "like";
      readonly input: ScanExpression;
      readonly pattern: string;
      readonly escapeCharacter?: string;
    }
  | { readonly kind: "is-null"; readonly input: ScanExpression }
  | { readonly kind: "is-not-null"; readonly input: ScanExpression }
  | { readonly kind: "and"; readonly operands: readonly ScanPredicate[] }
  | { readonly kind: "or"; readonly operands: readonly ScanPredicate[] }
  | { readonly kind: "not"; readonly operand: ScanPredicate }
  | { readonly kind: "constant"; readonly value: boolean | null }
  /** Anything else, as the planner writes it. */
  | { readonly kind: "unknown"; readonly text: string };

/** What a condition is about: a column, or a function of one. Times are in UTC. */
export type ScanExpression =
  /** A column, or a field of its structs. */
  | { readonly kind: "column"; readonly path: readonly string[] }
  /** `to`: the name of a primitive type of Delta. */
  | { readonly kind: "cast"; readonly input: ScanExpression; readonly to: string }
  | {
      readonly kind: "date-trunc";
      readonly unit: "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute" | "second" | "millisecond";
      readonly input: ScanExpression;
    }
  | {
      readonly kind: "date-part";
      readonly part: "year" | "quarter" | "month" | "day" | "hour";
      readonly input: ScanExpression;
    }
  | { readonly kind: "left"; readonly input: ScanExpression; readonly length: number }
  /** `amount`: an integer as text; days for a date, microseconds for a timestamp. */
  | { readonly kind: "plus"; readonly input: ScanExpression; readonly amount: string };

/** A value with its type. */
export type ScanLiteral =
  | { readonly type: "null" }
  | { readonly type: "boolean"; readonly value: boolean }
  /** Decimal digits. */
  | { readonly type: "integer"; readonly value: string }
  /** The shortest text that reads back as this number; `NaN`, `inf`, `-inf`. */
  | { readonly type: "float"; readonly value: string }
  | { readonly type: "string"; readonly value: string }
  /** Base64. */
  | { readonly type: "binary"; readonly value: string }
  /** Days since 1970-01-01. */
  | { readonly type: "date"; readonly days: number }
  /** Units since 1970-01-01, as text; without a zone, of the calendar. */
  | {
      readonly type: "timestamp";
      readonly value: string;
      readonly unit: "second" | "millisecond" | "microsecond" | "nanosecond";
      readonly zone: string | null;
    }
  /** The digits without the point. */
  | { readonly type: "decimal"; readonly unscaled: string; readonly scale: number };
