//! Makes the change that a statement of SQL asks for, and tells of the commit.

use std::time::Instant;

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, lit};
use serde::{Deserialize, Serialize};

use crate::delta::change::CommitTarget;
use crate::delta::merge::merge_by;
use crate::delta::rows::{delete_where, update_where};
use crate::delta::statement::{DeltaStatement, StatementChange};
use crate::delta::write::{
    ApplicationTransaction, CommitMetadata, DeltaWriteMode, DeltaWriteOptions, write,
};
use crate::execution::report::milliseconds_since;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::option_failure;
use crate::session::engine_session::SessionCore;

/// What the commit of a statement carries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StatementOptions {
    /// Written into the commit's `commitInfo`.
    #[serde(default)]
    pub commit_metadata: CommitMetadata,
    /// A statement whose transaction is in the table already changes nothing.
    pub transaction: Option<ApplicationTransaction>,
}

impl StatementOptions {
    /// Errors: `unknown-option`, `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }

    /// Errors: `invalid-option` where something is given to a statement that makes no commit.
    pub(crate) fn verify_unused(&self) -> Outcome<()> {
        let option = if self.transaction.is_some() {
            "transaction"
        } else if self.commit_metadata.is_empty() {
            return Ok(());
        } else {
            "commitMetadata"
        };
        let text = format!("{option} is for statements that change a Delta table");
        Err(EngineFailure::new(FailureCode::InvalidOption, text).with("option", option))
    }
}

/// What a statement did to a Delta table.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StatementCommit {
    /// `insert`, `overwrite`, `delete`, `truncate`, `update` or `merge`.
    pub operation: &'static str,
    /// The name that the table is registered by.
    pub table: String,
    /// Redacted location.
    pub uri: String,
    /// The table's version after the statement.
    pub version: u64,
    /// The table had the transaction already: nothing was done.
    pub already_applied: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inserted_rows: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_rows: Option<u64>,
    /// Absent also where whole files went whose statistics have no row count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_rows: Option<u64>,
    pub elapsed_ms: f64,
}

impl StatementCommit {
    /// What a statement gives as its result: one row with the number of rows that it inserted, updated and deleted; null where that is not known.
    pub(crate) fn result(&self) -> Outcome<LogicalPlan> {
        let is_unknown =
            matches!(self.operation, "delete" | "truncate") && self.deleted_rows.is_none();
        let counts = [self.inserted_rows, self.updated_rows, self.deleted_rows];
        let rows = counts.into_iter().flatten().sum();
        let count = ScalarValue::UInt64((!is_unknown).then_some(rows));
        let row = LogicalPlanBuilder::empty(true).project(vec![lit(count).alias("count")])?;
        Ok(row.build()?)
    }
}

/// Makes the change at the table's newest version. Errors: those of the operation.
pub(crate) async fn run(
    core: &SessionCore,
    statement: DeltaStatement,
    options: StatementOptions,
) -> Outcome<StatementCommit> {
    let started = Instant::now();
    let log = statement.held()?.log().clone();
    let table = statement.table().to_owned();
    let operation = statement.change.operation();
    let target = CommitTarget {
        uri: log.root_url().to_string(),
        storage_options: log.config().options().raw.clone().into_iter().collect(),
        commit_metadata: options.commit_metadata,
        transaction: options.transaction,
    };
    let mut commit = changed(core, statement.change, &target).await?;
    commit.operation = operation;
    commit.table = table;
    commit.uri = redacted_url(log.root_url());
    commit.elapsed_ms = milliseconds_since(started);
    Ok(commit)
}

async fn changed(
    core: &SessionCore,
    change: StatementChange,
    target: &CommitTarget,
) -> Outcome<StatementCommit> {
    Ok(match change {
        StatementChange::Insert { rows } => {
            written(core, rows, target, DeltaWriteMode::Append).await?
        }
        StatementChange::Overwrite { rows } => {
            written(core, rows, target, DeltaWriteMode::Overwrite).await?
        }
        StatementChange::Delete { predicate } => {
            let report = delete_where(core, target, |_| Ok(predicate)).await?;
            deleted(
                report.version,
                report.already_applied,
                report.counts.deleted_rows,
            )
        }
        StatementChange::Truncate => {
            let report = delete_where(core, target, |_| Ok(None)).await?;
            deleted(
                report.version,
                report.already_applied,
                report.counts.deleted_rows,
            )
        }
        StatementChange::Update(values) => {
            let report = update_where(core, target, |_| Ok(values)).await?;
            StatementCommit {
                version: report.version,
                already_applied: report.already_applied,
                updated_rows: Some(report.counts.updated_rows),
                ..StatementCommit::default()
            }
        }
        StatementChange::Merge { source, merge } => {
            let report = merge_by(core, source, target, |_, _| Ok(*merge)).await?;
            StatementCommit {
                version: report.version,
                already_applied: report.already_applied,
                inserted_rows: Some(report.counts.inserted_rows),
                updated_rows: Some(report.counts.updated_rows),
                deleted_rows: Some(report.counts.deleted_rows),
                ..StatementCommit::default()
            }
        }
    })
}

async fn written(
    core: &SessionCore,
    rows: LogicalPlan,
    target: &CommitTarget,
    mode: DeltaWriteMode,
) -> Outcome<StatementCommit> {
    let options = DeltaWriteOptions::of_statement(mode, target);
    let report = write(core, rows, &target.uri, &options).await?;
    Ok(StatementCommit {
        version: report.version,
        already_applied: report.already_applied,
        inserted_rows: Some(report.rows),
        ..StatementCommit::default()
    })
}

fn deleted(version: u64, already_applied: bool, rows: Option<u64>) -> StatementCommit {
    StatementCommit {
        version,
        already_applied,
        deleted_rows: if already_applied { Some(0) } else { rows },
        ..StatementCommit::default()
    }
}
