//! Makes a Delta table of the Parquet files that lie in a folder: writes a log beside them and moves nothing.

use std::collections::BTreeMap;
use std::time::Instant;

use deltalake_core::DeltaTableError;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoKernel;
use deltalake_core::kernel::{DataType, StructField};
use deltalake_core::operations::convert_to_delta::ConvertToDeltaBuilder;
use serde::{Deserialize, Serialize};

use crate::delta::change::{ChangeReport, CommitTarget, version_of};
use crate::delta::commit_guard::{CommitGuard, Intent};
use crate::delta::description::files_and_bytes;
use crate::delta::location::{unloaded, with_place};
use crate::delta::properties::verify_properties;
use crate::delta::write::{commit_properties, is_applied, table_exists};
use crate::execution::report::milliseconds_since;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::tables::table_source::{PartitionColumn, folder_url};

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConvertOptions {
    /// Columns that stand in the folder names, hive style (`year=2024/`), outermost first.
    #[serde(default)]
    pub partition_columns: Vec<PartitionColumn>,
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
    pub name: Option<String>,
    pub description: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConvertCounts {
    /// Files of the table.
    pub files: u64,
    /// Bytes of these files.
    pub bytes: u64,
}

/// Errors: `table-exists`, `file-not-found` (no Parquet file), `invalid-option` (partition columns are not those of the folders), `file-unreadable`, …
pub(crate) async fn convert(
    core: &SessionCore,
    target: &CommitTarget,
    options: ConvertOptions,
) -> Outcome<ChangeReport<ConvertCounts>> {
    let started = Instant::now();
    verify_properties(&options.properties)?;
    let url = folder_url(&target.uri)?;
    let blame = |failure: EngineFailure| with_place(failure, &url, None);
    let transaction = target.transaction.as_ref();
    core.stores()
        .ensure(core.state().runtime_env(), &url, &target.storage_options)?;
    let guard = CommitGuard::new(Intent::Create);
    let mut table = guard.watch(&unloaded(&url, &target.storage_options).map_err(blame)?);
    let exists = table.verify_deltatable_existence().await;
    let already_applied = exists.map_err(|error| blame(error.into()))?;
    if already_applied {
        table.load().await.map_err(|error| blame(error.into()))?;
        if !is_applied(&table, transaction).await? {
            return Err(table_exists(&url));
        }
    } else {
        let properties = options
            .properties
            .into_iter()
            .map(|(name, value)| (name, Some(value)));
        let mut builder = ConvertToDeltaBuilder::new()
            .with_log_store(table.log_store())
            .with_partition_schema(partition_fields(&options.partition_columns)?)
            .with_configuration(properties)
            .with_commit_properties(commit_properties(
                &target.commit_metadata,
                transaction,
                false,
            ));
        if let Some(name) = options.name {
            builder = builder.with_table_name(name);
        }
        if let Some(description) = options.description {
            builder = builder.with_comment(description);
        }
        table = builder.await.map_err(|error| blame(failure_of(error)))?;
    }
    let (files, bytes) = files_and_bytes(&table)?;
    Ok(ChangeReport {
        uri: redacted_url(&url),
        version: version_of(&table)?,
        already_applied,
        elapsed_ms: milliseconds_since(started),
        counts: ConvertCounts {
            files: files as u64,
            bytes,
        },
    })
}

fn partition_fields(columns: &[PartitionColumn]) -> Outcome<Vec<StructField>> {
    columns
        .iter()
        .map(|column| {
            let kind: DataType = (&column.kind.data_type()).try_into_kernel()?;
            Ok(StructField::nullable(column.name.clone(), kind))
        })
        .collect()
}

/// The type of these errors is not part of delta-rs's public interface.
fn failure_of(error: DeltaTableError) -> EngineFailure {
    let message = error.to_string();
    if message.contains("No parquet file is found") {
        return EngineFailure::new(FailureCode::FileNotFound, message);
    }
    if message.contains("artition column") {
        return EngineFailure::new(FailureCode::InvalidOption, message)
            .with("option", "partitionColumns");
    }
    error.into()
}
