import * as conventions from "@opentelemetry/semantic-conventions";
import * as incubating from "@opentelemetry/semantic-conventions/incubating";
import { expect, test } from "vitest";
import { attributeNames, metricNames } from "./semantic-conventions.js";

test("the names are those of OpenTelemetry's own package", () => {
  expect(attributeNames).toEqual({
    systemName: conventions.ATTR_DB_SYSTEM_NAME,
    queryText: conventions.ATTR_DB_QUERY_TEXT,
    querySummary: conventions.ATTR_DB_QUERY_SUMMARY,
    errorType: conventions.ATTR_ERROR_TYPE,
  });
  expect(metricNames).toEqual({
    operationDuration: conventions.METRIC_DB_CLIENT_OPERATION_DURATION,
    returnedRows: incubating.METRIC_DB_CLIENT_RESPONSE_RETURNED_ROWS,
  });
});
