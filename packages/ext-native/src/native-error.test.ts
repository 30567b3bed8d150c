import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { failure } from "../test/support/fake-native.js";
import { NativeError } from "./native-error.js";
import { nativeErrorCodes } from "./native-error-codes.js";

describe("NativeError", () => {
  it("begins its message with the code, once", () => {
    expect(new NativeError("aborted", "stopped").message).toBe("aborted: stopped");
    expect(new NativeError("aborted", "aborted: stopped").message).toBe("aborted: stopped");
  });

  it("carries code, message and details of a native failure", () => {
    const error = NativeError.fromFailure(
      failure("unknown-table", "no table t", { table: "t", position: { line: 1, column: 15 } }),
    );
    expect(error).toMatchObject({
      name: "NativeError",
      code: "unknown-table",
      message: "unknown-table: no table t",
      details: { table: "t", position: { line: 1, column: 15 } },
    });
  });

  it("keeps the text of a code that it does not know", () => {
    const error = NativeError.fromFailure(failure("brand-new", "from a newer addon"));
    expect(error.code).toBe("internal");
    expect(error.message).toBe("internal: brand-new: from a newer addon");
  });

  it("is recognised by its marker, also from another copy of the package", () => {
    const foreign = Object.assign(new Error("aborted: x"), { [Symbol.for("causeway.ext-native.error")]: true });
    expect(NativeError.isInstance(new NativeError("internal", "x"))).toBe(true);
    expect(NativeError.isInstance(foreign)).toBe(true);
    expect(NativeError.isInstance(new Error("x"))).toBe(false);
    expect(NativeError.isInstance(null)).toBe(false);
  });

  it("has a cause only where one is given", () => {
    expect("cause" in new NativeError("internal", "x")).toBe(false);
    expect(new NativeError("internal", "x", { cause: undefined })).toHaveProperty("cause", undefined);
  });
});

describe("the README", () => {
  it("has a line for each error code and for nothing else", () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const section = readme.slice(
      readme.indexOf("## Error codes"),
      readme.indexOf("## ", readme.indexOf("## Error codes") + 3),
    );
    const codes = [...section.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1]);
    expect(codes).toEqual([...nativeErrorCodes]);
  });
});
