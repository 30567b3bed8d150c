import { afterEach, expect, test, vi } from "vitest";
import type { ColumnStatisticsBuilder as Builder } from "../src/column-statistics.js";
import type { Outcomes } from "../src/outcome.js";
import type { PartitionCell } from "../src/partition-values.js";
import type { Regions } from "../src/regions.js";
import type { TrueRegions } from "../src/statistics-test.js";
import { checkNeverDrops } from "./never-drops.js";

/** One fault in one module: what of the module's functions it puts in the place of. */
interface Mutant {
  readonly name: string;
  readonly module: string;
  // biome-ignore lint/suspicious/noExplicitAny: a mutant takes the functions of any module.
  mutate(original: any): object;
}

const mapOutcomes = (regions: Regions, map: (outcome: Outcomes) => Outcomes): Regions => ({
  ...regions,
  outcomes: regions.outcomes.map(map),
});

const mutants: readonly Mutant[] = [
  {
    name: "a timestamp's maximum is not widened",
    module: "statistic",
    mutate: ({ boundOf }) => ({
      boundOf: (type: string, wasFloat: boolean, side: string, value: unknown) =>
        type.startsWith("timestamp") ? value : boundOf(type, wasFloat, side, value),
    }),
  },
  {
    name: "a decimal's bounds are not widened",
    module: "statistic",
    mutate: ({ boundOf, readDecimal }) => ({
      boundOf(type: string, wasFloat: boolean, side: string, value: { unscaled: bigint; scale: number }) {
        if (!type.startsWith("decimal")) return boundOf(type, wasFloat, side, value);
        const { unscaled, scale } = typeof value === "object" ? value : readDecimal(String(value));
        return scale > 2 ? undefined : unscaled * 10n ** BigInt(2 - scale);
      },
    }),
  },
  {
    name: "a float's bounds are not widened",
    module: "statistic",
    mutate: ({ boundOf }) => ({
      boundOf: (type: string, wasFloat: boolean, side: string, value: unknown) =>
        type === "float" ? value : boundOf(type, wasFloat, side, value),
    }),
  },
  {
    name: "texts compare by UTF-16 units",
    module: "text-test",
    mutate: ({ textTest }) => ({
      textTest(min: unknown, max: unknown, regions: TrueRegions<Uint8Array>, truncatedBytes: number) {
        // The order of the surrogates is below that of U+E000 to U+FFFF.
        const cuts = regions.cuts.map((cut) => Uint8Array.from(cut, (byte) => (byte >= 0xf0 ? 0xed : byte)));
        return textTest(min, max, { ...regions, cuts }, truncatedBytes);
      },
    }),
  },
  {
    name: "a cut maximum is taken for whole",
    module: "text-test",
    mutate: ({ textTest }) => ({
      textTest: (min: unknown, max: unknown, regions: unknown) => textTest(min, max, regions, 1_000),
    }),
  },
  {
    name: "NaN is in no row",
    module: "statistics-test",
    mutate: ({ statisticsTest }) => ({
      statisticsTest: (statistics: unknown, counts: unknown, column: unknown, regions: Regions, bytes: number) =>
        statisticsTest(statistics, counts, column, { ...regions, onNaN: 0 }, bytes),
    }),
  },
  {
    name: "null is in no row",
    module: "statistics-test",
    mutate: ({ statisticsTest }) => ({
      statisticsTest: (statistics: unknown, counts: unknown, column: unknown, regions: Regions, bytes: number) =>
        statisticsTest(statistics, counts, column, { ...regions, onNull: 0 }, bytes),
    }),
  },
  {
    name: "an unknown count of nulls is none",
    module: "column-statistics",
    mutate: ({ ColumnStatisticsBuilder, countOf }) => ({
      ColumnStatisticsBuilder: class extends (ColumnStatisticsBuilder as typeof Builder) {
        override pushBounds(...[min, max, nullCount]: Parameters<Builder["pushBounds"]>): void {
          super.pushBounds(min, max, nullCount === countOf(undefined) ? 0 : nullCount);
        }
      },
    }),
  },
  {
    name: "NOT makes true of null",
    module: "regions",
    mutate: ({ negateRegions }) => ({
      negateRegions: (regions: Regions) => ({
        ...negateRegions(regions),
        onNull: regions.onNull & 1 ? 2 : regions.onNull,
      }),
    }),
  },
  {
    name: "NOT makes true of what may be either",
    module: "regions",
    mutate: ({ negateRegions }) => ({
      negateRegions: (regions: Regions) =>
        mapOutcomes(negateRegions(regions), (outcome) => ((outcome & 3) === 3 ? outcome & ~1 : outcome)),
    }),
  },
  {
    name: "a literal has no place that equals it",
    module: "literal-position",
    mutate: ({ positionOf }) => ({
      positionOf(traits: unknown, literal: unknown) {
        const position = positionOf(traits, literal);
        return position && { ...position, to: position.from };
      },
    }),
  },
  {
    name: "a literal between two values is equal to the lower one",
    module: "literal-position",
    mutate: ({ positionOf }) => ({
      positionOf(traits: unknown, literal: unknown) {
        const position = positionOf(traits, literal);
        return typeof position?.to === "bigint" ? { from: position.to - 1n, to: position.to, exact: true } : position;
      },
    }),
  },
  {
    name: "negative zero is surely equal to zero",
    module: "literal-position",
    mutate: ({ positionOf }) => ({
      positionOf(traits: unknown, literal: unknown) {
        const position = positionOf(traits, literal);
        return position && { ...position, exact: true };
      },
    }),
  },
  {
    name: "an empty partition text is never null",
    module: "partition-cell",
    mutate: ({ partitionCellOfText }) => ({
      partitionCellOfText: (column: unknown, text: unknown): PartitionCell => {
        const cell: PartitionCell = partitionCellOfText(column, text);
        return cell.kind === "value" ? { ...cell, mayBeNull: false } : cell;
      },
    }),
  },
  {
    name: "a partition's null is false",
    module: "partition-cell",
    mutate: ({ partitionCellOfText }) => ({
      partitionCellOfText: (column: { type: string }, text: string | null): PartitionCell =>
        text === null && column.type === "long"
          ? { kind: "value", value: 0n, mayBeNull: false }
          : partitionCellOfText(column, text),
    }),
  },
  {
    name: "a file with a deletion vector is empty",
    module: "file-index",
    mutate: () => ({
      hasNoRows: (
        { recordCounts, deletionVectors }: { recordCounts: Uint32Array; deletionVectors: Map<number, unknown> },
        at: number,
      ) => recordCounts[at] === 0 || deletionVectors.has(at),
    }),
  },
  {
    name: "casts that lose digits always cut",
    module: "cast-function",
    mutate: ({ castFunction }) => ({
      castFunction(from: { domain: string; scale: number }, to: { domain: string; scale: number }) {
        const cast = castFunction(from, to);
        if (cast === undefined || from.domain !== "grid" || to.domain !== "grid" || to.scale >= from.scale) return cast;
        return { ...cast, reach: (value: bigint) => ({ from: value * 100n, to: value * 100n }) };
      },
    }),
  },
  {
    name: "a month begins a day late",
    module: "calendar",
    mutate: ({ ceilToUnit }) => ({
      ceilToUnit: (microseconds: bigint, unit: string) =>
        ceilToUnit(microseconds, unit) + (unit === "month" ? 86_400_000_000n : 0n),
    }),
  },
  {
    name: "LEFT takes one character too many",
    module: "byte-order",
    mutate: ({ lengthOfPoints }) => ({
      lengthOfPoints: (bytes: Uint8Array, count: number) => lengthOfPoints(bytes, count + 1),
    }),
  },
  {
    name: "OR is AND",
    module: "outcome",
    mutate: ({ andOutcomes }) => ({ orOutcomes: andOutcomes }),
  },
  {
    name: "what is unknown is false",
    module: "outcome",
    mutate: () => ({ mayBeAnything: 2 }),
  },
  {
    name: "a wrong half of a wide integer decides",
    module: "number-vector",
    mutate: ({ splitNumber }) => ({
      splitNumber: (value: bigint, rounding: string) => ({ ...splitNumber(value, rounding), rest: 0, exact: true }),
    }),
  },
];

afterEach(() => {
  vi.doUnmock("../src/index.js");
  vi.resetModules();
});

test.each(mutants)("the property fails when $name", { timeout: 120_000 }, async ({ module, mutate }) => {
  const path = `../src/${module}.js`;
  vi.resetModules();
  vi.doMock(path, async (importOriginal) => {
    const original = await importOriginal<object>();
    return { ...original, ...mutate(original) };
  });
  const [{ pruneFiles }, { fileIndexFromAddActions }] = await Promise.all([
    import("../src/prune-files.js"),
    import("../src/file-index-from-add-actions.js"),
  ]);
  vi.doUnmock(path);
  expect(() => checkNeverDrops({ pruneFiles, fileIndexFromAddActions }, 20_000, 7)).toThrow(/matches a row of file-\d/);
});
