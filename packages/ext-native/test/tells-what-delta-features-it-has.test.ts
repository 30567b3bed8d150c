import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Int64, Table, vectorFromArray } from "apache-arrow";
import { expect, test } from "vitest";
import { capabilities } from "../src/index.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** Table features of the protocol (PROTOCOL.md of delta-io/delta); those of readers are those of writers as well. */
const readerFeatures = [
  "catalogManaged",
  "columnMapping",
  "deletionVectors",
  "timestampNtz",
  "typeWidening",
  "typeWidening-preview",
  "v2Checkpoint",
  "vacuumProtocolCheck",
  "variantShredding-preview",
  "variantType",
  "variantType-preview",
];
const writerFeatures = [
  "allowColumnDefaults",
  "appendOnly",
  "changeDataFeed",
  "checkConstraints",
  "checkpointProtection",
  "clustering",
  "domainMetadata",
  "generatedColumns",
  "icebergCompatV1",
  "icebergCompatV2",
  "identityColumns",
  "inCommitTimestamp",
  "invariants",
  "rowTracking",
];

/** A table without rows whose protocol asks for a feature. */
function tableWith(feature: string): string {
  const folder = join(temporaryFolder(), feature);
  mkdirSync(join(folder, "_delta_log"), { recursive: true });
  const isOfReaders = readerFeatures.includes(feature);
  const configuration = feature === "columnMapping" ? { "delta.columnMapping.mode": "none" } : {};
  const fields = [{ name: "n", type: "long", nullable: true, metadata: {} }];
  const actions = [
    {
      protocol: {
        minReaderVersion: isOfReaders ? 3 : 1,
        minWriterVersion: 7,
        ...(isOfReaders ? { readerFeatures: [feature] } : {}),
        writerFeatures: [feature],
      },
    },
    {
      metaData: {
        id: "5fba94ed-9794-4965-ba6e-6ee3c0d22af9",
        format: { provider: "parquet", options: {} },
        schemaString: JSON.stringify({ type: "struct", fields }),
        partitionColumns: [],
        configuration,
        createdTime: 0,
      },
    },
  ];
  const text = actions.map((action) => JSON.stringify(action)).join("\n");
  writeFileSync(join(folder, "_delta_log", "00000000000000000000.json"), `${text}\n`);
  return folder;
}

/** `done`, or the code of what stood in the way. */
const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: { code?: string }) => error.code ?? String(error),
  );

test("the reader features of the report are those of which tables are read, and no others", {
  timeout: 60_000,
}, async () => {
  const read: string[] = [];
  for (const feature of readerFeatures) {
    const session = openSession();
    const outcome = await outcomeOf(
      session
        .registerTable("t", { delta: tableWith(feature) })
        .then(() => rowsOf(session, "SELECT count(n) AS n FROM t")),
    );
    if (outcome === "done") read.push(feature);
    else expect([feature, outcome]).toEqual([feature, "unsupported-delta-feature"]);
  }
  expect(read).toEqual([...capabilities().deltaFeatures.reader].sort());
});

test("the writer features of the report are those of which tables are written, and no others", {
  timeout: 60_000,
}, async () => {
  const written: string[] = [];
  const rows = new Table({ n: vectorFromArray([1n], new Int64()) });
  for (const feature of [...readerFeatures, ...writerFeatures]) {
    const outcome = await outcomeOf(openSession().delta(tableWith(feature)).write(rows, { mode: "append" }));
    if (outcome === "done") written.push(feature);
    else expect([feature, outcome]).toEqual([feature, "unsupported-delta-feature"]);
  }
  expect(written.sort()).toEqual([...capabilities().deltaFeatures.writer].sort());
});
