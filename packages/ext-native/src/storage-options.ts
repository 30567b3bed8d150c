import { invalidOption } from "./check-options.js";

/**
 * Credentials and settings of an object store, by the names that object_store and delta-rs know,
 * for example `{ aws_region: "eu-central-1", aws_access_key_id: "…" }`. They never appear in errors or reports.
 */
export type StorageOptions = Readonly<Record<string, string>>;

/** Refuses values that are no strings. The message names the key and never shows the value. Errors: `invalid-option`. */
export function checkStorageOptions(options: StorageOptions | undefined): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw invalidOption("storageOptions", "must be a record of strings");
  }
  for (const [name, value] of Object.entries(options)) {
    if (typeof value !== "string")
      throw invalidOption("storageOptions", `must hold strings; ${JSON.stringify(name)} is none`);
  }
}
