import { expect, test } from "vitest";
import { nameProblem } from "./file-names.mjs";

test.each([
  "open-session.ts",
  "open-session.test.ts",
  "vitest.config.ts",
  "index.d.cts",
  "lib.rs",
  "delta_writer.rs",
  "README.md",
])("%s is a good name", (name) => expect(nameProblem(name)).toBeUndefined());

test.each(["openSession.ts", "open_session.mjs", "OpenSession.tsx", "-x.ts", "deltaWriter.rs", "delta-writer.rs"])(
  "%s is not",
  (name) => expect(nameProblem(name)).toMatch(/is not (kebab|snake)/),
);
