import { createHash } from "node:crypto";
import { canonicalText } from "./relation/canonical-text.js";
import type { RelationNode } from "./relation/relation-node.js";

/** SHA-256, in hex, of a query's normalised text. */
export function hashSql(sql: string): string {
  return createHash("sha256").update("sql\n").update(normaliseSql(sql)).digest("hex");
}

/** SHA-256, in hex, of what a relation means. */
export function hashRelation(node: RelationNode): string {
  return createHash("sha256").update("relation\n").update(canonicalText(node)).digest("hex");
}

/** SHA-256, in hex, of a plan's bytes. */
export function hashPlanBytes(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Before: `  SELECT 1 ;\n`, after: `SELECT 1`. White space at both ends goes, and one semicolon at the end.
 * What stands inside is left alone: white space, case and line ends can be part of a literal or a quoted name, and only a parser knows.
 */
function normaliseSql(sql: string): string {
  const trimmed = sql.trim();
  return trimmed.endsWith(";") ? trimmed.slice(0, -1).trimEnd() : trimmed;
}
