import { defineConfig } from "tsup";

const shared = { target: "node20", sourcemap: true } as const;

export default defineConfig([
  {
    ...shared,
    entry: ["src/index.ts", "src/viewer.ts"],
    format: ["esm", "cjs"],
    dts: true,
    // CommonJS has no import.meta.url, which finds the packages' versions.
    shims: true,
    // The command stands in a folder of its own, which its own build clears.
    clean: ["!cli"],
  },
  {
    ...shared,
    entry: ["src/cli/main.ts"],
    outDir: "dist/cli",
    format: "esm",
    // The command is a user of the package: it has no copy of it.
    external: ["@causeway/runtime", "@causeway/runtime/viewer"],
    clean: true,
  },
]);
