/** Names of OpenTelemetry's semantic conventions 1.45 for databases and errors. Ours begin with the namespace of the telemetry. */
export const attributeNames = {
  systemName: "db.system.name",
  queryText: "db.query.text",
  querySummary: "db.query.summary",
  errorType: "error.type",
} as const;

/** Metrics that the conventions name. */
export const metricNames = {
  operationDuration: "db.client.operation.duration",
  returnedRows: "db.client.response.returned_rows",
} as const;

/** Bounds of the histogram buckets that the conventions ask for, in seconds. */
export const durationBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Bounds of the histogram buckets that the conventions ask for, in rows. */
export const rowBounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** Bounds for sizes, in bytes: powers of 16, from 1 KiB to 16 GiB. */
export const byteBounds = [2 ** 10, 2 ** 14, 2 ** 18, 2 ** 22, 2 ** 26, 2 ** 30, 2 ** 34];
