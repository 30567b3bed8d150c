import { createRequire } from "node:module";

const requireBeside = createRequire(import.meta.url);

const packages = ["runtime", "ext-native", "obs", "sql-preflight", "substrait-lane", "plan-cache", "delta-pruning"];

/** The versions of our packages, by name. The engine tells its own versions besides. */
export function packageVersions(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    packages.map((name) => {
      const manifest = requireBeside(`@causeway/${name}/package.json`) as { readonly version: string };
      return [`@causeway/${name}`, manifest.version];
    }),
  );
}
