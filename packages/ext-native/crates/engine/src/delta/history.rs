//! The commits of a Delta table, newest first, and checkpoints of its log.

use deltalake_core::DeltaTable;
use deltalake_core::checkpoints::create_checkpoint;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::delta::change::{CommitTarget, version_of};
use crate::delta::location;
use crate::failure::Outcome;
use crate::failure::redaction::redacted_url;
use crate::tables::table_source::{DeltaReadOptions, DeltaSource};

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HistoryOptions {
    /// Most commits. Default: all that the log still has.
    pub limit: Option<usize>,
}

/// One commit.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CommitDescription {
    pub version: u64,
    /// As its writer tells, in milliseconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committed_at_ms: Option<i64>,
    /// For example `WRITE`, `MERGE`, `OPTIMIZE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The log's `commitInfo` action: whatever the writer says.
    pub commit_info: Map<String, Value>,
}

/// A checkpoint that was written.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckpointReport {
    /// Redacted location.
    pub uri: String,
    /// The version that the checkpoint is of.
    pub version: u64,
}

pub(crate) async fn history(
    target: &CommitTarget,
    options: HistoryOptions,
) -> Outcome<Vec<CommitDescription>> {
    let (_, table) = location::load(&newest(target)).await?;
    let mut commits = Vec::new();
    for version in (0..=version_of(&table)?).rev() {
        if options.limit.is_some_and(|limit| commits.len() >= limit) {
            break;
        }
        match commit_at(&table, version).await? {
            Some(commit) => commits.push(commit),
            // Older commits have been cleaned up.
            None => break,
        }
    }
    Ok(commits)
}

/// Writes a checkpoint of the newest version, so that readers need not replay the log before it.
pub(crate) async fn checkpoint(target: &CommitTarget) -> Outcome<CheckpointReport> {
    let (url, table) = location::load(&newest(target)).await?;
    create_checkpoint(&table, None).await?;
    Ok(CheckpointReport {
        uri: redacted_url(&url),
        version: version_of(&table)?,
    })
}

fn newest(target: &CommitTarget) -> DeltaSource {
    DeltaSource {
        uri: target.uri.clone(),
        version: None,
        timestamp: None,
        storage_options: target.storage_options.clone(),
        read: DeltaReadOptions::default(),
    }
}

async fn commit_at(table: &DeltaTable, version: u64) -> Outcome<Option<CommitDescription>> {
    let Some(commit) = table.log_store().read_commit_entry(version).await? else {
        return Ok(None);
    };
    let commit_info = commit
        .split(|byte| *byte == b'\n')
        .find_map(|line| match serde_json::from_slice(line) {
            Ok(Value::Object(mut action)) => match action.remove("commitInfo") {
                Some(Value::Object(info)) => Some(info),
                _ => None,
            },
            _ => None,
        })
        .unwrap_or_default();
    let time = |name: &str| commit_info.get(name).and_then(Value::as_i64);
    Ok(Some(CommitDescription {
        version,
        committed_at_ms: time("inCommitTimestamp").or_else(|| time("timestamp")),
        operation: commit_info
            .get("operation")
            .and_then(Value::as_str)
            .map(str::to_owned),
        commit_info,
    }))
}
