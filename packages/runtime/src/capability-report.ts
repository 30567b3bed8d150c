import { createRequire } from "node:module";
import { type Capabilities, capabilities as engineCapabilities } from "@causeway/ext-native";
import type { CapabilitiesArtifact } from "@causeway/obs";

/** What this build can do. */
export interface CapabilityReport {
  /** Versions, functions, planners, stores, Delta features and platform of the engine. */
  readonly engine: Capabilities;
  /** Versions of our packages by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** The lanes that a query can take. */
  readonly lanes: readonly string[];
}

const packages = ["runtime", "ext-native", "obs", "sql-preflight", "substrait-lane", "plan-cache", "delta-pruning"];

const requireBeside = createRequire(import.meta.url);

let report: CapabilityReport | undefined;

/** What this build can do, without a session. Errors: `addon-missing`, `addon-mismatch`. */
export function capabilities(): CapabilityReport {
  report ??= { engine: engineCapabilities(), packages: versions(), lanes: ["substrait", "sql"] };
  return report;
}

function versions(): Record<string, string> {
  return Object.fromEntries(
    packages.map((name) => {
      const manifest = requireBeside(name === "runtime" ? "../package.json" : `@causeway/${name}/package.json`);
      return [`@causeway/${name}`, (manifest as { version: string }).version];
    }),
  );
}

/** What a run's diagnostics say of it: without the functions that every DataFusion has. */
export function capabilitiesArtifact(): CapabilitiesArtifact {
  const { engine, packages: versionsByName } = capabilities();
  return {
    engine: engine.engine,
    datafusion: engine.datafusion,
    deltalake: engine.deltalake,
    arrow: engine.arrow,
    substrait: engine.substrait,
    abi: engine.abi.number,
    stores: engine.stores,
    platform: engine.platform,
    packages: versionsByName,
  };
}
