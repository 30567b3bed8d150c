import { expect, test } from "vitest";
import { aString, checkOptions, oneOf } from "./check-options.js";

interface Options {
  readonly lane?: string;
  readonly label?: string;
}

const rules = { lane: oneOf("sql", "other"), label: aString };
const check = (options: object) => checkOptions<Options>(options, rules, "query");

test("known options with fitting values pass, and so does undefined", () => {
  expect(() => check({ lane: "sql", label: undefined })).not.toThrow();
});

test("an unknown option is named with its nearest known one", () => {
  expect(() => check({ lable: "x" })).toThrow(
    expect.objectContaining({
      code: "unknown-option",
      option: "lable",
      suggestions: ["label", "lane"],
      message: 'unknown-option: query has no option "lable"; did you mean label or lane?',
    }),
  );
});

test("an option that resembles none is answered with all of them", () => {
  expect(() => check({ zzzzzzzzzz: 1 })).toThrow(/known are lane, label$/);
});

test("names that every object has are not options", () => {
  expect(() => check(JSON.parse('{"__proto__": 1}'))).toThrow(expect.objectContaining({ code: "unknown-option" }));
  expect(() => check({ toString: 1 })).toThrow(expect.objectContaining({ code: "unknown-option" }));
});

test.each([
  [{ lane: "fast" }, 'invalid-option: lane of query must be "sql" or "other", not "fast"'],
  [
    { lane: "postgres://user:secret@host/db" },
    'invalid-option: lane of query must be "sql" or "other", not another text',
  ],
  [{ label: 3 }, "invalid-option: label of query must be a string, not 3"],
  [{ label: null }, "invalid-option: label of query must be a string, not null"],
  [[], "invalid-option: query takes an object of options, not an array"],
])("%j is refused", (options, message) => {
  expect(() => check(options)).toThrow(message);
});
