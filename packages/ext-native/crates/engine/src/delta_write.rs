//! Writes Delta tables from streams: rows pass through, and only the open row groups are held.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::DataFusionError;
use datafusion::datasource::provider_as_source;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use deltalake_core::DeltaTable;
use deltalake_core::kernel::Transaction;
use deltalake_core::kernel::transaction::CommitProperties;
use deltalake_core::operations::write::WriteBuilder;
use deltalake_core::parquet::basic::Compression;
use deltalake_core::parquet::file::properties::WriterProperties;
use deltalake_core::protocol::SaveMode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::arrow_input::StreamInput;
use crate::delta_location::{unloaded, with_place};
use crate::engine_options::option_failure;
use crate::engine_session::SessionCore;
use crate::execution_report::milliseconds_since;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::object_stores::StorageOptions;
use crate::redaction::redacted_url;
use crate::stored_types::storable;
use crate::table_source::folder_url;

/// A row group closes at this size, so an open file holds no more.
const ROW_GROUP_BYTES: usize = 32 * 1024 * 1024;
const ROW_GROUP_ROWS: usize = 1024 * 1024;
/// Batches that wait for the writer at most.
const WAITING_BATCHES: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeltaWriteMode {
    /// Fails if there is a table.
    Create,
    /// Adds to the table, or makes it.
    Append,
    /// Replaces the rows of the table, or makes it.
    Overwrite,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeltaWriteOptions {
    pub mode: DeltaWriteMode,
    /// Columns that a new table is partitioned by; of a table that is there, its own.
    #[serde(default)]
    pub partition_by: Vec<String>,
    #[serde(default)]
    pub storage_options: StorageOptions,
    /// A file is closed beyond this size, in bytes.
    pub target_file_bytes: Option<NonZeroU64>,
    /// Written into the commit's `commitInfo`.
    #[serde(default)]
    pub commit_metadata: CommitMetadata,
    /// Written beside the rows; a transaction that is in the table already is not applied again.
    pub transaction: Option<ApplicationTransaction>,
}

/// What a caller adds to a commit's `commitInfo`.
pub type CommitMetadata = BTreeMap<String, String>;

/// A step of an application, written into the log with the rows that it made (PROTOCOL.md, "Transaction Identifiers").
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApplicationTransaction {
    pub app_id: String,
    /// Grows with each step of the application.
    pub version: i64,
    /// The step that the table must have when this one is committed (null: none), so that of two that begin at one step only one is applied.
    #[serde(default, deserialize_with = "given")]
    pub previous: Option<Option<i64>>,
}

/// A value that may be null, where it is given.
fn given<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// What a write did. Counted from the commit itself.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WriteReport {
    pub uri: String,
    pub version: u64,
    pub rows: u64,
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
    pub partitions: u64,
    /// The table had the transaction already: nothing was written, `version` is the table's.
    pub already_applied: bool,
    pub elapsed_ms: f64,
}

impl DeltaWriteOptions {
    /// Errors: `unknown-option`, `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }
}

/// Writes the rows of a plan.
pub(crate) async fn write(
    core: &SessionCore,
    input: LogicalPlan,
    uri: &str,
    options: &DeltaWriteOptions,
) -> Outcome<WriteReport> {
    let started = Instant::now();
    let url = folder_url(uri)?;
    let blame = |failure: EngineFailure| with_place(failure, &url, None);
    let state = core.state();
    core.stores()
        .ensure(state.runtime_env(), &url, &options.storage_options)?;
    make_local_folder(&url)?;
    let mut table = unloaded(&url, &options.storage_options).map_err(blame)?;
    let exists = table
        .verify_deltatable_existence()
        .await
        .map_err(|error| blame(error.into()))?;
    if exists {
        let taken = options.mode == DeltaWriteMode::Create;
        if taken && options.transaction.is_none() {
            return Err(is_there(&url));
        }
        // Loaded once: a transaction that comes after this is found by the commit.
        table.load().await.map_err(|error| blame(error.into()))?;
        if is_applied(&table, options.transaction.as_ref()).await? {
            return report_of_applied(&table, &url, started);
        }
        if taken {
            return Err(is_there(&url));
        }
    } else {
        if let Some(transaction) = &options.transaction
            && let Some(Some(_)) = transaction.previous
        {
            return Err(blame(another_step(&transaction.app_id, None)));
        }
        verify_partitions(&options.partition_by, &input)?;
    }
    let builder = builder_for(&table, exists, options)
        .with_input_plan(storable(input)?)
        .with_session_state(Arc::new(state));
    let failure = match builder.await {
        Ok(written) => return report(&written, &url, started).await,
        Err(error) => blame(unlike_the_table(error.into(), exists)),
    };
    if failure.code == FailureCode::CommitConflict && options.transaction.is_some() {
        table.load().await.map_err(|error| blame(error.into()))?;
        if is_applied(&table, options.transaction.as_ref()).await? {
            return report_of_applied(&table, &url, started);
        }
    }
    Err(failure)
}

fn is_there(url: &Url) -> EngineFailure {
    let shown = redacted_url(url);
    EngineFailure::new(
        FailureCode::TableExists,
        format!("{shown} is a Delta table already"),
    )
    .with("uri", shown)
}

/// What a commit carries beside its operation.
pub(crate) fn commit_properties(
    metadata: &CommitMetadata,
    transaction: Option<&ApplicationTransaction>,
) -> CommitProperties {
    let metadata = metadata
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())));
    let properties = CommitProperties::default().with_metadata(metadata);
    match transaction {
        Some(ApplicationTransaction {
            app_id, version, ..
        }) => {
            let now = chrono::Utc::now().timestamp_millis();
            properties.with_application_transaction(Transaction::new_with_last_update(
                app_id,
                *version,
                Some(now),
            ))
        }
        None => properties,
    }
}

/// Whether a loaded table has a transaction, or a later one of the same application.
///
/// Errors: `commit-conflict` if the table is not at the step that the transaction follows.
pub(crate) async fn is_applied(
    table: &DeltaTable,
    transaction: Option<&ApplicationTransaction>,
) -> Outcome<bool> {
    let Some(ApplicationTransaction {
        app_id,
        version,
        previous,
    }) = transaction
    else {
        return Ok(false);
    };
    let log = table.log_store();
    let newest = table
        .snapshot()?
        .transaction_version(log.as_ref(), app_id)
        .await?;
    let applied = newest.is_some_and(|newest| newest >= *version);
    match previous {
        Some(previous) if !applied && newest != *previous => Err(another_step(app_id, newest)),
        _ => Ok(applied),
    }
}

fn another_step(app_id: &str, found: Option<i64>) -> EngineFailure {
    let found = found.map_or("none yet".to_owned(), |found| format!("step {found}"));
    EngineFailure::new(
        FailureCode::CommitConflict,
        format!("the table has {found} of the application \"{app_id}\", not the one that this transaction follows"),
    )
    .with("appId", app_id)
}

/// A new table is partitioned by columns of its rows, and not by all of them.
fn verify_partitions(columns: &[String], input: &LogicalPlan) -> Outcome<()> {
    let refused = |message: String| {
        Err(EngineFailure::new(FailureCode::InvalidOption, message).with("option", "partitionBy"))
    };
    let fields = input.schema().fields();
    let is_field = |column: &String| fields.iter().any(|field| field.name() == column);
    if let Some(unknown) = columns.iter().find(|column| !is_field(column)) {
        return refused(format!(
            "partitionBy names \"{unknown}\", which the rows do not have"
        ));
    }
    if !fields.is_empty() && fields.iter().all(|field| columns.contains(field.name())) {
        return refused("partitionBy names all columns, and leaves none for the files".to_owned());
    }
    Ok(())
}

/// Rows that do not fit the columns of the table that is there.
fn unlike_the_table(failure: EngineFailure, exists: bool) -> EngineFailure {
    let misfit = failure.code == FailureCode::UnknownColumn
        || (failure.code == FailureCode::ExecutionError && failure.message.contains("Cast error"));
    EngineFailure {
        code: if exists && misfit {
            FailureCode::SchemaMismatch
        } else {
            failure.code
        },
        ..failure
    }
}

fn builder_for(table: &DeltaTable, exists: bool, options: &DeltaWriteOptions) -> WriteBuilder {
    let snapshot = if exists {
        table.snapshot().ok().map(|state| state.snapshot().clone())
    } else {
        None
    };
    let mode = match options.mode {
        DeltaWriteMode::Create => SaveMode::ErrorIfExists,
        DeltaWriteMode::Append => SaveMode::Append,
        DeltaWriteMode::Overwrite => SaveMode::Overwrite,
    };
    let commit = commit_properties(&options.commit_metadata, options.transaction.as_ref());
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_max_row_group_row_count(Some(ROW_GROUP_ROWS))
        .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
        .build();
    let mut builder = WriteBuilder::new(table.log_store(), snapshot)
        .with_save_mode(mode)
        .with_cast_safety(false)
        .with_writer_properties(properties)
        .with_commit_properties(commit);
    if !options.partition_by.is_empty() {
        builder = builder.with_partition_columns(options.partition_by.clone());
    }
    if let Some(bytes) = options.target_file_bytes {
        builder = builder.with_target_file_size(Some(bytes));
    }
    builder
}

/// A local store wants its root folder to exist.
fn make_local_folder(url: &Url) -> Outcome<()> {
    match url.to_file_path() {
        Ok(path) if url.scheme() == "file" => std::fs::create_dir_all(&path).map_err(|error| {
            EngineFailure::new(FailureCode::StorageError, error.to_string())
                .with("uri", redacted_url(url))
        }),
        _ => Ok(()),
    }
}

fn report_of_applied(table: &DeltaTable, url: &Url, started: Instant) -> Outcome<WriteReport> {
    let mut report = empty_report(table, url)?;
    report.already_applied = true;
    report.elapsed_ms = milliseconds_since(started);
    Ok(report)
}

fn empty_report(table: &DeltaTable, url: &Url) -> Outcome<WriteReport> {
    let version = table.version().ok_or_else(|| {
        EngineFailure::new(FailureCode::Internal, "a loaded table has no version")
    })?;
    Ok(WriteReport {
        uri: redacted_url(url),
        version,
        rows: 0,
        files: 0,
        bytes: 0,
        partitions: 0,
        already_applied: false,
        elapsed_ms: 0.0,
    })
}

async fn report(table: &DeltaTable, url: &Url, started: Instant) -> Outcome<WriteReport> {
    let mut report = empty_report(table, url)?;
    let version = report.version;
    let mut partitions = std::collections::BTreeSet::new();
    let commit = table.log_store().read_commit_entry(version).await?;
    for line in commit
        .iter()
        .flat_map(|bytes| bytes.split(|byte| *byte == b'\n'))
    {
        let Ok(Value::Object(action)) = serde_json::from_slice(line) else {
            continue;
        };
        let Some(add) = action.get("add") else {
            continue;
        };
        report.files += 1;
        report.bytes += add["size"].as_u64().unwrap_or(0);
        report.rows += add["stats"]
            .as_str()
            .and_then(|stats| serde_json::from_str::<Value>(stats).ok())
            .and_then(|stats| stats["numRecords"].as_u64())
            .unwrap_or(0);
        partitions.insert(add["partitionValues"].to_string());
    }
    report.partitions = partitions.len() as u64;
    report.elapsed_ms = milliseconds_since(started);
    Ok(report)
}

/// Takes an Arrow IPC stream in chunks and writes it as it comes. Nothing is committed before [`DeltaWriter::finish`].
pub struct DeltaWriter {
    core: Arc<SessionCore>,
    uri: String,
    options: DeltaWriteOptions,
    cancellation: CancellationToken,
    stage: tokio::sync::Mutex<Stage>,
}

enum Stage {
    /// The schema has not arrived.
    Waiting(StreamInput),
    Writing(StreamInput, Running),
    /// The write has ended well before its input: its transaction was applied already.
    Satisfied(WriteReport),
    Ended,
}

struct Running {
    batches: mpsc::Sender<Result<RecordBatch, DataFusionError>>,
    outcome: oneshot::Receiver<Outcome<WriteReport>>,
}

impl DeltaWriter {
    pub(crate) fn new(
        core: Arc<SessionCore>,
        uri: String,
        options: DeltaWriteOptions,
        cancellation: CancellationToken,
    ) -> Self {
        Self {
            core,
            uri,
            options,
            cancellation,
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
    pub async fn finish(&self) -> Outcome<WriteReport> {
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
        let (uri, options) = (self.uri.clone(), self.options.clone());
        let cancellation = self.cancellation.clone();
        self.core.spawn(async move {
            let work = async {
                let input = plan_of(schema, received)?;
                write(&core, input, &uri, &options).await
            };
            let written = core.run(work, &cancellation).await;
            // Nobody may be waiting after an abort.
            let _ = told.send(written);
        });
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

async fn outcome_of(running: Running) -> Outcome<WriteReport> {
    drop(running.batches);
    running
        .outcome
        .await
        .unwrap_or_else(|_| Err(EngineFailure::session_closed()))
}

/// A write ends before its input by a failure, or because there was nothing to do.
async fn early_end(running: Running) -> Outcome<WriteReport> {
    let report = outcome_of(running).await?;
    if report.already_applied {
        Ok(report)
    } else {
        Err(EngineFailure::new(
            FailureCode::Internal,
            "the write ended before its input",
        ))
    }
}

/// An error in the input fails the write before its commit.
async fn stop(running: Running, failure: EngineFailure) {
    let error = DataFusionError::External(Box::new(failure));
    // If the write has failed by itself there is nobody to stop.
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
