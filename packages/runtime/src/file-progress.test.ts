import { expect, test } from "vitest";
import { fileProgress } from "./file-progress.js";

const scan = { table: "t", kind: "delta" } as const;

test("whole files are counted as they end", () => {
  const read = { ...scan, filesRead: 4, rangesTotal: 4 };
  expect([0, 1, 4].map((rangesDone) => fileProgress([{ ...read, rangesDone }], false))).toEqual([
    { filesTotal: 4, filesDone: 0, share: 0 },
    { filesTotal: 4, filesDone: 1, share: 0.25 },
    { filesTotal: 4, filesDone: 4, share: 1 },
  ]);
});

test("of files in parts those are done which must be", () => {
  const read = { ...scan, filesRead: 2, rangesTotal: 6 };
  const done = [0, 4, 5, 6].map((rangesDone) => fileProgress([{ ...read, rangesDone }], false).filesDone);
  expect(done).toEqual([0, 0, 1, 2]);
});

test("several tables count together, tables without files not at all", () => {
  const scans = [
    { ...scan, filesRead: 1, rangesTotal: 1, rangesDone: 1 },
    { ...scan, filesRead: 3, rangesTotal: 3, rangesDone: 1 },
    { table: "a", kind: "arrow" } as const,
  ];
  expect(fileProgress(scans, false)).toEqual({ filesTotal: 4, filesDone: 2, share: 0.5 });
  expect(fileProgress(scans.slice(2), false)).toEqual({});
});

test("a run that is complete has no more to do: it may have left files unread, and a scan of no files is done at once", () => {
  const limited = { ...scan, filesRead: 3, rangesTotal: 3, rangesDone: 1 };
  expect(fileProgress([limited], true)).toEqual({ filesTotal: 3, filesDone: 1, share: 1 });
  const none = { ...scan, filesRead: 0, rangesTotal: 0, rangesDone: 0 };
  expect(fileProgress([none], false)).toEqual({ filesTotal: 0, filesDone: 0, share: 1 });
});
