//! Deletes and updates rows of a Delta table by a condition. Only files that hold such rows are written anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::common::Column;
use deltalake_core::delta_datafusion::DeltaColumn;
use serde::{Deserialize, Serialize};

use crate::delta::change::{ChangeReport, CommitTarget, change};
use crate::delta::write::writer_properties;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::statement::sql_expression::{condition, expression};

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeleteOptions {
    /// Condition in SQL: the rows that go.
    pub predicate: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateOptions {
    /// New values in SQL by column.
    pub set: BTreeMap<String, String>,
    /// Condition in SQL: the rows that change. Default: all.
    pub predicate: Option<String>,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteCounts {
    /// Absent where whole files went whose statistics have no row count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_rows: Option<u64>,
    /// Rows written anew because they lay beside deleted ones.
    pub copied_rows: u64,
    pub files_added: u64,
    pub files_removed: u64,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateCounts {
    pub updated_rows: u64,
    /// Rows written anew because they lay beside updated ones.
    pub copied_rows: u64,
    pub files_added: u64,
    pub files_removed: u64,
}

pub(crate) async fn delete(
    core: &SessionCore,
    target: &CommitTarget,
    options: DeleteOptions,
) -> Outcome<ChangeReport<DeleteCounts>> {
    change(core, target, |change| async move {
        let predicate = condition(
            &change.state,
            &options.predicate,
            &change.columns()?,
            "predicate",
        )?;
        let (table, metrics) = change
            .table
            .delete()
            .with_predicate(predicate)
            .with_session_state(Arc::new(change.state))
            .with_writer_properties(writer_properties())
            .with_commit_properties(change.properties)
            .await?;
        let counts = DeleteCounts {
            deleted_rows: metrics.num_deleted_rows.map(|rows| rows as u64),
            copied_rows: metrics.num_copied_rows as u64,
            files_added: metrics.num_added_files as u64,
            files_removed: metrics.num_removed_files as u64,
        };
        Ok((table, counts))
    })
    .await
}

pub(crate) async fn update(
    core: &SessionCore,
    target: &CommitTarget,
    options: UpdateOptions,
) -> Outcome<ChangeReport<UpdateCounts>> {
    change(core, target, |change| async move {
        let columns = change.columns()?;
        let mut builder = change.table.update();
        for (column, value) in &options.set {
            if columns.index_of_column_by_name(None, column).is_none() {
                return Err(EngineFailure::new(
                    FailureCode::UnknownColumn,
                    format!("the table has no column {column:?}"),
                )
                .with("column", column.as_str()));
            }
            let value = expression(&change.state, value, &columns, "set")?;
            let column = DeltaColumn::from(Column::new_unqualified(column));
            builder = builder.with_update(column, value);
        }
        if let Some(predicate) = &options.predicate {
            let predicate = condition(&change.state, predicate, &columns, "predicate")?;
            builder = builder.with_predicate(predicate);
        }
        let (table, metrics) = builder
            .with_session_state(Arc::new(change.state))
            .with_writer_properties(writer_properties())
            .with_commit_properties(change.properties)
            .await?;
        let counts = UpdateCounts {
            updated_rows: metrics.num_updated_rows as u64,
            copied_rows: metrics.num_copied_rows as u64,
            files_added: metrics.num_added_files as u64,
            files_removed: metrics.num_removed_files as u64,
        };
        Ok((table, counts))
    })
    .await
}
