import type { NativeCancellation, NativeDeltaWriter, NativeFailure } from "../native/index.cjs";
import { type ArrowRows, arrowRowsToIpc } from "./arrow/write-source.js";
import { Cancellation, type CancelOptions } from "./cancellation.js";
import type { NativeAddon } from "./load-addon.js";
import { RecordBatchStream } from "./record-batch-stream.js";

/** Hands rows to a writer of the engine as it has room for them, and gives its report. What the source throws comes as it is, and nothing is committed. */
export async function streamRows<Report>(
  addon: NativeAddon,
  source: ArrowRows | RecordBatchStream,
  options: CancelOptions,
  open: (cancellation: NativeCancellation) => Promise<NativeFailure | NativeDeltaWriter>,
): Promise<Report> {
  const cancellation = new Cancellation(addon, options);
  const rows: AsyncIterator<Uint8Array> = source instanceof RecordBatchStream ? source.ipc() : arrowRowsToIpc(source);
  let writer: NativeDeltaWriter | undefined;
  try {
    writer = await cancellation.unwrap(open(cancellation.native));
    for (;;) {
      const { done, value } = await cancellation.race(rows.next());
      if (done) break;
      if (!(await cancellation.unwrap(writer.write(value)))) {
        await rows.return?.();
        break;
      }
    }
    return JSON.parse(await cancellation.unwrap(writer.finish())) as Report;
  } catch (error) {
    // Not awaited: a source that hangs would hang the caller, who must hear of the error.
    void rows.return?.().catch(() => {});
    await writer?.abort();
    throw error;
  } finally {
    cancellation.dispose();
  }
}
