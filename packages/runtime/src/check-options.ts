import { nearestNames } from "./nearest-names.js";
import { RuntimeError } from "./runtime-error.js";

/** Says what a value must be, in words for the message, and whether this one is. */
export interface OptionRule {
  readonly expected: string;
  readonly accepts: (value: unknown) => boolean;
}

/** One rule for each option there is: an option that is not in the rules does not exist. */
export type OptionRules<Options> = Readonly<Record<keyof Options & string, OptionRule>>;

/**
 * Holds options against their rules; `undefined` counts as left out.
 *
 * @throws RuntimeError `unknown-option` or `invalid-option`
 */
export function checkOptions<Options extends object>(options: Options, rules: OptionRules<Options>, of: string): void {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new RuntimeError("invalid-option", `${of} takes an object of options, not ${describe(options)}`, {
      option: of,
    });
  }
  for (const [option, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, option) ? rules[option as keyof Options & string] : undefined;
    if (rule === undefined) throw unknownOption(option, Object.keys(rules), of);
    if (value !== undefined && !rule.accepts(value)) {
      throw new RuntimeError("invalid-option", `${option} of ${of} must be ${rule.expected}, not ${describe(value)}`, {
        option,
      });
    }
  }
}

function unknownOption(option: string, known: readonly string[], of: string): RuntimeError {
  const suggestions = nearestNames(option, known);
  const hint = suggestions.length > 0 ? `did you mean ${suggestions.join(" or ")}?` : `known are ${known.join(", ")}`;
  return new RuntimeError("unknown-option", `${of} has no option ${JSON.stringify(option)}; ${hint}`, {
    option,
    suggestions,
  });
}

/** Names a value; a text is shown only when it is one short word, since anything longer may hold a secret. */
function describe(value: unknown): string {
  if (typeof value === "string") return /^[\w-]{1,20}$/.test(value) ? JSON.stringify(value) : "another text";
  if (value === null || ["number", "bigint", "boolean", "undefined"].includes(typeof value)) return String(value);
  return Array.isArray(value) ? "an array" : `a value of type ${typeof value}`;
}

export const anObject: OptionRule = {
  expected: "an object",
  accepts: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

export const aString: OptionRule = { expected: "a string", accepts: (value) => typeof value === "string" };

export function oneOf(...values: readonly (string | boolean)[]): OptionRule {
  return {
    expected: values.map((value) => JSON.stringify(value)).join(" or "),
    accepts: (value) => values.some((known) => known === value),
  };
}
