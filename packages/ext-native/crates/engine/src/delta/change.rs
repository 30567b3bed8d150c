//! The frame of every operation that changes a table that is there: load it, see that the change is not in it already, make it under the
//! commit guard, report.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use datafusion::common::{DFSchema, ToDFSchema};
use datafusion::execution::context::SessionState;
use deltalake_core::DeltaTable;
use deltalake_core::kernel::transaction::CommitProperties;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::delta::commit_guard::{CommitGuard, Intent};
use crate::delta::location::{load_newest, unloaded, with_place};
use crate::delta::write::{ApplicationTransaction, CommitMetadata, commit_properties, is_applied};
use crate::execution::report::milliseconds_since;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::stores::object_stores::StorageOptions;
use crate::tables::table_source::folder_url;

/// A table to change, and what its commit carries.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CommitTarget {
    pub uri: String,
    #[serde(default)]
    pub storage_options: StorageOptions,
    /// Written into the commit's `commitInfo`.
    #[serde(default)]
    pub commit_metadata: CommitMetadata,
    /// A change whose transaction is in the table already is not made again.
    pub transaction: Option<ApplicationTransaction>,
}

/// What every change tells, beside what its kind counts.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeReport<Counts> {
    /// Redacted location.
    pub uri: String,
    /// The table's version after the change.
    pub version: u64,
    /// The table had the transaction already: nothing was done.
    pub already_applied: bool,
    pub elapsed_ms: f64,
    #[serde(flatten)]
    pub counts: Counts,
}

/// What a change works with.
pub(crate) struct Change {
    pub(crate) table: DeltaTable,
    pub(crate) properties: CommitProperties,
    pub(crate) state: SessionState,
    pub(crate) guard: Arc<CommitGuard>,
}

impl Change {
    /// The table's columns, for the expressions of a change.
    pub(crate) fn columns(&self) -> Outcome<DFSchema> {
        let schema = self.table.snapshot()?.snapshot().arrow_schema();
        Ok(schema.to_dfschema()?)
    }
}

/// Changes a table. Errors: those of loading it, `commit-conflict`, and those of the change.
///
/// A failure after the commit, in the upkeep of the log, has `committedVersion`.
pub(crate) async fn change<Counts, Work>(
    core: &SessionCore,
    target: &CommitTarget,
    operate: impl FnOnce(Change) -> Work,
) -> Outcome<ChangeReport<Counts>>
where
    Counts: Default,
    Work: Future<Output = Outcome<(DeltaTable, Counts)>>,
{
    let started = Instant::now();
    let url = folder_url(&target.uri)?;
    let outcome = attempt(core, target, &url, operate).await;
    let (table, already_applied, counts) =
        outcome.map_err(|failure| with_place(failure, &url, None))?;
    Ok(ChangeReport {
        uri: redacted_url(&url),
        version: version_of(&table)?,
        already_applied,
        elapsed_ms: milliseconds_since(started),
        counts,
    })
}

async fn attempt<Counts, Work>(
    core: &SessionCore,
    target: &CommitTarget,
    url: &Url,
    operate: impl FnOnce(Change) -> Work,
) -> Outcome<(DeltaTable, bool, Counts)>
where
    Counts: Default,
    Work: Future<Output = Outcome<(DeltaTable, Counts)>>,
{
    let state = core.state();
    core.stores()
        .ensure(state.runtime_env(), url, &target.storage_options)?;
    let transaction = target.transaction.as_ref();
    let guard = CommitGuard::new(Intent::Change);
    let mut table = guard.watch(&unloaded(url, &target.storage_options)?);
    load_newest(&mut table, url).await?;
    if is_applied(&table, transaction).await? {
        return Ok((table, true, Counts::default()));
    }
    guard.reads(version_of(&table)?);
    let work = operate(Change {
        table: table.clone(),
        properties: commit_properties(&target.commit_metadata, transaction, false),
        state,
        guard: guard.clone(),
    });
    let failure = match work.await {
        Ok((changed, counts)) => return Ok((changed, false, counts)),
        Err(failure) => failure,
    };
    if let Some(version) = guard.landed() {
        return Err(failure.with("committedVersion", version));
    }
    if failure.code == FailureCode::CommitConflict && transaction.is_some() {
        table.load().await?;
        if is_applied(&table, transaction).await? {
            return Ok((table, true, Counts::default()));
        }
    }
    Err(failure)
}

pub(crate) fn version_of(table: &DeltaTable) -> Outcome<u64> {
    table
        .version()
        .ok_or_else(|| EngineFailure::new(FailureCode::Internal, "a loaded table has no version"))
}
