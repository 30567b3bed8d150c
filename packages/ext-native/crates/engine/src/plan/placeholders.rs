//! Puts expressions in the place of a plan's placeholders.

use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::expr::Placeholder;
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};

/// Whether a placeholder stands in an expression; subqueries are not looked into.
pub(crate) fn has_placeholder(expression: &Expr) -> bool {
    // The closure never fails, so neither does the walk.
    expression
        .exists(|part| Ok(matches!(part, Expr::Placeholder(_))))
        .unwrap_or(true)
}

/// The plan with what `by` gives in the place of each placeholder; columns keep their names. `then` gets each node, from the leaves up, and whether a
/// placeholder stood in it.
pub(crate) fn with_placeholders(
    plan: LogicalPlan,
    by: &impl Fn(Placeholder) -> Result<Expr>,
    then: &impl Fn(LogicalPlan, bool) -> Result<LogicalPlan>,
) -> Result<LogicalPlan> {
    let replaced = plan.transform_up_with_subqueries(|node| {
        let names = NamePreserver::new(&node);
        let node = node.map_expressions(|expression| {
            if !has_placeholder(&expression) {
                return Ok(Transformed::no(expression));
            }
            let name = names.save(&expression);
            let replaced = expression.transform_up(|part| match part {
                Expr::Placeholder(placeholder) => by(placeholder).map(Transformed::yes),
                other => Ok(Transformed::no(other)),
            })?;
            Ok(replaced.update_data(|expression| name.restore(expression)))
        })?;
        let changed = node.transformed;
        node.map_data(|node| then(node, changed))
    })?;
    Ok(replaced.data)
}

/// The node with the types that its expressions have now.
pub(crate) fn with_new_schema(node: LogicalPlan) -> Result<LogicalPlan> {
    match node {
        LogicalPlan::Values(values) => LogicalPlanBuilder::values(values.values)?.build(),
        other => other.recompute_schema(),
    }
}
