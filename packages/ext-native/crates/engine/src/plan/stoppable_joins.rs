//! Lets a nested loop join be stopped while it finds no match.
//!
//! It compares a batch with all rows of its other side before it gives way: for seconds, where that side has a million. What it calls on the way
//! is its condition.
//!
//! Before: `NestedLoopJoinExec(condition)`. After: `NestedLoopJoinExec(StoppableCondition(condition))`, which fails once it is told to stop.
//! All other operators stay as they are.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::{FieldRef, Schema};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::joins::utils::JoinFilter;
use datafusion::physical_plan::joins::{NestedLoopJoinExec, NestedLoopJoinExecBuilder};
use tokio_util::sync::CancellationToken;

use crate::failure::EngineFailure;

/// A plan whose nested loop joins fail soon after one of the tokens is cancelled.
pub(crate) fn stoppable(
    plan: Arc<dyn ExecutionPlan>,
    stops: &[CancellationToken],
) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|node| {
        let Some(join) = node.downcast_ref::<NestedLoopJoinExec>() else {
            return Ok(Transformed::no(node));
        };
        let Some(filter) = join.filter() else {
            return Ok(Transformed::no(node));
        };
        let condition = StoppableCondition {
            inner: filter.expression().clone(),
            stops: stops.into(),
        };
        let filter = JoinFilter::new(
            Arc::new(condition),
            filter.column_indices().to_vec(),
            filter.schema().clone(),
        );
        let stoppable = NestedLoopJoinExecBuilder::new(
            join.left().clone(),
            join.right().clone(),
            *join.join_type(),
        )
        .with_projection_ref(join.projection().clone())
        .with_filter(Some(filter))
        .build()?;
        Ok(Transformed::yes(
            Arc::new(stoppable) as Arc<dyn ExecutionPlan>
        ))
    })
    .map(|transformed| transformed.data)
}

/// A condition that fails once it is told to stop; otherwise the inner one.
#[derive(Debug)]
struct StoppableCondition {
    inner: Arc<dyn PhysicalExpr>,
    stops: Arc<[CancellationToken]>,
}

impl PhysicalExpr for StoppableCondition {
    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        if self.stops.iter().any(CancellationToken::is_cancelled) {
            return Err(DataFusionError::External(
                Box::new(EngineFailure::aborted()),
            ));
        }
        self.inner.evaluate(batch)
    }

    fn return_field(&self, input_schema: &Schema) -> Result<FieldRef> {
        self.inner.return_field(input_schema)
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.inner]
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        Ok(Arc::new(Self {
            inner: children.swap_remove(0),
            stops: self.stops.clone(),
        }))
    }

    fn fmt_sql(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt_sql(formatter)
    }
}

impl fmt::Display for StoppableCondition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

impl PartialEq for StoppableCondition {
    fn eq(&self, other: &Self) -> bool {
        self.inner.eq(&other.inner)
    }
}

impl Eq for StoppableCondition {}

impl Hash for StoppableCondition {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}
