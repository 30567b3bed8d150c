//! What the log of a Delta table tells of one version: in short, and file by file.

use arrow::array::RecordBatch;
use arrow::compute::cast;
use arrow::ipc::writer::StreamWriter;
use deltalake_core::DeltaTable;
use serde::Serialize;
use serde_json::Value;

use crate::delta::add_actions::flat_add_actions;
use crate::delta::location::OpenedTable;
use crate::delta::statistics::{FileStatistics, statistics_columns};
use crate::execution::output_types::output_schema;
use crate::failure::Outcome;
use crate::failure::redaction::redacted_url;
use crate::tables::table_description::{ColumnDescription, describe_columns};

/// A Delta table as one version of its log tells it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeltaDescription {
    /// Redacted location.
    pub uri: String,
    pub version: u64,
    /// When this version was committed, in milliseconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committed_at_ms: Option<i64>,
    pub partition_columns: Vec<String>,
    /// Active data files.
    pub files: usize,
    /// Bytes of these files.
    pub bytes: u64,
    pub columns: Vec<ColumnDescription>,
    /// The log's `protocol` action.
    pub protocol: Value,
    /// The log's `metaData` action.
    pub metadata: Value,
}

pub(crate) fn describe(opened: &OpenedTable) -> DeltaDescription {
    let version = &opened.version;
    DeltaDescription {
        uri: redacted_url(&opened.url),
        version: version.number,
        committed_at_ms: version.committed_at_ms,
        partition_columns: version.partition_columns.clone(),
        files: opened.files.live(),
        bytes: opened.files.bytes(),
        columns: describe_columns(&version.schema),
        protocol: version.protocol.clone(),
        metadata: version.metadata.clone(),
    }
}

/// The active data files of a version as an Arrow IPC stream, in the flat shape of delta-rs (`add_actions_table`): `path`, `size_bytes`,
/// `modification_time`, `num_records`, `null_count.*`, `min.*`, `max.*`, `partition.*`, `deletion_vector.*`.
pub(crate) fn files_ipc(opened: &OpenedTable) -> Outcome<Vec<u8>> {
    let columns = statistics_columns(&opened.version);
    let files = flat_add_actions(&opened.files, &FileStatistics::default(), &columns)?;
    // Numbers are those of one reading.
    let columns: Vec<usize> = (1..files.num_columns()).collect();
    flat_ipc(&files.project(&columns)?)
}

/// A flat table of add actions as an Arrow IPC stream, in the types that leave the engine.
pub(crate) fn flat_ipc(files: &RecordBatch) -> Outcome<Vec<u8>> {
    let schema = output_schema(&files.schema());
    let columns = files
        .columns()
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| cast(column, field.data_type()))
        .collect::<Result<_, _>>()?;
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    writer.write(&RecordBatch::try_new(schema, columns)?)?;
    Ok(writer.into_inner()?)
}

/// How many data files a loaded table has, and how large they are together.
pub(crate) fn files_and_bytes(table: &DeltaTable) -> Outcome<(usize, u64)> {
    let log = table.snapshot()?.log_data();
    let bytes: i64 = log.iter().map(|file| file.size()).sum();
    Ok((log.num_files(), u64::try_from(bytes).unwrap_or(0)))
}
