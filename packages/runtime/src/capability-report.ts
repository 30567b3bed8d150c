import { type Capabilities, capabilities as engineCapabilities } from "@causeway/ext-native";
import type { CapabilitiesArtifact } from "@causeway/obs";
import { packageVersions } from "./package-versions.js";
import { planCacheTable } from "./plan-cache-table.js";
import { runsTable } from "./runs-table.js";

/** What this build can do. */
export interface CapabilityReport {
  /** Versions, functions, planners, stores, Delta features and platform of the engine. */
  readonly engine: Capabilities;
  /** Versions of our packages by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** The lanes that a query can take. */
  readonly lanes: readonly string[];
  /** Table functions that every session has beside the functions of the engine. */
  readonly tableFunctions: readonly string[];
}

let report: CapabilityReport | undefined;

/** What this build can do, without a session. Errors: `addon-missing`, `addon-mismatch`. */
export function capabilities(): CapabilityReport {
  report ??= {
    engine: engineCapabilities(),
    packages: packageVersions(),
    lanes: ["substrait", "sql"],
    tableFunctions: [planCacheTable, runsTable],
  };
  return report;
}

/** What a run's diagnostics say of it: without the functions that every DataFusion has. */
export function capabilitiesArtifact(): CapabilitiesArtifact {
  const { engine, packages: versionsByName, lanes } = capabilities();
  return {
    engine: engine.engine,
    datafusion: engine.datafusion,
    deltalake: engine.deltalake,
    arrow: engine.arrow,
    substrait: engine.substrait,
    abi: engine.abi.number,
    stores: engine.stores,
    formats: engine.formats,
    parquetCompression: engine.parquetCompression,
    lanes,
    deltaFeatures: engine.deltaFeatures,
    platform: engine.platform,
    packages: versionsByName,
  };
}
