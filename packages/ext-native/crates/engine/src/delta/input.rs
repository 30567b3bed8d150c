//! Takes rows from outside, as an Arrow IPC stream in chunks, into an operation on a Delta table that runs while they come.

use std::sync::{Arc, Mutex};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::DataFusionError;
use datafusion::datasource::provider_as_source;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use serde::Serialize;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, Span, info_span};

use crate::delta::merge::{MergeReport, MergeRequest, merge};
use crate::delta::progress::Progress;
use crate::delta::write::{DeltaWriteOptions, WriteReport, write};
use crate::failure::redaction::redacted_location;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::tables::arrow_input::StreamInput;

/// Batches that wait for the operation at most.
const WAITING_BATCHES: usize = 4;

/// What becomes of the rows.
#[derive(Debug, Clone)]
pub enum RowsOperation {
    Write {
        uri: String,
        options: DeltaWriteOptions,
    },
    Merge(MergeRequest),
}

/// What became of them.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum RowsReport {
    Write(WriteReport),
    Merge(MergeReport),
}

impl RowsOperation {
    pub(crate) fn secrets(&self) -> Vec<String> {
        let options = match self {
            Self::Write { options, .. } => &options.storage_options,
            Self::Merge(request) => &request.target.storage_options,
        };
        options.values().cloned().collect()
    }

    pub(crate) async fn run(&self, core: &SessionCore, rows: LogicalPlan) -> Outcome<RowsReport> {
        Ok(match self {
            Self::Write { uri, options } => {
                let span = info_span!("delta.write", uri = redacted_location(uri));
                let written = write(core, rows, uri, options).instrument(span);
                RowsReport::Write(written.await?)
            }
            Self::Merge(request) => {
                let span = info_span!("delta.merge", uri = redacted_location(&request.target.uri));
                let merged = merge(core, rows, request).instrument(span);
                RowsReport::Merge(merged.await?)
            }
        })
    }
}

impl RowsReport {
    fn already_applied(&self) -> bool {
        match self {
            Self::Write(report) => report.already_applied,
            Self::Merge(report) => report.already_applied,
        }
    }
}

/// Takes an Arrow IPC stream in chunks and writes or merges it as it comes. Nothing is committed before [`DeltaWriter::finish`].
pub struct DeltaWriter {
    core: Arc<SessionCore>,
    operation: RowsOperation,
    progress: Arc<Progress>,
    cancellation: CancellationToken,
    /// Of the run that has opened it.
    span: Span,
    stage: tokio::sync::Mutex<Stage>,
}

enum Stage {
    /// The schema has not arrived.
    Waiting(StreamInput),
    Writing(StreamInput, Running),
    /// The operation has ended well before its input: its transaction was applied already.
    Satisfied(RowsReport),
    Ended,
}

struct Running {
    batches: mpsc::Sender<Result<RecordBatch, DataFusionError>>,
    outcome: oneshot::Receiver<Outcome<RowsReport>>,
}

impl DeltaWriter {
    pub(crate) fn new(
        core: Arc<SessionCore>,
        operation: RowsOperation,
        progress: Arc<Progress>,
        cancellation: CancellationToken,
    ) -> Self {
        Self {
            core,
            operation,
            progress,
            cancellation,
            span: Span::current(),
            stage: tokio::sync::Mutex::new(Stage::Waiting(StreamInput::new())),
        }
    }

    /// Takes the next bytes, cut anywhere. Resolves when there is room for more; to false, if no more is wanted: the write has ended well without it.
    ///
    /// Errors: `invalid-arrow`, or whatever the write has failed with.
    pub async fn write(&self, chunk: Vec<u8>) -> Outcome<bool> {
        let work = async {
            let mut stage = self.stage.lock().await;
            let (mut input, running) = match std::mem::replace(&mut *stage, Stage::Ended) {
                Stage::Waiting(input) => (input, None),
                Stage::Writing(input, running) => (input, Some(running)),
                Stage::Satisfied(report) => {
                    *stage = Stage::Satisfied(report);
                    return Ok(false);
                }
                Stage::Ended => return Err(ended()),
            };
            let batches = input.push(chunk)?;
            let running = match (running, input.schema()) {
                (Some(running), _) => running,
                (None, Some(schema)) => self.begin(schema),
                (None, None) => {
                    *stage = Stage::Waiting(input);
                    return Ok(true);
                }
            };
            for batch in batches {
                if running.batches.send(Ok(batch)).await.is_err() {
                    *stage = Stage::Satisfied(early_end(running).await?);
                    return Ok(false);
                }
            }
            *stage = Stage::Writing(input, running);
            Ok(true)
        };
        self.core.run(work, &self.cancellation).await
    }

    /// Ends the stream and commits.
    pub async fn finish(&self) -> Outcome<RowsReport> {
        let work = async {
            let mut stage = self.stage.lock().await;
            match std::mem::replace(&mut *stage, Stage::Ended) {
                Stage::Waiting(mut input) => {
                    let schema = input.finish()?;
                    outcome_of(self.begin(schema)).await
                }
                Stage::Writing(mut input, running) => {
                    if let Err(failure) = input.finish() {
                        stop(running, failure.clone()).await;
                        return Err(failure);
                    }
                    outcome_of(running).await
                }
                Stage::Satisfied(report) => Ok(report),
                Stage::Ended => Err(ended()),
            }
        };
        self.core.run(work, &self.cancellation).await
    }

    /// Gives up: nothing is committed.
    pub async fn abort(&self) -> Outcome<()> {
        let mut stage = self.stage.lock().await;
        if let Stage::Writing(_, running) = std::mem::replace(&mut *stage, Stage::Ended) {
            stop(running, EngineFailure::aborted()).await;
        }
        Ok(())
    }

    fn begin(&self, schema: SchemaRef) -> Running {
        let (batches, received) = mpsc::channel(WAITING_BATCHES);
        let (told, outcome) = oneshot::channel();
        let core = self.core.clone();
        let operation = self.operation.clone();
        let (progress, cancellation) = (self.progress.clone(), self.cancellation.clone());
        let writing = async move {
            let work = async {
                let rows = plan_of(schema, received)?;
                operation.run(&core, rows).await
            };
            let written = core.run(progress.watch(work), &cancellation).await;
            // Nobody may be waiting after an abort.
            let _ = told.send(written);
        };
        self.core.spawn(writing.instrument(self.span.clone()));
        Running { batches, outcome }
    }
}

impl Drop for DeltaWriter {
    fn drop(&mut self) {
        self.cancellation.cancel();
    }
}

fn ended() -> EngineFailure {
    EngineFailure::new(
        FailureCode::ExecutionError,
        "the write has ended, by finish, abort or a failure before",
    )
}

async fn outcome_of(running: Running) -> Outcome<RowsReport> {
    drop(running.batches);
    running
        .outcome
        .await
        .unwrap_or_else(|_| Err(EngineFailure::session_closed()))
}

/// An operation ends before its input by a failure, or because there was nothing to do.
async fn early_end(running: Running) -> Outcome<RowsReport> {
    let report = outcome_of(running).await?;
    if report.already_applied() {
        Ok(report)
    } else {
        Err(EngineFailure::new(
            FailureCode::Internal,
            "the operation ended before its input",
        ))
    }
}

/// An error in the input fails the operation before its commit.
async fn stop(running: Running, failure: EngineFailure) {
    let error = DataFusionError::External(Box::new(failure));
    // If the operation has failed by itself there is nobody to stop.
    let _ = running.batches.send(Err(error)).await;
    let _ = outcome_of(running).await;
}

/// A plan that reads the batches of a channel, once.
fn plan_of(
    schema: SchemaRef,
    received: mpsc::Receiver<Result<RecordBatch, DataFusionError>>,
) -> Outcome<LogicalPlan> {
    let partition = Arc::new(ChannelPartition {
        schema: schema.clone(),
        received: Mutex::new(Some(received)),
    });
    let table = StreamingTable::try_new(schema, vec![partition])?;
    Ok(LogicalPlanBuilder::scan("input", provider_as_source(Arc::new(table)), None)?.build()?)
}

#[derive(Debug)]
struct ChannelPartition {
    schema: SchemaRef,
    received: Mutex<Option<mpsc::Receiver<Result<RecordBatch, DataFusionError>>>>,
}

impl PartitionStream for ChannelPartition {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _context: Arc<TaskContext>) -> SendableRecordBatchStream {
        let received = self.received.lock().ok().and_then(|mut slot| slot.take());
        let batches = futures::stream::unfold(received, |received| async move {
            match received {
                Some(mut received) => {
                    let batch = received.recv().await?;
                    Some((batch, Some(received)))
                }
                None => None,
            }
        });
        Box::pin(RecordBatchStreamAdapter::new(self.schema.clone(), batches))
    }
}
