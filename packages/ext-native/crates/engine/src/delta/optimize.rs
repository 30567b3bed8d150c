//! Rewrites the files of a Delta table without changing its rows: fewer and larger, or sorted along a Z-order curve.

use std::num::NonZeroU64;
use std::sync::Arc;

use datafusion::common::{DFSchema, ScalarValue};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use deltalake_core::operations::optimize::OptimizeType;
use deltalake_core::{DeltaTable, FilterLiteral, FilterOp, FilterValue};
use serde::{Deserialize, Serialize};

use crate::delta::change::{ChangeReport, CommitTarget, change};
use crate::delta::write::writer_properties;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::statement::sql_expression::condition;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OptimizeOptions {
    pub kind: OptimizeKind,
    /// Columns of the Z-order.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Default: the table's property `delta.targetFileSize`, or delta-rs's 100 MB.
    pub target_file_bytes: Option<NonZeroU64>,
    /// Condition in SQL over partition columns: the partitions to rewrite. Comparisons with literals, joined by AND.
    #[serde(rename = "where")]
    pub partitions: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OptimizeKind {
    Compact,
    ZOrder,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OptimizeCounts {
    pub files_added: u64,
    pub files_removed: u64,
    pub bytes_added: u64,
    pub bytes_removed: u64,
    pub partitions_optimized: u64,
    /// Files that were looked at.
    pub files_considered: u64,
    /// Files of these that are good as they are.
    pub files_skipped: u64,
}

pub(crate) async fn optimize(
    core: &SessionCore,
    target: &CommitTarget,
    options: OptimizeOptions,
) -> Outcome<ChangeReport<OptimizeCounts>> {
    change(core, target, |change| async move {
        // delta-rs 1.1 forgets it here.
        change.guard.carry(target.transaction.clone());
        let columns = change.columns()?;
        let kind = optimize_type(&options, &columns)?;
        let comparisons = match &options.partitions {
            Some(text) => partition_comparisons(&change.state, &change.table, text, &columns)?,
            None => Vec::new(),
        };
        let filters: Vec<FilterLiteral<'_>> = comparisons
            .iter()
            .map(PartitionComparison::filter)
            .collect();
        let mut builder = change
            .table
            .optimize()
            .with_type(kind)
            .with_filters(&filters)
            .with_session_state(Arc::new(change.state))
            .with_writer_properties(writer_properties())
            .with_commit_properties(change.properties);
        if let Some(bytes) = options.target_file_bytes {
            builder = builder.with_target_size(bytes);
        }
        let (table, metrics) = builder.await?;
        let counts = OptimizeCounts {
            files_added: metrics.num_files_added,
            files_removed: metrics.num_files_removed,
            bytes_added: u64::try_from(metrics.files_added.total_size).unwrap_or(0),
            bytes_removed: u64::try_from(metrics.files_removed.total_size).unwrap_or(0),
            partitions_optimized: metrics.partitions_optimized,
            files_considered: metrics.total_considered_files as u64,
            files_skipped: metrics.total_files_skipped as u64,
        };
        Ok((table, counts))
    })
    .await
}

fn optimize_type(options: &OptimizeOptions, columns: &DFSchema) -> Outcome<OptimizeType> {
    let refused = |message: &str| {
        Err(EngineFailure::new(FailureCode::InvalidOption, message).with("option", "columns"))
    };
    match options.kind {
        OptimizeKind::Compact if options.columns.is_empty() => Ok(OptimizeType::Compact),
        OptimizeKind::Compact => refused("columns are for kind z-order"),
        OptimizeKind::ZOrder if options.columns.is_empty() => refused("kind z-order needs columns"),
        OptimizeKind::ZOrder => {
            let unknown = options
                .columns
                .iter()
                .find(|column| columns.index_of_column_by_name(None, column).is_none());
            match unknown {
                Some(column) => Err(EngineFailure::new(
                    FailureCode::UnknownColumn,
                    format!("the table has no column {column:?}"),
                )
                .with("column", column.as_str())),
                None => Ok(OptimizeType::ZOrder(options.columns.clone())),
            }
        }
    }
}

/// A comparison of a partition column with literals, as delta-rs takes it.
struct PartitionComparison {
    column: String,
    operator: FilterOp,
    values: Vec<String>,
}

impl PartitionComparison {
    fn filter(&self) -> FilterLiteral<'_> {
        let value = match self.values.as_slice() {
            [value] if !matches!(self.operator, FilterOp::In | FilterOp::NotIn) => {
                FilterValue::Scalar(value)
            }
            values => FilterValue::Set(values.iter().map(String::as_str).collect()),
        };
        (&self.column, self.operator, value)
    }
}

fn partition_comparisons(
    state: &SessionState,
    table: &DeltaTable,
    text: &str,
    columns: &DFSchema,
) -> Outcome<Vec<PartitionComparison>> {
    let predicate = condition(state, text, columns, "where")?;
    let partitioned = table.snapshot()?.metadata().partition_columns();
    split_conjunction(&predicate)
        .into_iter()
        .map(|part| {
            comparison_of(part)
                .filter(|comparison| partitioned.contains(&comparison.column))
                .ok_or_else(|| {
                    EngineFailure::new(
                        FailureCode::InvalidOption,
                        format!("where takes comparisons of partition columns with literals, joined by AND; {part} is none"),
                    )
                    .with("option", "where")
                })
        })
        .collect()
}

fn comparison_of(predicate: &Expr) -> Option<PartitionComparison> {
    match predicate {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
            let (Expr::Column(column), Expr::Literal(value, _)) = (left.as_ref(), right.as_ref())
            else {
                return None;
            };
            let operator = match op {
                Operator::Eq => FilterOp::Eq,
                Operator::NotEq => FilterOp::Ne,
                Operator::Lt => FilterOp::Lt,
                Operator::LtEq => FilterOp::Le,
                Operator::Gt => FilterOp::Gt,
                Operator::GtEq => FilterOp::Ge,
                _ => return None,
            };
            Some(PartitionComparison {
                column: column.name.clone(),
                operator,
                values: vec![partition_text(value)?],
            })
        }
        Expr::InList(list) => {
            let Expr::Column(column) = list.expr.as_ref() else {
                return None;
            };
            let values = list.list.iter().map(|value| match value {
                Expr::Literal(value, _) => partition_text(value),
                _ => None,
            });
            Some(PartitionComparison {
                column: column.name.clone(),
                operator: if list.negated {
                    FilterOp::NotIn
                } else {
                    FilterOp::In
                },
                values: values.collect::<Option<_>>()?,
            })
        }
        _ => None,
    }
}

/// A literal as partition values are written; null has no such form.
fn partition_text(value: &ScalarValue) -> Option<String> {
    (!value.is_null()).then(|| value.to_string())
}
