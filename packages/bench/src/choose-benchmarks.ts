import { BenchError } from "./bench-error.js";
import type { Benchmark } from "./benchmark.js";
import { addonSize } from "./benchmarks/addon-size.js";
import { cached } from "./benchmarks/cached.js";
import { cold } from "./benchmarks/cold.js";
import { compile } from "./benchmarks/compile.js";
import { deltaMerge } from "./benchmarks/delta-merge.js";
import { deltaWrite } from "./benchmarks/delta-write.js";
import { hashing } from "./benchmarks/hashes.js";
import { memory } from "./benchmarks/memory.js";
import { overhead } from "./benchmarks/overhead.js";
import { preflight } from "./benchmarks/preflight.js";
import { pruning } from "./benchmarks/pruning.js";
import { selective } from "./benchmarks/selective.js";
import { tpch } from "./benchmarks/tpch.js";
import { tpchDelta } from "./benchmarks/tpch-delta.js";
import { tracing } from "./benchmarks/tracing.js";
import { transfer } from "./benchmarks/transfer.js";
import { warmStart } from "./benchmarks/warm-start.js";

const benchmarks: readonly Benchmark[] = [
  tpch,
  tpchDelta,
  transfer,
  cold,
  warmStart,
  cached,
  overhead,
  tracing,
  compile,
  memory,
  deltaWrite,
  deltaMerge,
  preflight,
  pruning,
  selective,
  hashing,
  addonSize,
];

/** The benchmarks of these names, or all of them for no name. */
export function chooseBenchmarks(names: readonly string[]): readonly Benchmark[] {
  const known = benchmarks.map((benchmark) => benchmark.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new BenchError("unknown-benchmark", `${unknown.join(", ")}; there are ${known.join(", ")}`);
  }
  return names.length === 0 ? benchmarks : benchmarks.filter((benchmark) => names.includes(benchmark.name));
}
