import { type DeltaTable, NativeError } from "@causeway/ext-native";
import type { DeltaPlace } from "./incremental-options.js";
import type { Session } from "./session.js";

export function placeOf(session: Session, { delta, storageOptions }: DeltaPlace): DeltaTable {
  return session.delta(delta, storageOptions === undefined ? {} : { storageOptions });
}

/** What is asked of a table, or undefined if it is not there. */
export async function unlessMissing<Value>(asked: Promise<Value>): Promise<Value | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (NativeError.isInstance(error) && error.code === "not-a-delta-table") return undefined;
    throw error;
  }
}
