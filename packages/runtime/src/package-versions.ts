import { createRequire } from "node:module";

const requireBeside = createRequire(import.meta.url);

/** The packages whose version decides what a plan or a verdict is. The engine tells its own versions besides. */
const stages = ["ext-native", "obs", "plan-cache", "sql-preflight", "substrait-lane"];

/** The versions of this package and of the stages, by name. */
export function packageVersions(): Readonly<Record<string, string>> {
  const manifests = ["../package.json", ...stages.map((stage) => `@causeway/${stage}/package.json`)];
  return Object.fromEntries(
    manifests.map((path) => {
      const { name, version } = requireBeside(path) as { readonly name: string; readonly version: string };
      return [name, version];
    }),
  );
}
