//! The expression planners that a session can be given by name: they say what an operator of SQL means.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::{DFSchema, Result};
use datafusion::execution::FunctionRegistry;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{Expr, ExprSchemable, cast};
use datafusion::sql::sqlparser::ast::BinaryOperator;

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// A planner by its name, and by what DataFusion calls it.
struct KnownPlanner {
    name: &'static str,
    type_name: &'static str,
    install: fn(&mut SessionState) -> Result<()>,
}

/// DataFusion gives every session the first two.
static KNOWN: [KnownPlanner; 4] = [
    KnownPlanner {
        name: "nested-field-access",
        type_name: "FieldAccessPlanner",
        install: |_| Ok(()),
    },
    KnownPlanner {
        name: "array-operators",
        type_name: "NestedFunctionPlanner",
        install: |_| Ok(()),
    },
    KnownPlanner {
        name: "json",
        type_name: "JsonExprPlanner",
        install: |state| datafusion_functions_json::register_all(state),
    },
    KnownPlanner {
        name: "date-arithmetic",
        type_name: "DateArithmetic",
        install: |state| state.register_expr_planner(Arc::new(DateArithmetic)),
    },
];

/// The names of all planners that there are.
pub(crate) fn known_planners() -> Vec<&'static str> {
    KNOWN.iter().map(|planner| planner.name).collect()
}

/// The names of the planners that a session has.
pub(crate) fn installed_planners(state: &SessionState) -> Vec<&'static str> {
    let is_installed = |known: &&KnownPlanner| {
        let mut planners = state.expr_planners().iter();
        planners.any(|planner| format!("{planner:?}") == known.type_name)
    };
    KNOWN
        .iter()
        .filter(is_installed)
        .map(|known| known.name)
        .collect()
}

/// Installs planners by name; what is there already stays. Errors: `unknown-planner`, and then nothing is installed.
pub(crate) fn install_planners(state: &mut SessionState, names: &[String]) -> Outcome<()> {
    let wanted = names
        .iter()
        .map(|name| {
            KNOWN
                .iter()
                .find(|known| known.name == name)
                .ok_or_else(|| unknown(name))
        })
        .collect::<Outcome<Vec<_>>>()?;
    for planner in wanted {
        if !installed_planners(state).contains(&planner.name) {
            (planner.install)(state)?;
        }
    }
    Ok(())
}

fn unknown(name: &str) -> EngineFailure {
    let known = known_planners();
    EngineFailure::new(
        FailureCode::UnknownPlanner,
        format!(
            "there is no expression planner \"{name}\"; there are {}",
            known.join(", ")
        ),
    )
    .with("planner", name)
    .with("known", known)
}

/// Days: `date + 7`, `7 + date` and `date - 7` are dates, and `date - date` is a number of days (BIGINT), as in PostgreSQL.
#[derive(Debug)]
struct DateArithmetic;

impl ExprPlanner for DateArithmetic {
    fn plan_binary_op(
        &self,
        expr: RawBinaryExpr,
        schema: &DFSchema,
    ) -> Result<PlannerResult<RawBinaryExpr>> {
        let RawBinaryExpr { op, left, right } = expr;
        if !matches!(op, BinaryOperator::Plus | BinaryOperator::Minus) {
            return Ok(PlannerResult::Original(RawBinaryExpr { op, left, right }));
        }
        let (left_type, right_type) = (left.get_type(schema)?, right.get_type(schema)?);
        let (left_is_date, right_is_date) = (
            left_type == DataType::Date32,
            right_type == DataType::Date32,
        );
        let planned = match op {
            BinaryOperator::Plus if left_is_date && right_type.is_integer() => {
                date_of(days_of(left) + cast(right, DataType::Int32))
            }
            BinaryOperator::Plus if right_is_date && left_type.is_integer() => {
                date_of(cast(left, DataType::Int32) + days_of(right))
            }
            BinaryOperator::Minus if left_is_date && right_type.is_integer() => {
                date_of(days_of(left) - cast(right, DataType::Int32))
            }
            BinaryOperator::Minus if left_is_date && right_is_date => {
                cast(days_of(left) - days_of(right), DataType::Int64)
            }
            _ => return Ok(PlannerResult::Original(RawBinaryExpr { op, left, right })),
        };
        Ok(PlannerResult::Planned(planned))
    }
}

/// A date as its days since 1970-01-01, which is what it is.
fn days_of(date: Expr) -> Expr {
    cast(date, DataType::Int32)
}

fn date_of(days: Expr) -> Expr {
    cast(days, DataType::Date32)
}
