//! Functions that the host of the engine computes: JavaScript, in our case.
//!
//! A worker that calls one gives its place to another thread while it waits (`block_in_place`), so the engine's threads go on. What ends the wait
//! is the answer, or the end of the session; a host that forgets a call answers it by dropping it.

use std::fmt::Debug;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::{cast, concat_batches};
use arrow::datatypes::{DataType, Schema, SchemaRef};
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use datafusion::common::DataFusionError;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// What answers the calls of one function.
pub trait HostFunction: Debug + Send + Sync {
    /// Takes a call, without waiting for its answer.
    fn begin(&self, call: HostCall);
}

/// One call. It is answered once, also by being dropped: then as failed.
#[derive(Debug)]
pub struct HostCall {
    /// `call` of a scalar function; `init`, `update`, `merge` and `evaluate` of an aggregate; `open`, `next` and `close` of a table function.
    pub operation: &'static str,
    /// The rows that the call is about.
    pub rows: usize,
    /// Which run of a table function it is for; 0 elsewhere.
    pub run: u64,
    /// The arguments: an Arrow IPC stream of one batch.
    pub arguments: Option<Vec<u8>>,
    /// The state of an aggregate: an Arrow IPC stream of one batch with one column and one row.
    pub state: Option<Vec<u8>>,
    answer: oneshot::Sender<HostAnswer>,
}

/// An Arrow IPC stream, `None` where there is nothing (more) to give, or what went wrong.
pub type HostAnswer = Result<Option<Vec<u8>>, String>;

impl HostCall {
    /// Sends the answer; one that comes too late is nobody's business any more.
    pub fn answer(self, answer: HostAnswer) {
        let _ = self.answer.send(answer);
    }
}

/// A function of the host, and how to reach it.
#[derive(Debug, Clone)]
pub(crate) struct HostLink {
    pub(crate) name: Arc<str>,
    pub(crate) host: Arc<dyn HostFunction>,
    pub(crate) closed: CancellationToken,
    /// Whether the function has been dropped; plans of before may still hold it.
    pub(crate) dropped: Arc<AtomicBool>,
}

/// What goes with a call.
#[derive(Debug, Default)]
pub(crate) struct HostInput {
    pub(crate) rows: usize,
    pub(crate) run: u64,
    pub(crate) arguments: Option<Vec<u8>>,
    pub(crate) state: Option<Vec<u8>>,
}

impl HostLink {
    /// Takes the function away from all who hold it.
    pub(crate) fn drop_function(&self) {
        self.dropped.store(true, Ordering::Release);
    }

    /// Errors: `unknown-function`, if it has been dropped.
    pub(crate) fn verify(&self) -> Outcome<()> {
        if !self.dropped.load(Ordering::Acquire) {
            return Ok(());
        }
        Err(EngineFailure::new(
            FailureCode::UnknownFunction,
            format!("the function {} has been dropped", self.name),
        )
        .with("function", &*self.name))
    }

    /// Calls and awaits the answer. Errors: `unknown-function`, `function-failed`, `session-closed`.
    pub(crate) async fn call(
        &self,
        operation: &'static str,
        input: HostInput,
    ) -> Outcome<Option<Vec<u8>>> {
        self.verify()?;
        let (sender, receiver) = oneshot::channel();
        self.host.begin(HostCall {
            operation,
            rows: input.rows,
            run: input.run,
            arguments: input.arguments,
            state: input.state,
            answer: sender,
        });
        tokio::select! {
            biased;
            () = self.closed.cancelled() => Err(EngineFailure::session_closed()),
            answer = receiver => match answer {
                Ok(Ok(bytes)) => Ok(bytes),
                Ok(Err(problem)) => Err(self.failure(problem)),
                Err(_) => Err(self.failure("it gave no answer".to_owned())),
            },
        }
    }

    /// Calls without caring for the answer.
    pub(crate) fn tell(&self, operation: &'static str, run: u64) {
        let (answer, _) = oneshot::channel();
        self.host.begin(HostCall {
            operation,
            rows: 0,
            run,
            arguments: None,
            state: None,
            answer,
        });
    }

    /// Calls and waits, on a worker or a planning thread.
    pub(crate) fn call_and_wait(
        &self,
        operation: &'static str,
        input: HostInput,
    ) -> Outcome<Option<Vec<u8>>> {
        let runtime = Handle::try_current()
            .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))?;
        tokio::task::block_in_place(|| runtime.block_on(self.call(operation, input)))
    }

    /// The one column of an answer, of just this type and length.
    pub(crate) fn column(
        &self,
        answer: Option<Vec<u8>>,
        wanted: &DataType,
        rows: usize,
    ) -> Outcome<ArrayRef> {
        let bytes = answer.ok_or_else(|| self.failure("it gave nothing".to_owned()))?;
        let batch = self.batch(bytes)?;
        let [column] = batch.columns() else {
            return Err(self.failure(format!("it gave {} columns", batch.num_columns())));
        };
        // What apache-arrow makes of an array of texts without being told a type.
        let unpacked = match column.data_type() {
            DataType::Dictionary(_, values) if **values == *wanted => Some(cast(column, wanted)?),
            _ => None,
        };
        let column = unpacked.as_ref().unwrap_or(column);
        if column.data_type() != wanted {
            return Err(self
                .failure(format!("it gave {}, not {wanted}", column.data_type()))
                .with("expected", wanted.to_string())
                .with("given", column.data_type().to_string()));
        }
        if column.len() != rows {
            return Err(self
                .failure(format!("it gave {} values for {rows} rows", column.len()))
                .with("expected", rows)
                .with("given", column.len()));
        }
        Ok(column.clone())
    }

    /// The rows of an answer.
    pub(crate) fn batch(&self, bytes: Vec<u8>) -> Outcome<RecordBatch> {
        let read = || {
            let reader = StreamReader::try_new(Cursor::new(bytes), None)?;
            let schema = reader.schema();
            let batches = reader.collect::<Result<Vec<_>, _>>()?;
            concat_batches(&schema, &batches)
        };
        read().map_err(|error| self.failure(format!("its answer cannot be read: {error}")))
    }

    pub(crate) fn failure(&self, problem: String) -> EngineFailure {
        EngineFailure::new(
            FailureCode::FunctionFailed,
            format!("the function {}: {problem}", self.name),
        )
        .with("function", &*self.name)
    }
}

/// Columns as an Arrow IPC stream of one batch.
pub(crate) fn encoded(schema: &SchemaRef, columns: Vec<ArrayRef>, rows: usize) -> Outcome<Vec<u8>> {
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    let batch = RecordBatch::try_new_with_options(schema.clone(), columns, &options)?;
    let mut writer = StreamWriter::try_new(Vec::new(), schema)?;
    writer.write(&batch)?;
    writer.finish()?;
    Ok(std::mem::take(writer.get_mut()))
}

/// The schema that an Arrow IPC stream begins with.
pub(crate) fn decoded_schema(bytes: &[u8]) -> Outcome<Schema> {
    let reader = StreamReader::try_new(Cursor::new(bytes), None)
        .map_err(|error| EngineFailure::new(FailureCode::InvalidArrow, error.to_string()))?;
    Ok(reader.schema().as_ref().clone())
}

pub(crate) fn through_datafusion(failure: EngineFailure) -> DataFusionError {
    DataFusionError::External(Box::new(failure))
}
