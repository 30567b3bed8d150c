use datafusion::common::Result;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::{AggregateUDF, Expr, LogicalPlan, WindowFunctionDefinition};

use super::host_aggregate::HostAggregate;
use super::host_function::HostLink;
use super::host_scalar::HostScalar;
use super::sql_macro::SqlMacro;

/// The scalar and aggregate functions of the host that a plan calls, also in macros. Its table functions are asked when they are run.
pub(crate) fn called_hosts(plan: &LogicalPlan) -> Result<Vec<HostLink>> {
    let mut links = Vec::new();
    plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| called_in(expression, &mut links))
    })?;
    Ok(links)
}

fn called_in(expression: &Expr, links: &mut Vec<HostLink>) -> Result<TreeNodeRecursion> {
    expression.apply(|part| {
        match part {
            Expr::ScalarFunction(call) => {
                let inner = call.func.inner();
                links.extend(inner.downcast_ref::<HostScalar>().map(|f| f.link().clone()));
                if let Some(called) = inner.downcast_ref::<SqlMacro>() {
                    called_in(called.body(), links)?;
                }
            }
            Expr::AggregateFunction(call) => links.extend(link_of(&call.func)),
            Expr::WindowFunction(call) => {
                if let WindowFunctionDefinition::AggregateUDF(function) = &call.fun {
                    links.extend(link_of(function));
                }
            }
            _ => {}
        }
        Ok(TreeNodeRecursion::Continue)
    })
}

fn link_of(function: &AggregateUDF) -> Option<HostLink> {
    let host = function.inner().downcast_ref::<HostAggregate>();
    host.map(|function| function.link().clone())
}
