//! Makes an older version of a Delta table its newest.

use serde::{Deserialize, Serialize};

use crate::delta::change::{ChangeReport, CommitTarget, change, version_of};
use crate::delta::location;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::tables::table_source::{DeltaReadOptions, DeltaSource};

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RestoreOptions {
    pub version: Option<u64>,
    /// RFC 3339.
    pub timestamp: Option<String>,
    /// Restores what is left when data files of that version have been removed.
    #[serde(default)]
    pub ignore_missing_files: bool,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoreCounts {
    /// The version whose rows the table has again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restored_version: Option<u64>,
    pub files_added: u64,
    pub files_removed: u64,
}

pub(crate) async fn restore(
    core: &SessionCore,
    target: &CommitTarget,
    options: RestoreOptions,
) -> Outcome<ChangeReport<RestoreCounts>> {
    let wanted = DeltaSource {
        uri: target.uri.clone(),
        version: options.version,
        timestamp: options.timestamp,
        storage_options: target.storage_options.clone(),
        read: DeltaReadOptions::default(),
    };
    change(core, target, |change| async move {
        if wanted.version.is_none() && wanted.timestamp.is_none() {
            let message = "restore needs a version or a timestamp";
            return Err(
                EngineFailure::new(FailureCode::InvalidOption, message).with("option", "version")
            );
        }
        let (_, wanted) = location::load(&wanted).await?;
        let version = version_of(&wanted)?;
        if version >= version_of(&change.table)? {
            return Err(EngineFailure::new(
                FailureCode::InvalidOption,
                format!("the table is at version {version}: there is nothing to restore"),
            )
            .with("option", "version"));
        }
        let (table, metrics) = change
            .table
            .restore()
            .with_version_to_restore(version)
            .with_ignore_missing_files(options.ignore_missing_files)
            .with_commit_properties(change.properties)
            .await
            .map_err(missing_file)?;
        let counts = RestoreCounts {
            restored_version: Some(version),
            files_added: metrics.num_restored_file as u64,
            files_removed: metrics.num_removed_file as u64,
        };
        Ok((table, counts))
    })
    .await
}

/// The type of a file that vacuum has removed is not part of delta-rs's public interface.
fn missing_file(error: deltalake_core::DeltaTableError) -> EngineFailure {
    let message = error.to_string();
    match message.split_once("Find missing file ") {
        Some((_, rest)) => {
            let path = rest.split_whitespace().next().unwrap_or(rest).to_owned();
            EngineFailure::new(FailureCode::FileNotFound, message).with("path", path)
        }
        None => error.into(),
    }
}
