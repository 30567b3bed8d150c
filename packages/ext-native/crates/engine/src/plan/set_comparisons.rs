//! Comparisons with ANY and ALL of a subquery.

use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, Result};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};

/// The name of the column that a quantified subquery gives.
const OWN_NAME: &str = "__quantified";

/// Before: `a >= ALL (SELECT a FROM t)`. After: `a >= ALL (SELECT a AS __quantified FROM t)`. DataFusion 55 makes a join of it, in which two columns of
/// one name are the same column: the comparison is true of every row, and goes.
pub(crate) fn with_own_names(plan: LogicalPlan) -> Result<LogicalPlan> {
    if !has_comparison(&plan)? {
        return Ok(plan);
    }
    let renamed = plan.transform_up_with_subqueries(|node| {
        node.map_expressions(|expression| {
            expression.transform_up(|part| match part {
                Expr::SetComparison(mut comparison) => {
                    let subquery = &mut comparison.subquery.subquery;
                    let first = subquery.schema().iter().next().map(Column::from);
                    if let Some(column) = first {
                        let named = Expr::Column(column).alias(OWN_NAME);
                        let projected = LogicalPlanBuilder::from(subquery.as_ref().clone());
                        *subquery = Arc::new(projected.project([named])?.build()?);
                    }
                    Ok(Transformed::yes(Expr::SetComparison(comparison)))
                }
                other => Ok(Transformed::no(other)),
            })
        })
    })?;
    Ok(renamed.data)
}

fn has_comparison(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            found =
                found || expression.exists(|part| Ok(matches!(part, Expr::SetComparison(_))))?;
            Ok(TreeNodeRecursion::Continue)
        })
    })?;
    Ok(found)
}
