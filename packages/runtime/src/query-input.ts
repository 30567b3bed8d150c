import { createHash } from "node:crypto";
import { Relation, renderSql } from "@causeway/substrait-lane";
import { RuntimeError } from "./runtime-error.js";

/** A query: a text of SQL, a relation over registered tables, or the bytes of a Substrait plan, from whomever. */
export type QueryInput = string | Relation | { readonly substrait: Uint8Array };

/** A query with the text that stands for it through all stages. */
export interface GivenQuery {
  /** The SQL text, given or rendered of a relation; of bytes, a name made of their hash. */
  readonly text: string;
  /** Tells queries apart that have one text and came in two ways. */
  readonly key: string;
  readonly input: string | Relation | Uint8Array;
}

/** Errors: `unbound-column` of the lane; `invalid-input`. */
export function givenQuery(input: QueryInput): GivenQuery {
  if (typeof input === "string") return { text: input, key: `sql ${input}`, input };
  if (Relation.isInstance(input)) {
    const text = renderSql(input);
    return { text, key: `relation ${text}`, input };
  }
  const bytes: unknown = (input as { substrait?: unknown } | null | undefined)?.substrait;
  if (!(bytes instanceof Uint8Array)) {
    throw new RuntimeError("invalid-input", "a query is a text, a relation, or { substrait } with the bytes of a plan");
  }
  const name = `substrait ${createHash("sha256").update(bytes).digest("hex")}`;
  // The caller may write into them again.
  return { text: name, key: name, input: bytes.slice() };
}
