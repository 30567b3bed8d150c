import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "node20",
  dts: true,
  // CommonJS has no import.meta.url, which finds the packages' versions.
  shims: true,
  sourcemap: true,
  clean: true,
});
