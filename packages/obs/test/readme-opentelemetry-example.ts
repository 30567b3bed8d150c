import { tmpdir } from "node:os";
import { join } from "node:path";
import { flushOnExit, jsonlSink, trackedRun } from "@causeway/obs";
import { openTelemetry } from "@causeway/obs/opentelemetry";

const path = join(tmpdir(), `diagnostics-${process.pid}.jsonl`);
const sink = jsonlSink(path, { maxFileBytes: 50_000_000, keepFiles: 3 });
using _flush = flushOnExit(sink);
const telemetry = openTelemetry();
const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"; // from the headers of a request
await trackedRun("import", { sink, telemetry, traceparent }, (run) => {
  console.log(run.traceparent?.slice(3, 35)); // 0af7651916cd43dd8448eb211c80319c
});
await sink.close();
