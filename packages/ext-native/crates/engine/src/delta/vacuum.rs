//! Removes the files that a Delta table's versions within the retention time do not need.

use chrono::Duration;
use deltalake_core::DeltaTableError;
use deltalake_core::operations::vacuum::VacuumMode;
use serde::{Deserialize, Serialize};

use crate::delta::change::{ChangeReport, CommitTarget, change};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VacuumOptions {
    /// Tells the files and removes none.
    pub dry_run: bool,
    /// Files that were replaced within so many hours stay. Default: the table's `delta.deletedFileRetentionDuration`, a week.
    pub retention_hours: Option<u32>,
    /// Permits a retention that is shorter than the table's.
    #[serde(default)]
    pub allow_short_retention: bool,
    /// Also files that no version knows.
    #[serde(default)]
    pub orphans: bool,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VacuumCounts {
    pub dry_run: bool,
    /// The files, by their paths in the table.
    pub files: Vec<String>,
}

pub(crate) async fn vacuum(
    core: &SessionCore,
    target: &CommitTarget,
    options: VacuumOptions,
) -> Outcome<ChangeReport<VacuumCounts>> {
    change(core, target, |change| async move {
        let mode = if options.orphans {
            VacuumMode::Full
        } else {
            VacuumMode::Lite
        };
        let mut builder = change
            .table
            .vacuum()
            .with_dry_run(options.dry_run)
            .with_mode(mode)
            .with_enforce_retention_duration(!options.allow_short_retention)
            .with_commit_properties(change.properties);
        if let Some(hours) = options.retention_hours {
            builder = builder.with_retention_period(Duration::hours(hours.into()));
        }
        let (table, metrics) = builder.await.map_err(failure_of)?;
        let counts = VacuumCounts {
            dry_run: options.dry_run,
            files: metrics.files_deleted,
        };
        Ok((table, counts))
    })
    .await
}

/// The type of a retention that is too short is not part of delta-rs's public interface.
fn failure_of(error: DeltaTableError) -> EngineFailure {
    let message = error.to_string();
    if message.contains("Invalid retention period") {
        return EngineFailure::new(
            FailureCode::InvalidOption,
            format!("{message}; allowShortRetention permits it"),
        )
        .with("option", "retentionHours");
    }
    error.into()
}
