import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { RuntimeError, type TableSource } from "@causeway/runtime";
import { anObject, aString, checkOptions, type OptionRule, type OptionRules } from "../check-options.js";
import type { CausewayConfig, ConfigTable } from "./config-types.js";

/** The configuration that is read where none is named and this file is there. */
export const defaultConfigName = "causeway.json";

/** A configuration with its places made absolute. */
export interface LoadedConfig extends Omit<CausewayConfig, "tables" | "$schema"> {
  readonly tables: Readonly<Record<string, TableSource>>;
}

/** What the session itself checks when it is opened. */
const checkedLater: OptionRule = { expected: "anything", accepts: () => true };
const rules: OptionRules<CausewayConfig> = {
  $schema: aString,
  tables: anObject,
  diagnostics: aString,
  policy: checkedLater,
  preflight: checkedLater,
  lane: checkedLater,
  planCache: checkedLater,
  engine: checkedLater,
};

/** Reads a configuration; without a path, `causeway.json` of the working directory, if there is one. Errors: `invalid-option`, `unknown-option`. */
export async function loadConfig(path: string | undefined, directory: string): Promise<LoadedConfig> {
  const file = resolve(directory, path ?? defaultConfigName);
  const text = await readText(file, path !== undefined);
  if (text === undefined) return { tables: {} };
  const config = parse(file, text);
  checkOptions(config, rules, file);
  const folder = dirname(file);
  const { $schema: _schema, tables = {}, diagnostics, ...session } = config;
  const sources = Object.entries(tables).map(async ([name, table]) => [name, await sourceOf(name, table, folder)]);
  return {
    ...session,
    ...(diagnostics === undefined ? {} : { diagnostics: resolve(folder, diagnostics) }),
    tables: Object.fromEntries(await Promise.all(sources)),
  };
}

async function readText(file: string, isWanted: boolean): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (!isWanted && (cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new RuntimeError("invalid-option", `the configuration ${file} cannot be read`, { option: "config", cause });
  }
}

function parse(file: string, text: string): CausewayConfig {
  try {
    return JSON.parse(text) as CausewayConfig;
  } catch (cause) {
    const reason = `${file} is no JSON: ${(cause as Error).message}`;
    throw new RuntimeError("invalid-option", reason, { option: "config", cause });
  }
}

async function sourceOf(name: string, table: ConfigTable, folder: string): Promise<TableSource> {
  if (!anObject.accepts(table)) {
    throw new RuntimeError("invalid-option", `the table ${name} of the configuration must be an object`, {
      option: "tables",
    });
  }
  if ("arrow" in table) return { arrow: await readFile(resolve(folder, table.arrow)) };
  const places = ["delta", "parquet", "csv", "json"].flatMap((kind) => {
    const place: unknown = Reflect.get(table, kind);
    if (typeof place === "string") return [[kind, absolute(place, folder)]];
    return Array.isArray(place) ? [[kind, place.map((one) => absolute(String(one), folder))]] : [];
  });
  // The engine checks the rest of a source when it is registered.
  return { ...table, ...Object.fromEntries(places) } as TableSource;
}

function absolute(place: string, folder: string): string {
  return /^[a-z][a-z\d+.-]+:/i.test(place) ? place : resolve(folder, place);
}
