import { expect, test } from "vitest";
import { noopPreflight } from "./noop-preflight.js";

test("lets everything pass and says that it looked at nothing", async () => {
  const report = await noopPreflight.check("DROP TABLE flights", { tables: [] });
  expect(report).toMatchObject({ ok: true, checkedBy: "nothing", diagnostics: [] });
  expect(report).not.toHaveProperty("statementKind");
  await noopPreflight.close();
  expect((await noopPreflight.check("SELECT 1", { tables: [] })).ok).toBe(true);
});
