import { once } from "node:events";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { readRows } from "../src/index.js";
import { account, accountKey, hasAzurite, serveAzure } from "./support/azurite.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";

const numbers = (first: number) => tableFromArrays({ n: Int32Array.from({ length: 3 }, (_, index) => first + index) });

async function place() {
  const { endpoint, server } = await serveAzure("lake");
  // Where object_store looks for the emulator, whose listings lack what Azure's have.
  process.env["AZURITE_BLOB_STORAGE_URL"] = new URL(endpoint).origin;
  const storageOptions = {
    azure_storage_use_emulator: "true",
    azure_storage_account_name: account,
    azure_storage_account_key: accountKey,
    max_retries: "1",
    "backoff_config.init_backoff": "5ms",
  };
  return { uri: "az://lake/some/t", storageOptions, server };
}

// Skipped where npm cannot bring Azurite, an emulator of Azure's storage.
describe.skipIf(!(await hasAzurite()))("a Delta table in Azure's storage", { timeout: 60_000 }, () => {
  it("is written, added to, read at each version, and tells its changes", async () => {
    const { uri, storageOptions } = await place();
    const session = openSession();
    const table = session.delta(uri, { storageOptions });
    await table.write(numbers(0), { mode: "create" });
    await table.setProperties({ "delta.enableChangeDataFeed": "true" });
    expect(await table.write(numbers(3), { mode: "append" })).toMatchObject({ version: 2, rows: 3 });
    await table.delete("n = 4");
    await session.registerTable("first", { delta: uri, version: 0, storageOptions });
    await session.registerTable("newest", { delta: uri, storageOptions });
    expect(await rowsOf(session, "SELECT count(*) AS n FROM first", { mode: "js" })).toEqual([{ n: 3 }]);
    expect(await rowsOf(session, "SELECT sum(n) AS s FROM newest", { mode: "js" })).toEqual([{ s: 11 }]);
    const deleted = [];
    for await (const batch of await table.changes({ fromVersion: 3, columns: ["n", "_change_type"] })) {
      deleted.push(...readRows(batch, "js"));
    }
    expect(deleted).toEqual([{ n: 4, _change_type: "delete" }]);
  });

  it("takes commits of many writers, each as a version of its own", async () => {
    const { uri, storageOptions } = await place();
    await openSession().delta(uri, { storageOptions }).write(numbers(0), { mode: "create" });
    const writers = Array.from({ length: 4 }, () => openSession().delta(uri, { storageOptions }));
    const reports = await Promise.all(writers.map((writer) => writer.write(numbers(3), { mode: "append" })));
    expect(reports.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4]);
  });

  it("refuses a wrong key without telling it", async () => {
    const { uri, storageOptions } = await place();
    const key = Buffer.from("hunter2hunter2hunter2").toString("base64");
    const table = openSession().delta(uri, { storageOptions: { ...storageOptions, azure_storage_account_key: key } });
    const error = await caught(table.write(numbers(0), { mode: "create" }));
    expect(error.code).toBe("storage-error");
    expect(`${error.message} ${JSON.stringify(error.details)}`).not.toContain(key);
  });

  it("whose server has died is storage-error", async () => {
    const { uri, storageOptions, server } = await place();
    const table = openSession().delta(uri, { storageOptions });
    await table.write(numbers(0), { mode: "create" });
    server.kill("SIGKILL");
    await once(server, "close");
    const error = await caught(table.write(numbers(3), { mode: "append" }));
    expect(error.code).toBe("storage-error");
    expect(error.message).not.toContain(accountKey);
  });
});
