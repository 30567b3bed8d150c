//! Proves that two plans are the same query: both are optimised, and what remains is compared node by node.
//!
//! The comparison is structural (see [`crate::plan::canonical_plan`]). Two plans that are the same are so for any table; two that differ may still mean the
//! same, and then nothing is proved.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan};

use crate::plan::canonical_plan::{CanonicalPlan, canonical};
use crate::substrait::refusal::{RefusalReason, SubstraitRefusal};

/// Refuses a plan that came back unless it is the original, which is optimised already. One state optimises both, so that both have the same time of day.
pub(crate) fn prove(
    state: &SessionState,
    optimized: &LogicalPlan,
    returned: &LogicalPlan,
) -> std::result::Result<(), SubstraitRefusal> {
    let returned = optimized_plan(state, returned)?;
    let Err(refusal) = compare(optimized, &returned) else {
        return Ok(());
    };
    // The optimiser ends after some passes, wherever it is then: further ones may make the two meet.
    let further = |plan| optimized_plan(state, plan).ok();
    match (further(optimized), further(&returned)) {
        (Some(first), Some(second)) => compare(&first, &second).map_err(|_| refusal),
        _ => Err(refusal),
    }
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

#[cfg(test)]
mod tests {
    use datafusion::prelude::{SessionConfig, SessionContext};
    use datafusion_substrait::logical_plan::consumer::from_substrait_plan;
    use datafusion_substrait::logical_plan::producer::to_substrait_plan;
    use serde::Deserialize;

    use super::*;
    use crate::substrait::lane::{SubstraitOutcome, to_substrait, without_subqueries};

    /// A query that DataFusion 55's own producer or consumer carries with another meaning, and from which plans.
    #[derive(Deserialize)]
    struct CarriedWrongly {
        setup: Vec<String>,
        sql: String,
        stages: Vec<String>,
    }

    fn carried_wrongly() -> Vec<CarriedWrongly> {
        let lines = include_str!("../../tests/data/carried-wrongly.jsonl").lines();
        lines
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect()
    }

    async fn context_with(setup: &[String]) -> Result<SessionContext> {
        let context = SessionContext::new_with_config(SessionConfig::new());
        for statement in setup {
            context.sql(statement).await?.collect().await?;
        }
        Ok(context)
    }

    /// What DataFusion's own producer and consumer make of a plan.
    async fn through_theirs(state: &SessionState, plan: &LogicalPlan) -> Result<LogicalPlan> {
        let written = to_substrait_plan(plan, state)?;
        from_substrait_plan(state, &written).await
    }

    #[tokio::test]
    async fn the_proof_alone_catches_all_that_is_known_to_be_carried_wrongly() -> Result<()> {
        let all = carried_wrongly();
        assert_eq!(all.len(), 25);
        for CarriedWrongly { setup, sql, stages } in all {
            let context = context_with(&setup).await?;
            let state = context.state();
            let plan = state.create_logical_plan(&sql).await?;
            for stage in stages {
                let staged = match stage.as_str() {
                    "planned" => Ok(plan.clone()),
                    "without-subqueries" => without_subqueries(&state, &plan),
                    _ => state.optimize(&plan),
                };
                // What cannot be planned, written or read is not carried at all.
                let Ok(staged) = staged else { continue };
                let Ok(returned) = through_theirs(&state, &staged).await else {
                    continue;
                };
                let Ok(original) = state.optimize(&plan) else {
                    continue;
                };
                let Ok(returned) = state.optimize(&returned) else {
                    continue;
                };
                assert!(compare(&original, &returned).is_err(), "{stage}: {sql}");
            }
        }
        Ok(())
    }

    #[tokio::test]
    async fn what_is_carried_wrongly_by_theirs_is_carried_rightly_here_or_refused() -> Result<()> {
        for CarriedWrongly { setup, sql, .. } in carried_wrongly() {
            let context = context_with(&setup).await?;
            let plan = context.state().create_logical_plan(&sql).await?;
            match to_substrait(&context.state(), &plan).await {
                SubstraitOutcome::Bytes(bytes, _) => assert!(!bytes.is_empty(), "{sql}"),
                SubstraitOutcome::Refused(refusal) => {
                    assert!(
                        !refusal.reason.is_empty() && !refusal.node.is_empty(),
                        "{sql}"
                    );
                }
            }
        }
        Ok(())
    }

    /// Pairs of queries that differ in one thing.
    const MUTATIONS: [(&str, &str); 33] = [
        (
            "SELECT a FROM t WHERE a = (SELECT a FROM u LIMIT 1)",
            "SELECT a FROM t WHERE a = (SELECT b FROM u LIMIT 1)",
        ),
        (
            "SELECT a FROM t WHERE a > (SELECT max(a) FROM u)",
            "SELECT a FROM t WHERE a > (SELECT min(a) FROM u)",
        ),
        (
            "SELECT a + 1 AS x FROM (SELECT a, b FROM t LIMIT 3)",
            "SELECT b + 1 AS x FROM (SELECT a, b FROM t LIMIT 3)",
        ),
        ("SELECT a FROM t WHERE b > 1", "SELECT a FROM t"),
        (
            "SELECT a FROM t WHERE b > 1",
            "SELECT a FROM t WHERE b >= 1",
        ),
        ("SELECT a FROM t WHERE b > 1", "SELECT a FROM t WHERE b > 2"),
        (
            "SELECT a FROM t WHERE b > 1 AND a < 3",
            "SELECT a FROM t WHERE b > 1",
        ),
        ("SELECT a FROM t WHERE b > 1", "SELECT a FROM u WHERE b > 1"),
        ("SELECT a, b FROM t", "SELECT b AS a, a AS b FROM t"),
        (
            "SELECT a + b AS x, a - b AS y FROM t",
            "SELECT a - b AS x, a + b AS y FROM t",
        ),
        ("SELECT DISTINCT a FROM t", "SELECT a FROM t"),
        (
            "SELECT count(DISTINCT a) AS n FROM t",
            "SELECT count(a) AS n FROM t",
        ),
        (
            "SELECT sum(a) AS n FROM t",
            "SELECT sum(a) FILTER (WHERE b > 1) AS n FROM t",
        ),
        (
            "SELECT first_value(a ORDER BY b) AS n FROM t",
            "SELECT first_value(a ORDER BY b) IGNORE NULLS AS n FROM t",
        ),
        (
            "SELECT first_value(a ORDER BY b) AS n FROM t",
            "SELECT first_value(a ORDER BY b DESC) AS n FROM t",
        ),
        (
            "SELECT b, sum(a) AS n FROM t GROUP BY b",
            "SELECT b, sum(a) AS n FROM t GROUP BY ROLLUP(b)",
        ),
        (
            "SELECT a FROM t ORDER BY a",
            "SELECT a FROM t ORDER BY a DESC",
        ),
        (
            "SELECT a FROM t ORDER BY a",
            "SELECT a FROM t ORDER BY a NULLS FIRST",
        ),
        (
            "SELECT a FROM t ORDER BY a LIMIT 3",
            "SELECT a FROM t ORDER BY a LIMIT 4",
        ),
        (
            "SELECT a FROM t LIMIT 3 OFFSET 1",
            "SELECT a FROM t LIMIT 3",
        ),
        (
            "SELECT sum(a) OVER (ORDER BY b ROWS 1 PRECEDING) AS n FROM t",
            "SELECT sum(a) OVER (ORDER BY b ROWS 2 PRECEDING) AS n FROM t",
        ),
        (
            "SELECT sum(a) OVER (ORDER BY b ROWS 1 PRECEDING) AS n FROM t",
            "SELECT sum(a) OVER (ORDER BY b RANGE 1 PRECEDING) AS n FROM t",
        ),
        (
            "SELECT sum(a) OVER (ORDER BY b) AS n FROM t",
            "SELECT sum(a) OVER (PARTITION BY a ORDER BY b) AS n FROM t",
        ),
        (
            "SELECT lag(a) OVER (ORDER BY b) AS n FROM t",
            "SELECT lag(a) IGNORE NULLS OVER (ORDER BY b) AS n FROM t",
        ),
        (
            "SELECT sum(a) OVER (ORDER BY b) AS n FROM t",
            "SELECT sum(a) FILTER (WHERE a > 1) OVER (ORDER BY b) AS n FROM t",
        ),
        (
            "SELECT t.a FROM t JOIN u ON t.a = u.a",
            "SELECT t.a FROM t LEFT JOIN u ON t.a = u.a",
        ),
        (
            "SELECT t.a FROM t JOIN u ON t.a = u.a",
            "SELECT t.a FROM t JOIN u ON t.a = u.b",
        ),
        (
            "SELECT t.a FROM t JOIN u ON t.a = u.a",
            "SELECT t.a FROM t JOIN u ON t.a IS NOT DISTINCT FROM u.a",
        ),
        (
            "SELECT a FROM t WHERE a IN (SELECT a FROM u)",
            "SELECT a FROM t WHERE a NOT IN (SELECT a FROM u)",
        ),
        (
            "SELECT a FROM t UNION ALL SELECT a FROM u",
            "SELECT a FROM t UNION ALL SELECT b FROM u",
        ),
        (
            "SELECT '2024-01-01T00:00:00' AT TIME ZONE 'UTC' AS z",
            "SELECT '2024-01-01T00:00:00' AT TIME ZONE 'Asia/Tokyo' AS z",
        ),
        (
            "SELECT CAST(a AS BIGINT) AS x FROM t",
            "SELECT CAST(a AS DOUBLE) AS x FROM t",
        ),
        (
            "SELECT sum(a) OVER (ORDER BY b) AS x, sum(b) OVER (ORDER BY a) AS y FROM t",
            "SELECT sum(b) OVER (ORDER BY a) AS x, sum(a) OVER (ORDER BY b) AS y FROM t",
        ),
    ];

    #[tokio::test]
    async fn a_plan_with_one_thing_changed_is_another_plan() -> Result<()> {
        let tables = ["t", "u"].map(|table| format!("CREATE TABLE {table} (a INT, b INT)"));
        let context = context_with(&tables).await?;
        let state = context.state();
        for (sql, mutated) in MUTATIONS {
            let original = state.optimize(&state.create_logical_plan(sql).await?)?;
            let mutant = state.optimize(&state.create_logical_plan(mutated).await?)?;
            assert!(compare(&original, &mutant).is_err(), "{sql} is {mutated}");
            let again = state.optimize(&state.create_logical_plan(sql).await?)?;
            assert!(compare(&original, &again).is_ok(), "{sql}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn names_do_not_count_except_those_of_the_result() -> Result<()> {
        let context = context_with(&["CREATE TABLE t (a INT, b INT)".to_owned()]).await?;
        let state = context.state();
        let of = async |sql: &str| state.optimize(&state.create_logical_plan(sql).await?);
        let plain = of("SELECT a + 1 AS x FROM t WHERE a < b").await?;
        let renamed =
            of("SELECT y.c + 1 AS x FROM (SELECT a AS c, b AS d FROM t) y WHERE d > c").await?;
        assert!(compare(&plain, &renamed).is_ok());
        let other = of("SELECT a + 1 AS z FROM t WHERE a < b").await?;
        assert!(compare(&plain, &other).is_err());
        Ok(())
    }
}
