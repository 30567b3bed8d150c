//! The rules of a policy over the size of a plan: joins, LIMIT.

use std::collections::HashSet;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Column, DFSchema, NullEquality, Result};
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{Expr, Join, LogicalPlan};
use datafusion::scalar::ScalarValue;

use crate::failure::FailureCode;
use crate::failure::plan_refusals::PlanRefusals;
use crate::policy::options::PolicyOptions;

pub(crate) fn judge(
    plan: &LogicalPlan,
    options: &PolicyOptions,
    refusals: &mut PlanRefusals,
) -> Result<()> {
    if let Some(most) = options.max_joins {
        let joins = count_joins(plan)?;
        if joins > most {
            let message = format!("There are {joins} joins; the policy allows {most}.");
            refusals.add(FailureCode::TooComplex, &format!("{joins} joins"), message);
        }
    }
    if options.require_limit || options.max_rows.is_some() {
        judge_limit(plan, options.max_rows, refusals);
    }
    if options.forbid_cross_join {
        let crosses = has_cross_join(plan, &[])?;
        if crosses {
            let message = "No condition ties the two sides of a join.".to_owned();
            refusals.add(FailureCode::CrossJoin, "JOIN", message);
        }
    }
    Ok(())
}

/// INTERSECT and EXCEPT are planned as joins in which nulls are equal; they do not count.
fn count_joins(plan: &LogicalPlan) -> Result<usize> {
    let mut joins = 0;
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::Join(join) = node
            && join.null_equality == NullEquality::NullEqualsNothing
        {
            joins += 1;
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(joins)
}

fn judge_limit(plan: &LogicalPlan, most: Option<u64>, refusals: &mut PlanRefusals) {
    let rows = most.map_or_else(String::new, |most| format!(" of at most {most} rows"));
    let needed = format!("The query needs a LIMIT{rows}, written as a number.");
    match plan {
        LogicalPlan::Projection(_) | LogicalPlan::SubqueryAlias(_) => {
            for input in plan.inputs() {
                judge_limit(input, most, refusals);
            }
        }
        LogicalPlan::Limit(limit) => match limit.fetch.as_deref().map(number_of) {
            Some(Some(fetch)) if most.is_some_and(|most| fetch > most) => {
                let message = format!("The LIMIT is {fetch}; the policy allows{}.", &rows[11..]);
                refusals.add(FailureCode::MissingLimit, &fetch.to_string(), message);
            }
            Some(Some(_)) => {}
            _ => refusals.add(FailureCode::MissingLimit, "LIMIT", needed),
        },
        // Only queries have one.
        LogicalPlan::Explain(_)
        | LogicalPlan::Analyze(_)
        | LogicalPlan::DescribeTable(_)
        | LogicalPlan::Ddl(_)
        | LogicalPlan::Dml(_)
        | LogicalPlan::Copy(_)
        | LogicalPlan::Statement(_) => {}
        _ => refusals.add(FailureCode::MissingLimit, "LIMIT", needed),
    }
}

fn number_of(expression: &Expr) -> Option<u64> {
    match expression {
        Expr::Literal(ScalarValue::Int64(Some(rows)), _) => u64::try_from(*rows).ok(),
        Expr::Literal(ScalarValue::UInt64(Some(rows)), _) => Some(*rows),
        _ => None,
    }
}

/// Whether some join has no condition. In an unoptimised plan the condition of `FROM a, b WHERE a.x = b.x` stands above the join: `above`.
fn has_cross_join(plan: &LogicalPlan, above: &[&Expr]) -> Result<bool> {
    let mut found = false;
    plan.apply_subqueries(|subquery| {
        found = found || has_cross_join(subquery, &[])?;
        Ok(TreeNodeRecursion::Continue)
    })?;
    let conditions: Vec<&Expr> = match plan {
        LogicalPlan::Filter(filter) => {
            let own = split_conjunction(&filter.predicate);
            above.iter().copied().chain(own).collect()
        }
        LogicalPlan::Join(join) => {
            found = found || !is_tied(join, above);
            above.to_vec()
        }
        _ => Vec::new(),
    };
    for input in plan.inputs() {
        found = found || has_cross_join(input, &conditions)?;
    }
    Ok(found)
}

fn is_tied(join: &Join, above: &[&Expr]) -> bool {
    let has_condition = join
        .filter
        .as_ref()
        .is_some_and(|filter| !matches!(filter, Expr::Literal(..)));
    !join.on.is_empty()
        || has_condition
        || is_lateral(&join.right)
        || above.iter().any(|condition| {
            let columns = condition.column_refs();
            any_of(&columns, join.left.schema()) && any_of(&columns, join.right.schema())
        })
}

fn any_of(columns: &HashSet<&Column>, schema: &DFSchema) -> bool {
    columns.iter().any(|column| schema.has_column(column))
}

/// A side that refers to the other one is tied to it by that.
fn is_lateral(side: &LogicalPlan) -> bool {
    match side {
        LogicalPlan::Subquery(subquery) => !subquery.outer_ref_columns.is_empty(),
        LogicalPlan::SubqueryAlias(alias) => is_lateral(&alias.input),
        _ => false,
    }
}
