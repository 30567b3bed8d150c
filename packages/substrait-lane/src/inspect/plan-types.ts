import type * as substrait from "../generated/substrait-messages.js";

/** How many names a column of a type takes: its own, and one for each field of the structs inside it. */
export function namesOfType(type: substrait.Type | undefined): number {
  if (type?.struct !== undefined) return 1 + namesOfStruct(type.struct);
  if (type?.list !== undefined) return namesOfType(type.list.type);
  if (type?.map !== undefined) return namesOfType(type.map.key) + namesOfType(type.map.value) - 1;
  return 1;
}

export function namesOfStruct({ types = [] }: substrait.TypeStruct): number {
  return types.reduce((sum, type) => sum + namesOfType(type), 0);
}

/** The kind of a type as the proto names it: `i64`, `precisionTimestamp`. */
export function kindOfType(type: substrait.Type | undefined): string {
  return Object.keys(type ?? {})[0] ?? "unknown";
}
