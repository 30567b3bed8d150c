use deltalake_core::DeltaTable;
use serde::Serialize;
use url::Url;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::redaction::redacted_url;
use crate::table_description::{ColumnDescription, describe_columns};

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
    })
}

/// How many data files a loaded table has, and how large they are together.
pub(crate) fn files_and_bytes(table: &DeltaTable) -> Outcome<(usize, u64)> {
    let log = table.snapshot()?.log_data();
    let bytes: i64 = log.iter().map(|file| file.size()).sum();
    Ok((log.num_files(), u64::try_from(bytes).unwrap_or(0)))
}
