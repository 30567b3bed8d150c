import { DataType, type Field } from "apache-arrow";

/** A value of a row in `json` mode as text: lists and structs as JSON, null as what stands for it. */
export function cellText(value: unknown, forNull: string): string {
  if (value === null || value === undefined) return forNull;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function isNumeric({ type }: Field): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}
