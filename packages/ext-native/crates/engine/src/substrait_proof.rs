//! Proves that two plans are the same query: both are optimised, and what remains is compared node by node.
//!
//! The comparison is structural (see [`crate::canonical_plan`]). Two plans that are the same are so for any table; two that differ may still mean the
//! same, and then nothing is proved.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan};

use crate::canonical_plan::{CanonicalPlan, canonical};
use crate::substrait_refusal::{RefusalReason, SubstraitRefusal};

/// Refuses a plan that came back unless it is the original, which is optimised already. One state optimises both, so that both have the same time of day.
pub(crate) fn prove(
    state: &SessionState,
    optimized: &LogicalPlan,
    returned: &LogicalPlan,
) -> std::result::Result<(), SubstraitRefusal> {
    let returned = optimized_plan(state, returned)?;
    compare(optimized, &returned)
}

/// A plan as it is compared.
pub(crate) fn optimized_plan(
    state: &SessionState,
    plan: &LogicalPlan,
) -> std::result::Result<LogicalPlan, SubstraitRefusal> {
    state.optimize(plan).map_err(|error| {
        let node = plan.display().to_string();
        SubstraitRefusal::of_error(RefusalReason::NotOptimized, &error, node)
    })
}

/// Compares two optimised plans.
pub(crate) fn compare(
    original: &LogicalPlan,
    returned: &LogicalPlan,
) -> std::result::Result<(), SubstraitRefusal> {
    let failed = |error: &_| {
        SubstraitRefusal::of_error(
            RefusalReason::PlanDiffers,
            error,
            original.display().to_string(),
        )
    };
    let names = |plan: &LogicalPlan| -> Vec<String> {
        let fields = plan.schema().fields().iter();
        fields.map(|field| field.name().clone()).collect()
    };
    if names(original) != names(returned) {
        return Err(differs("the names of the result differ", "Root"));
    }
    let first = canonical(original).map_err(|error| failed(&error))?;
    let second = canonical(returned).map_err(|error| failed(&error))?;
    match difference(&first, &second).map_err(|error| failed(&error))? {
        Some((reason, node)) => Err(differs(&reason, &node)),
        None if first.columns != second.columns => Err(differs(
            "other columns come out, or in another order",
            "Root",
        )),
        None if first.types != second.types => {
            Err(differs("the types of the result differ", "Root"))
        }
        None => Ok(()),
    }
}

fn differs(reason: &str, node: &str) -> SubstraitRefusal {
    let reason = format!("The bytes gave another plan: {reason}.");
    SubstraitRefusal::new(
        RefusalReason::PlanDiffers,
        reason.chars().take(600).collect::<String>(),
        node.chars().take(200).collect::<String>(),
    )
}

/// The first difference of two plans, from the root down: what differs, and the node of the first plan.
fn difference(first: &CanonicalPlan, second: &CanonicalPlan) -> Result<Option<(String, String)>> {
    let (one, other) = (&first.node, &second.node);
    let found = |what: String| Ok(Some((what, one.kind.clone())));
    if one.kind != other.kind {
        return found(format!("{} is {}", one.kind, other.kind));
    }
    if one.table != other.table {
        return found("another table is scanned".to_owned());
    }
    if one.inputs.len() != other.inputs.len() {
        return found("there are more or fewer inputs".to_owned());
    }
    for (input, its) in one.inputs.iter().zip(&other.inputs) {
        let deeper = difference(input, its)?;
        if deeper.is_some() {
            return Ok(deeper);
        }
    }
    if one.expressions.len() != other.expressions.len() {
        return found("there are more or fewer expressions".to_owned());
    }
    for (expression, its) in one.expressions.iter().zip(&other.expressions) {
        if expression != its || constants(expression)? != constants(its)? {
            return found(format!("{expression} is {its}"));
        }
    }
    Ok(None)
}

/// The constants of an expression with their types: equality of Arrow's scalars passes over time zones.
fn constants(expression: &Expr) -> Result<Vec<(arrow::datatypes::DataType, ScalarValue)>> {
    let mut all = Vec::new();
    expression.apply(|part| {
        if let Expr::Literal(value, _) = part {
            all.push((value.data_type(), value.clone()));
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(all)
}
