import type { SoakResult, SoakSample } from "./run-soak.js";

/** The first samples, as a share: caches fill, and the allocator takes what it will need. */
const warmUp = 0.3;

/**
 * What is wrong after a soak, in sentences. `mostGrowth` is how much more memory the latest samples may have than the first ones after the warm-up, as a
 * share.
 */
export function soakProblems(result: SoakResult, mostGrowth: number): string[] {
  const { samples, wrong, runsStarted, runsEnded } = result;
  const warm = samples.slice(Math.floor(samples.length * warmUp));
  const early = warm.slice(0, Math.ceil(warm.length / 4));
  const late = warm.slice(-Math.ceil(warm.length / 4));
  const growing = (name: "descriptors" | "threads" | "activeResources" | "spillFiles", slack: number): string[] => {
    const [before, after] = [largest(early, name), largest(late, name)];
    return after > before + slack ? [`${name} grew from ${before} to ${after}`] : [];
  };
  const memory = median(late) / median(early) - 1;
  return [
    ...wrong,
    ...(runsStarted === runsEnded ? [] : [`${runsStarted} runs began and ${runsEnded} ended`]),
    // A file of the moment more is none that was kept. Threads for blocking work come with the load, and go after ten seconds without any.
    ...growing("descriptors", 4),
    ...growing("threads", 32),
    ...growing("activeResources", 4),
    ...growing("spillFiles", 0),
    ...(memory <= mostGrowth ? [] : [`memory grew by ${(memory * 100).toFixed(1)} %`]),
  ];
}

function largest(samples: readonly SoakSample[], name: keyof SoakSample): number {
  return Math.max(...samples.map((sample) => sample[name]));
}

function median(samples: readonly SoakSample[]): number {
  const sorted = samples.map(({ residentBytes }) => residentBytes).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
