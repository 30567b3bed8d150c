import { describe, expect, it } from "vitest";
import type { Answer, AnswerCell, AnswerColumn } from "./answer.js";
import { describeDifference } from "./compare-answers.js";

const integer: AnswerColumn = { kind: "integer" };
const float: AnswerColumn = { kind: "float" };
const text: AnswerColumn = { kind: "text" };
const decimal = (scale: number): AnswerColumn => ({ kind: "decimal", scale });

function one(column: AnswerColumn, ...cells: AnswerCell[]): Answer {
  return { columns: [column], rows: cells.map((cell) => [cell]) };
}

describe("describeDifference", () => {
  it("accepts equal answers", () => {
    expect(describeDifference(one(text, "a", null), one(text, "a", null))).toBeUndefined();
  });

  it("names the first row and column that differ", () => {
    expect(describeDifference(one(integer, "1", "2"), one(integer, "1", "3"))).toBe("row 2, column 1: 3 instead of 2");
  });

  it("counts rows and columns", () => {
    expect(describeDifference(one(text, "a"), one(text))).toBe("0 rows instead of 1");
    expect(describeDifference(one(text), { columns: [], rows: [] })).toBe("0 columns instead of 1");
  });

  it("holds the order of rows", () => {
    expect(describeDifference(one(text, "a", "b"), one(text, "b", "a"))).toMatch("row 1");
  });

  it("compares integers beyond 2 ** 53 digit by digit", () => {
    expect(describeDifference(one(integer, "9007199254740993"), one(integer, "9007199254740992"))).toMatch("row 1");
  });

  it("compares decimals of one scale digit by digit", () => {
    expect(describeDifference(one(decimal(2), "1.10"), one(decimal(2), "1.11"))).toMatch("row 1");
  });

  it("allows a float the noise of adding up, and no more", () => {
    expect(describeDifference(one(float, 1e6), one(float, 1e6 + 1e-6))).toBeUndefined();
    expect(describeDifference(one(float, 1e6), one(float, 1e6 + 1))).toMatch("row 1");
  });

  it("allows a decimal one unit of its last digit beside a float", () => {
    expect(describeDifference(one(float, 0.0499853), one(decimal(6), "0.049985"))).toBeUndefined();
    expect(describeDifference(one(float, 0.0499853), one(decimal(6), "0.049988"))).toMatch("row 1");
  });

  it("does not take text for a number, or a value for null", () => {
    expect(describeDifference(one(integer, "1"), one(text, "1"))).toMatch("row 1");
    expect(describeDifference(one(integer, "0"), one(integer, null))).toMatch("row 1");
  });
});
