//! Deletes and updates rows of a Delta table by a condition. Only files that hold such rows are written anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::common::Column;
use datafusion::logical_expr::Expr;
use deltalake_core::delta_datafusion::DeltaColumn;
use serde::{Deserialize, Serialize};

use crate::delta::change::{Change, ChangeReport, CommitTarget, change};
use crate::delta::generated_columns::regenerated;
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
    delete_where(core, target, |change| {
        let columns = change.columns()?;
        let text = &options.predicate;
        Ok(Some(condition(&change.state, text, &columns, "predicate")?))
    })
    .await
}

pub(crate) async fn update(
    core: &SessionCore,
    target: &CommitTarget,
    options: UpdateOptions,
) -> Outcome<ChangeReport<UpdateCounts>> {
    update_where(core, target, |change| {
        let columns = change.columns()?;
        let values = options.set.iter().map(|(column, value)| {
            let value = expression(&change.state, value, &columns, "set")?;
            Ok((column.clone(), value))
        });
        let predicate = options
            .predicate
            .as_ref()
            .map(|text| condition(&change.state, text, &columns, "predicate"));
        Ok(NewValues {
            values: values.collect::<Outcome<_>>()?,
            predicate: predicate.transpose()?,
        })
    })
    .await
}

/// Deletes the rows that meet a condition over the table's columns; without one, all.
pub(crate) async fn delete_where(
    core: &SessionCore,
    target: &CommitTarget,
    predicate: impl FnOnce(&Change) -> Outcome<Option<Expr>>,
) -> Outcome<ChangeReport<DeleteCounts>> {
    change(core, target, |change| async move {
        let mut builder = change.table.clone().delete();
        if let Some(predicate) = predicate(&change)? {
            builder = builder.with_predicate(repeatable(predicate)?);
        }
        let (table, metrics) = builder
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

/// New values by column, over the table's columns, for the rows that meet a condition; without one, for all.
pub(crate) struct NewValues {
    pub(crate) values: Vec<(String, Expr)>,
    pub(crate) predicate: Option<Expr>,
}

pub(crate) async fn update_where(
    core: &SessionCore,
    target: &CommitTarget,
    new_values: impl FnOnce(&Change) -> Outcome<NewValues>,
) -> Outcome<ChangeReport<UpdateCounts>> {
    change(core, target, |change| async move {
        let columns = change.columns()?;
        let NewValues { values, predicate } = new_values(&change)?;
        let given = |name: &str| {
            let found = values.iter().find(|(column, _)| column == name);
            found.map(|(_, value)| value.clone())
        };
        let is_given = |name: &str| given(name).is_some();
        let regenerated = regenerated(&change.state, &columns, is_given, given)?;
        let mut builder = change.table.clone().update();
        for (column, value) in values.into_iter().chain(regenerated) {
            if columns.index_of_column_by_name(None, &column).is_none() {
                return Err(EngineFailure::new(
                    FailureCode::UnknownColumn,
                    format!("the table has no column {column:?}"),
                )
                .with("column", column));
            }
            let column = DeltaColumn::from(Column::new_unqualified(column));
            builder = builder.with_update(column, value);
        }
        if let Some(predicate) = predicate {
            builder = builder.with_predicate(repeatable(predicate)?);
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

/// A condition that says the same of a row each time: it is asked to find the files, and again for their rows.
///
/// Errors: `not-supported`.
pub(crate) fn repeatable(condition: Expr) -> Outcome<Expr> {
    if condition.is_volatile() {
        return Err(EngineFailure::new(
            FailureCode::NotSupported,
            format!(
                "the condition {condition} says something else of a row each time, and a change asks it more than once"
            ),
        ));
    }
    Ok(condition)
}
