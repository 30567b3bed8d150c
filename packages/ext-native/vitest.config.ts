import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

const conditions = ["@causeway/source", ...defaultServerConditions];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
});
