import { defineConfig } from "tsup";

export default defineConfig({
  entry: ["src/start.ts"],
  format: ["esm"],
  target: "node20",
  clean: true,
});
