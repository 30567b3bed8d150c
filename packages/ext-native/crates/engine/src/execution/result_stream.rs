//! Results leave as one Arrow IPC stream (schema once) in chunks, through a bounded channel.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Instant;

use arrow::array::{Array, RecordBatch};
use arrow::compute::concat_batches;
use arrow::datatypes::SchemaRef;
use arrow::ipc::writer::StreamWriter;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::ExecutionPlan;
use futures::{Stream, poll};
use tokio::sync::mpsc;
use tokio::task::yield_now;
use tokio_util::sync::CancellationToken;

use crate::caches::SessionCaches;
use crate::delta::run_statement::StatementCommit;
use crate::execution::operator_metrics::operator_metrics;
use crate::execution::report::{
    ExecutionReport, ScanReport, measured_scans, milliseconds_since, spilled,
};
use crate::failure::guarded::guarded;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::session::query_memory::QueryMemory;
use crate::tables::scanned_table::ScanRecord;

/// Chunks that wait for the reader at most.
const PREFETCHED_CHUNKS: usize = 4;
/// Small batches that are ready together travel together, up to this size.
const CHUNK_BYTES: usize = 1024 * 1024;
const CHUNK_ROWS: usize = 64 * 1024;
/// What a column adds to a message beside its values: its place in the header, and padding.
const COLUMN_OVERHEAD_BYTES: usize = 256;
const MESSAGE_OVERHEAD_BYTES: usize = 1024;

/// A running execution: chunks of one Arrow IPC stream, in order. Dropping it stops the execution.
pub struct ResultStream {
    chunks: Arc<WaitingChunks>,
    cancellation: CancellationToken,
    core: Arc<SessionCore>,
    progress: Arc<Progress>,
    schema: SchemaRef,
    ended: AtomicBool,
}

/// The chunks that wait for the reader.
struct WaitingChunks(tokio::sync::Mutex<mpsc::Receiver<Outcome<Chunk>>>);

impl WaitingChunks {
    /// Lets go of what nobody will read. A stream that was stopped lives on until JavaScript collects it, and four megabytes are nothing that
    /// JavaScript would hurry for.
    fn discard(&self) {
        // Whoever has the lock is a reader that hears of the end as well, and discards in its turn.
        if let Ok(mut chunks) = self.0.try_lock() {
            chunks.close();
            while chunks.try_recv().is_ok() {}
        }
    }
}

/// Bytes of the stream; the last ones end with its end-of-stream marker.
struct Chunk {
    bytes: Vec<u8>,
    last: bool,
}

/// What is executed, for the report.
pub(crate) struct Running {
    pub(crate) plan: Arc<dyn ExecutionPlan>,
    pub(crate) planned: Vec<ScanReport>,
    pub(crate) record: Arc<ScanRecord>,
    pub(crate) memory: Arc<QueryMemory>,
    pub(crate) plan_ms: f64,
    /// What the statement has committed before its result is made.
    pub(crate) commit: Option<StatementCommit>,
    /// Whether the report tells what each operator measured.
    pub(crate) operators: bool,
}

/// What the producer has done; read at any time for a report.
struct Progress {
    started: Instant,
    state: Mutex<ProgressState>,
    planned: Vec<ScanReport>,
    record: Arc<ScanRecord>,
    memory: Arc<QueryMemory>,
    caches: Arc<SessionCaches>,
    operators: bool,
}

struct ProgressState {
    report: ExecutionReport,
    /// Let go at the end: the tasks that feed its exchanges end only with it, and its operators keep what they have built.
    plan: Option<Arc<dyn ExecutionPlan>>,
}

impl ResultStream {
    /// Starts the producer; called on the workers. What it gives without waiting, up to the first chunk, is ready when this returns.
    pub(crate) async fn start(
        core: Arc<SessionCore>,
        stream: SendableRecordBatchStream,
        running: Running,
        cancellation: CancellationToken,
    ) -> Self {
        let (sender, receiver) = mpsc::channel(PREFETCHED_CHUNKS);
        let chunks = Arc::new(WaitingChunks(tokio::sync::Mutex::new(receiver)));
        let schema = stream.schema();
        let progress = Arc::new(Progress {
            started: Instant::now(),
            state: Mutex::new(ProgressState {
                report: ExecutionReport {
                    plan_ms: running.plan_ms,
                    scans: running.planned.clone(),
                    commit: running.commit,
                    ..ExecutionReport::default()
                },
                plan: Some(running.plan),
            }),
            planned: running.planned,
            record: running.record,
            memory: running.memory,
            caches: core.caches().clone(),
            operators: running.operators,
        });
        let mut producer = Box::pin(produce(
            core.clone(),
            stream,
            sender,
            progress.clone(),
            cancellation.clone(),
        ));
        if poll!(producer.as_mut()).is_pending() {
            let (made, stopped) = (chunks.clone(), cancellation.clone());
            core.spawn(async move {
                producer.await;
                if stopped.is_cancelled() {
                    made.discard();
                }
            });
        }
        Self {
            chunks,
            cancellation,
            core,
            progress,
            schema,
            ended: AtomicBool::new(false),
        }
    }

    /// The schema of the chunks as the bytes of an Arrow IPC stream without batches.
    pub fn schema_ipc(&self) -> Outcome<Vec<u8>> {
        schema_stream(&self.schema)
    }

    /// The next chunk; `None` at the end.
    ///
    /// Errors: whatever the execution failed with; `aborted`, `session-closed`.
    pub async fn next(&self) -> Outcome<Option<Vec<u8>>> {
        if self.ended() {
            return Ok(None);
        }
        let receive = async {
            let mut chunks = self.chunks.0.lock().await;
            chunks.recv().await.transpose()
        };
        let received = guarded(receive, &self.cancellation, self.core.closed()).await;
        if received.is_err() {
            self.chunks.discard();
        }
        Ok(self.taken(received?))
    }

    /// The next chunk if it is there already; `None` where it is to be waited for, or there is none. Errors: as [`Self::next`].
    pub fn take_ready(&self) -> Outcome<Option<Vec<u8>>> {
        if self.core.closed().is_cancelled() {
            return Err(EngineFailure::session_closed());
        }
        if self.cancellation.is_cancelled() {
            return Err(EngineFailure::aborted());
        }
        let ready = match self.chunks.0.try_lock() {
            Ok(mut chunks) => chunks.try_recv().ok(),
            Err(_) => None,
        };
        match ready {
            Some(chunk) => Ok(self.taken(Some(chunk?))),
            None => Ok(None),
        }
    }

    fn taken(&self, chunk: Option<Chunk>) -> Option<Vec<u8>> {
        if chunk.as_ref().is_none_or(|chunk| chunk.last) {
            self.ended.store(true, Ordering::Release);
        }
        chunk.map(|chunk| chunk.bytes)
    }

    /// Whether the last chunk has been given, so that nobody needs to ask for another.
    pub fn ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// Stops the execution. What it holds is freed by the runtime.
    pub fn cancel(&self) {
        self.cancellation.cancel();
        self.chunks.discard();
    }

    /// What has happened so far; complete once the stream has ended.
    pub fn report(&self) -> ExecutionReport {
        self.progress.snapshot()
    }
}

impl Drop for ResultStream {
    fn drop(&mut self) {
        self.cancellation.cancel();
    }
}

impl Progress {
    fn record_chunk(&self, rows: usize, batches: usize, bytes: usize) {
        let report = &mut self.state().report;
        report.rows += rows as u64;
        report.batches += batches as u64;
        report.bytes += bytes as u64;
        if report.first_row_ms.is_none() && rows > 0 {
            report.first_row_ms = Some(milliseconds_since(self.started));
        }
    }

    fn record_end(&self) {
        let mut state = self.state();
        let plan = state.plan.take();
        if let Some(plan) = &plan {
            state.report.finished = true;
            state.report.execute_ms = milliseconds_since(self.started);
            self.measure(&mut state.report, plan.as_ref());
            self.caches.predicate.record(plan.as_ref(), &self.record);
        }
        // The plan goes after the lock.
        drop(state);
        self.tell_span();
    }

    /// Notes the totals on the execution's span.
    fn tell_span(&self) {
        let span = tracing::Span::current();
        if !span.is_disabled() {
            let report = &self.state().report;
            span.record("rows", report.rows)
                .record("bytes", report.bytes);
        }
    }

    fn snapshot(&self) -> ExecutionReport {
        let state = self.state();
        let mut report = state.report.clone();
        if let Some(plan) = &state.plan {
            report.execute_ms = milliseconds_since(self.started);
            self.measure(&mut report, plan.as_ref());
        }
        report
    }

    fn measure(&self, report: &mut ExecutionReport, plan: &dyn ExecutionPlan) {
        report.scans = measured_scans(&self.planned, plan, &self.record);
        report.peak_memory_bytes = self.memory.peak_bytes();
        (report.spill_files, report.spill_bytes) = spilled(plan);
        report.operators = self.operators.then(|| operator_metrics(plan));
    }

    fn state(&self) -> MutexGuard<'_, ProgressState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn produce(
    core: Arc<SessionCore>,
    stream: SendableRecordBatchStream,
    sender: mpsc::Sender<Outcome<Chunk>>,
    progress: Arc<Progress>,
    cancellation: CancellationToken,
) {
    let work = send_all(stream, &sender, &progress);
    let outcome = guarded(work, &cancellation, core.closed()).await;
    progress.record_end();
    if let Err(failure) = outcome {
        // The reader may be gone, or have given up with the channel full; then nobody is left to be told.
        tokio::select! {
            () = cancellation.cancelled() => {}
            () = core.closed().cancelled() => {}
            _ = sender.send(Err(core.redacted(failure))) => {}
        }
    }
}

async fn send_all(
    mut stream: SendableRecordBatchStream,
    sender: &mpsc::Sender<Outcome<Chunk>>,
    progress: &Progress,
) -> Outcome<()> {
    let schema = stream.schema();
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    let mut is_first = true;
    loop {
        let ready = next_ready(&mut stream).await?;
        let rows = ready.batches.iter().map(RecordBatch::num_rows).sum();
        writer.get_mut().reserve_exact(encoded_size(&ready.batches));
        let batches = encode(&mut writer, &ready.batches, &schema)?;
        if ready.last {
            writer.finish()?;
        }
        let bytes = std::mem::take(writer.get_mut());
        progress.record_chunk(rows, batches, bytes.len());
        if ready.last {
            progress.record_end();
        }
        let chunk = Chunk {
            bytes,
            last: ready.last,
        };
        // A reader that goes at the very end has all it wanted.
        if sender.send(Ok(chunk)).await.is_err() && !ready.last {
            return Err(EngineFailure::aborted());
        }
        if ready.last {
            return Ok(());
        }
        if std::mem::take(&mut is_first) {
            // Whoever starts the execution waits until it gives way.
            yield_now().await;
        }
    }
}

/// Batches that travel together.
struct Ready {
    batches: Vec<RecordBatch>,
    /// Whether the stream has ended with them.
    last: bool,
}

/// Waits for a batch, then adds those that are ready without waiting, up to the size of a chunk.
async fn next_ready(stream: &mut SendableRecordBatchStream) -> Outcome<Ready> {
    let mut batches = Vec::new();
    let (mut bytes, mut rows) = (0, 0);
    let last = poll_fn(|context| {
        loop {
            match Pin::new(&mut *stream).poll_next(context) {
                Poll::Ready(Some(Ok(batch))) if batch.num_rows() == 0 => {}
                Poll::Ready(Some(Ok(batch))) => {
                    rows += batch.num_rows();
                    bytes += batch.get_array_memory_size();
                    batches.push(batch);
                    if bytes >= CHUNK_BYTES || rows >= CHUNK_ROWS {
                        return Poll::Ready(Ok(false));
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    return Poll::Ready(Err(EngineFailure::from(error)));
                }
                Poll::Ready(None) => return Poll::Ready(Ok(true)),
                Poll::Pending if batches.is_empty() => return Poll::Pending,
                Poll::Pending => return Poll::Ready(Ok(false)),
            }
        }
    })
    .await?;
    Ok(Ready { batches, last })
}

/// About what batches take in the stream, and rather more: a chunk lives until JavaScript collects it, so it should have no room to spare.
fn encoded_size(batches: &[RecordBatch]) -> usize {
    let columns = batches.iter().flat_map(RecordBatch::columns);
    columns
        .map(|column| {
            let data = column.to_data();
            COLUMN_OVERHEAD_BYTES + data.get_slice_memory_size().unwrap_or_default()
        })
        .sum::<usize>()
        + MESSAGE_OVERHEAD_BYTES
}

/// Writes batches, as one where they are several; gives how many were written.
fn encode(
    writer: &mut StreamWriter<Vec<u8>>,
    batches: &[RecordBatch],
    schema: &SchemaRef,
) -> Outcome<usize> {
    match batches {
        [] => return Ok(0),
        [one] => writer.write(one)?,
        several => match concat_batches(schema, several) {
            Ok(whole) => writer.write(&whole)?,
            // 32-bit offsets may not hold them together; each alone they do.
            Err(_) => {
                for batch in several {
                    writer.write(batch)?;
                }
                return Ok(several.len());
            }
        },
    }
    Ok(1)
}

/// The bytes of an Arrow IPC stream that holds a schema and nothing else.
pub(crate) fn schema_stream(schema: &SchemaRef) -> Outcome<Vec<u8>> {
    let mut writer = StreamWriter::try_new(Vec::new(), schema)?;
    writer.finish()?;
    writer
        .into_inner()
        .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))
}
