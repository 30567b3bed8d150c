import { addonFiles } from "../addon/addon-files.js";
import { strippedSizes } from "../addon/stripped-sizes.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { Workplace } from "../workplace.js";

/** What the addon weighs as it is published: stripped, and compressed as in a package. */
export const addonSize: Benchmark = {
  name: "addon-size",
  title: "Size of the addon",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const files = await addonFiles(workplace);
    const rows: (string | number | null)[][] = [];
    for (const { engine, paths } of files) {
      const sizes = await strippedSizes(paths);
      rows.push([engine, sizes.builtBytes / 1e6, sizes.strippedBytes / 1e6, sizes.compressedBytes / 1e6]);
    }
    return {
      figures: [{ name: "stripped addon", value: Number(rows[0]?.[2]), unit: "MB", atMost: 80 }],
      tables: [{ title: "MB of 1,000,000 bytes", columns: ["engine", "as installed", "stripped", "gzip"], rows }],
      notes: [
        "The local build stands for ours; the others are their packages for this platform, all native files added up.",
      ],
    };
  },
};
