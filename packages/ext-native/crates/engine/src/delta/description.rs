//! What the log of a Delta table tells of one version: in short, and file by file.

use arrow::ipc::writer::StreamWriter;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::execution::context::SessionState;
use datafusion::physical_plan::collect;
use deltalake_core::DeltaTable;
use deltalake_core::kernel::{Metadata, Protocol};
use serde::Serialize;
use url::Url;

use crate::delta::add_actions::flat_add_actions;
use crate::execution::output_types::in_output_types;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
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
    pub protocol: Protocol,
    /// The log's `metaData` action.
    pub metadata: Metadata,
}

pub(crate) fn describe(url: &Url, table: &DeltaTable) -> Outcome<DeltaDescription> {
    let version = table.version().ok_or_else(|| {
        EngineFailure::new(FailureCode::Internal, "a loaded table has no version")
    })?;
    let snapshot = table.snapshot()?;
    let (files, bytes) = files_and_bytes(table)?;
    Ok(DeltaDescription {
        uri: redacted_url(url),
        version,
        committed_at_ms: snapshot.version_timestamp(version),
        partition_columns: snapshot.metadata().partition_columns().to_vec(),
        files,
        bytes,
        columns: describe_columns(&snapshot.snapshot().arrow_schema()),
        protocol: snapshot.protocol().clone(),
        metadata: snapshot.metadata().clone(),
    })
}

/// The active data files of a loaded table as an Arrow IPC stream, in the flat shape of delta-rs (`add_actions_table`): `path`, `size_bytes`,
/// `modification_time`, `num_records`, `partition.*`, `null_count.*`, `min.*`, `max.*`.
pub(crate) async fn files_ipc(table: &DeltaTable, state: &SessionState) -> Outcome<Vec<u8>> {
    let files = flat_add_actions(table.snapshot()?.snapshot())?;
    let schema = files.schema();
    let files = MemorySourceConfig::try_new_exec(&[vec![files]], schema, None)?;
    let files = in_output_types(files)?;
    let schema = files.schema();
    let mut writer = StreamWriter::try_new(Vec::new(), &schema)?;
    for batch in collect(files, state.task_ctx()).await? {
        writer.write(&batch)?;
    }
    Ok(writer.into_inner()?)
}

/// How many data files a loaded table has, and how large they are together.
pub(crate) fn files_and_bytes(table: &DeltaTable) -> Outcome<(usize, u64)> {
    let log = table.snapshot()?.log_data();
    let bytes: i64 = log.iter().map(|file| file.size()).sum();
    Ok((log.num_files(), u64::try_from(bytes).unwrap_or(0)))
}
