import type { IntegerName, NumericName, TypeName } from "../schema/data-type.js";
import type { Expression } from "./expression.js";

/** The types that compare with a type: all numbers with each other, days with instants, everything else with its own. */
export type Comparable<Type extends TypeName> = Type extends NumericName
  ? NumericName
  : Type extends "date" | "timestamp"
    ? "date" | "timestamp"
    : Type;

/** What a literal of a type may be written as. */
export type Plain<Type extends TypeName> = Type extends NumericName
  ? number | bigint
  : Type extends "string"
    ? string
    : Type extends "boolean"
      ? boolean
      : never;

/** What stands beside an expression of a type: another expression, a plain value, null. */
export type Operand<Type extends TypeName> = Expression<Comparable<Type>> | Expression<"null"> | Plain<Type> | null;

/** What an arithmetic operator gives. A plain number is an int64 or a float64, as in SQL, and follows a decimal. */
export type ArithmeticResult<Left extends TypeName, Right extends TypeName> = Left extends "date" | "timestamp"
  ? Left
  : [Right] extends [never]
    ? BesidePlain<Left>
    : [Left] extends [Right]
      ? [Right] extends [Left]
        ? Left
        : Promoted<Left | Right>
      : Promoted<Left | Right>;

type BesidePlain<Left extends TypeName> = Left extends IntegerName
  ? "int64" | "float64"
  : Left extends "float32"
    ? "float32" | "float64"
    : Left;

type Promoted<Names extends TypeName> = "float64" extends Names
  ? "float64"
  : "float32" extends Names
    ? "decimal" extends Names
      ? "float64"
      : "float32"
    : "decimal" extends Names
      ? "decimal"
      : "int64" extends Names
        ? "int64"
        : Names & NumericName;
