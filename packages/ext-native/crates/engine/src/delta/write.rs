//! Writes Delta tables from streams: rows pass through, and only the open row groups are held.

use std::collections::BTreeMap;
use std::num::{NonZeroU64, NonZeroUsize};
use std::sync::Arc;
use std::time::Instant;

use arrow::datatypes::Fields;
use datafusion::catalog::default_table_source::source_as_provider;
use datafusion::common::ToDFSchema;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::LogicalPlan;
use deltalake_core::DeltaTable;
use deltalake_core::kernel::Transaction;
use deltalake_core::kernel::transaction::CommitProperties;
use deltalake_core::operations::write::{SchemaMode, WriteBuilder};
use deltalake_core::parquet::basic::{Compression, ZstdLevel};
use deltalake_core::parquet::file::properties::WriterProperties;
use deltalake_core::protocol::SaveMode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::delta::change::{CommitTarget, version_of};
use crate::delta::commit_guard::{CommitGuard, Intent};
use crate::delta::location::{unloaded, with_place};
use crate::execution::report::milliseconds_since;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::policy::secured_table::SecuredTable;
use crate::session::engine_options::option_failure;
use crate::session::engine_session::SessionCore;
use crate::statement::sql_expression::condition;
use crate::stores::object_stores::StorageOptions;
use crate::tables::scanned_table::ScannedTable;
use crate::tables::stored_types::storable;
use crate::tables::table_source::folder_url;

/// A row group closes at this size, so an open file holds no more.
const ROW_GROUP_BYTES: usize = 32 * 1024 * 1024;
const ROW_GROUP_ROWS: usize = 1024 * 1024;

/// What `commitInfo` calls an append that depends on no row of the table.
const BLIND_APPEND: &str = "isBlindAppend";

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

/// What becomes of the columns of a table that is there. Without one, rows must have its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeltaSchemaMode {
    /// Columns that only the rows have are added; those that only the table has are null.
    Merge,
    /// The table gets the columns of the rows. With mode `overwrite` only.
    Overwrite,
}

/// How the pages of data files are compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileCompression {
    #[default]
    Snappy,
    Zstd,
    Uncompressed,
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
    /// Condition in SQL: an overwrite replaces the rows that meet it, by rows that meet it.
    pub replace_where: Option<String>,
    pub schema_mode: Option<DeltaSchemaMode>,
    /// A file is closed beyond this size, in bytes.
    pub target_file_bytes: Option<NonZeroU64>,
    #[serde(default)]
    pub compression: FileCompression,
    /// A row group of a file is closed at so many rows.
    pub row_group_rows: Option<NonZeroUsize>,
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

impl DeltaWriteMode {
    fn intent(self) -> Intent {
        match self {
            Self::Create => Intent::Create,
            Self::Append => Intent::Append,
            Self::Overwrite => Intent::Change,
        }
    }
}

impl DeltaWriteOptions {
    /// Those of a statement: rows go into the table as it is.
    pub(crate) fn of_statement(mode: DeltaWriteMode, target: &CommitTarget) -> Self {
        Self {
            mode,
            partition_by: Vec::new(),
            storage_options: target.storage_options.clone(),
            replace_where: None,
            schema_mode: None,
            target_file_bytes: None,
            compression: FileCompression::default(),
            row_group_rows: None,
            commit_metadata: target.commit_metadata.clone(),
            transaction: target.transaction.clone(),
        }
    }

    /// Errors: `unknown-option`, `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }

    /// Refuses what only an overwrite has.
    fn verify(&self) -> Outcome<()> {
        let refused = |option: &str| {
            let message = format!("{option} needs mode overwrite");
            Err(EngineFailure::new(FailureCode::InvalidOption, message).with("option", option))
        };
        if self.mode == DeltaWriteMode::Overwrite {
            return Ok(());
        }
        if self.replace_where.is_some() {
            return refused("replaceWhere");
        }
        if self.schema_mode == Some(DeltaSchemaMode::Overwrite) {
            return refused("schemaMode");
        }
        Ok(())
    }

    fn writer_properties(&self) -> WriterProperties {
        properties_of(self.compression, self.row_group_rows)
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
    let written = written(core, input, &url, options).await;
    let (table, version) = written.map_err(|failure| with_place(failure, &url, None))?;
    match version {
        Some(version) => report(&table, version, &url, started).await,
        None => report_of_applied(&table, &url, started),
    }
}

/// Writes; gives the version that was made, or none if the table has the transaction already.
async fn written(
    core: &SessionCore,
    input: LogicalPlan,
    url: &Url,
    options: &DeltaWriteOptions,
) -> Outcome<(DeltaTable, Option<u64>)> {
    options.verify()?;
    let state = core.state();
    core.stores()
        .ensure(state.runtime_env(), url, &options.storage_options)?;
    make_local_folder(url)?;
    let transaction = options.transaction.as_ref();
    let guard = CommitGuard::new(options.mode.intent());
    let mut table = guard.watch(&unloaded(url, &options.storage_options)?);
    let exists = table.verify_deltatable_existence().await?;
    if exists {
        table.load().await?;
        if is_applied(&table, transaction).await? {
            return Ok((table, None));
        }
        if options.mode == DeltaWriteMode::Create {
            return Err(table_exists(url));
        }
        guard.reads(version_of(&table)?);
    } else {
        if let Some(transaction) = transaction {
            transaction.verify_previous(None)?;
        }
        verify_partitions(&options.partition_by, input.schema().fields())?;
    }
    let input = storable(input)?;
    let builder = builder_for(&table, exists, &state, &input, options)?
        .with_input_plan(input)
        .with_session_state(Arc::new(state));
    let failure = match builder.await {
        Ok(written) => {
            let version = version_of(&written)?;
            return Ok((written, Some(version)));
        }
        Err(error) => unlike_the_table(error.into(), exists),
    };
    if let Some(version) = guard.landed() {
        // What failed is the upkeep of the log; the rows are there.
        return Ok((table, Some(version)));
    }
    if failure.code == FailureCode::CommitConflict && transaction.is_some() {
        table.load().await?;
        if is_applied(&table, transaction).await? {
            return Ok((table, None));
        }
    }
    Err(failure)
}

/// What a commit carries beside its operation. `is_blind_append`: it adds rows, and nothing in it depends on those that are there.
pub(crate) fn commit_properties(
    metadata: &CommitMetadata,
    transaction: Option<&ApplicationTransaction>,
    is_blind_append: bool,
) -> CommitProperties {
    let metadata = metadata
        .iter()
        .map(|(name, value)| (name.clone(), Value::from(value.as_str())))
        .chain([(BLIND_APPEND.to_owned(), Value::Bool(is_blind_append))]);
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
    let Some(application) = transaction else {
        return Ok(false);
    };
    let ApplicationTransaction {
        app_id, version, ..
    } = application;
    let log = table.log_store();
    let newest = table
        .snapshot()?
        .transaction_version(log.as_ref(), app_id)
        .await?;
    if newest.is_some_and(|newest| newest >= *version) {
        return Ok(true);
    }
    application.verify_previous(newest)?;
    Ok(false)
}

impl ApplicationTransaction {
    /// Errors: `commit-conflict` if the table is at another step than the one that this transaction follows.
    pub(crate) fn verify_previous(&self, found: Option<i64>) -> Outcome<()> {
        if self.previous.is_none_or(|previous| previous == found) {
            return Ok(());
        }
        let app_id = &self.app_id;
        let found = found.map_or("none yet".to_owned(), |found| format!("step {found}"));
        Err(EngineFailure::new(
            FailureCode::CommitConflict,
            format!("the table has {found} of the application {app_id:?}, not the one that this transaction follows"),
        )
        .with("appId", app_id.as_str()))
    }
}

/// A new table is partitioned by columns of its rows, and not by all of them.
pub(crate) fn verify_partitions(columns: &[String], fields: &Fields) -> Outcome<()> {
    let refused = |message: String| {
        Err(EngineFailure::new(FailureCode::InvalidOption, message).with("option", "partitionBy"))
    };
    let is_field = |column: &String| fields.iter().any(|field| field.name() == column);
    if let Some(unknown) = columns.iter().find(|column| !is_field(column)) {
        return refused(format!("partitionBy names {unknown:?}, which is no column"));
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

fn builder_for(
    table: &DeltaTable,
    exists: bool,
    state: &SessionState,
    input: &LogicalPlan,
    options: &DeltaWriteOptions,
) -> Outcome<WriteBuilder> {
    let snapshot = if exists {
        Some(table.snapshot()?.snapshot().clone())
    } else {
        None
    };
    let columns = match &snapshot {
        Some(snapshot) => snapshot.arrow_schema().to_dfschema()?,
        None => input.schema().as_ref().clone(),
    };
    let mode = match options.mode {
        DeltaWriteMode::Create => SaveMode::ErrorIfExists,
        DeltaWriteMode::Append => SaveMode::Append,
        DeltaWriteMode::Overwrite => SaveMode::Overwrite,
    };
    let is_blind_append =
        options.mode != DeltaWriteMode::Overwrite && !reads(input, table.log_store().root_url())?;
    let commit = commit_properties(
        &options.commit_metadata,
        options.transaction.as_ref(),
        is_blind_append,
    );
    let mut builder = WriteBuilder::new(table.log_store(), snapshot)
        .with_save_mode(mode)
        .with_cast_safety(false)
        .with_writer_properties(options.writer_properties())
        .with_commit_properties(commit);
    if !options.partition_by.is_empty() {
        builder = builder.with_partition_columns(options.partition_by.clone());
    }
    if let Some(bytes) = options.target_file_bytes {
        builder = builder.with_target_file_size(Some(bytes));
    }
    if let Some(text) = &options.replace_where {
        let predicate = condition(state, text, &columns, "replaceWhere")?;
        builder = builder.with_replace_where(predicate);
    }
    Ok(match options.schema_mode {
        Some(DeltaSchemaMode::Merge) => builder.with_schema_mode(SchemaMode::Merge),
        Some(DeltaSchemaMode::Overwrite) => builder.with_schema_mode(SchemaMode::Overwrite),
        None => builder,
    })
}

/// Whether a plan reads the table at this place, or one that may be it.
fn reads(plan: &LogicalPlan, place: &Url) -> Outcome<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && let Ok(provider) = source_as_provider(&scan.source)
        {
            found |= match provider.downcast_ref::<ScannedTable>() {
                Some(table) => table
                    .delta()
                    .is_some_and(|delta| delta.log().root_url() == place),
                None => provider.is::<SecuredTable>(),
            };
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(found)
}

/// How data files are written where nothing else is asked for.
pub(crate) fn writer_properties() -> WriterProperties {
    properties_of(FileCompression::default(), None)
}

fn properties_of(
    compression: FileCompression,
    row_group_rows: Option<NonZeroUsize>,
) -> WriterProperties {
    let compression = match compression {
        FileCompression::Snappy => Compression::SNAPPY,
        FileCompression::Zstd => Compression::ZSTD(ZstdLevel::default()),
        FileCompression::Uncompressed => Compression::UNCOMPRESSED,
    };
    let rows = row_group_rows.map_or(ROW_GROUP_ROWS, NonZeroUsize::get);
    WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(rows))
        .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
        .build()
}

pub(crate) fn table_exists(url: &Url) -> EngineFailure {
    let shown = redacted_url(url);
    EngineFailure::new(
        FailureCode::TableExists,
        format!("{shown} is a Delta table already"),
    )
    .with("uri", shown)
}

/// A local store wants its root folder to exist.
pub(crate) fn make_local_folder(url: &Url) -> Outcome<()> {
    match url.to_file_path() {
        Ok(path) if url.scheme() == "file" => std::fs::create_dir_all(&path).map_err(|error| {
            EngineFailure::new(FailureCode::StorageError, error.to_string())
                .with("uri", redacted_url(url))
        }),
        _ => Ok(()),
    }
}

fn report_of_applied(table: &DeltaTable, url: &Url, started: Instant) -> Outcome<WriteReport> {
    let mut report = empty_report(version_of(table)?, url);
    report.already_applied = true;
    report.elapsed_ms = milliseconds_since(started);
    Ok(report)
}

fn empty_report(version: u64, url: &Url) -> WriteReport {
    WriteReport {
        uri: redacted_url(url),
        version,
        rows: 0,
        files: 0,
        bytes: 0,
        partitions: 0,
        already_applied: false,
        elapsed_ms: 0.0,
    }
}

async fn report(
    table: &DeltaTable,
    version: u64,
    url: &Url,
    started: Instant,
) -> Outcome<WriteReport> {
    let mut report = empty_report(version, url);
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
