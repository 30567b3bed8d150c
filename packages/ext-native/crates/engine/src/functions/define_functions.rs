use std::sync::Arc;

use datafusion::execution::FunctionRegistry;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, ScalarUDF};

use super::macro_factory::new_macro;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::statement::parsed::plan_in;

/// The macros of several CREATE FUNCTION statements, of which each sees those before it. Nothing is registered yet.
///
/// Errors: `statement-refused` for any other statement, and those of a definition, each with the statement's `index` from 0.
pub(crate) async fn macros_of(
    mut state: SessionState,
    statements: &[String],
) -> Outcome<Vec<Arc<ScalarUDF>>> {
    let mut macros = Vec::new();
    for (index, sql) in statements.iter().enumerate() {
        let function = macro_of(&state, sql)
            .await
            .map_err(|failure| failure.with("index", index))?;
        state.register_udf(function.clone())?;
        macros.push(function);
    }
    Ok(macros)
}

async fn macro_of(state: &SessionState, sql: &str) -> Outcome<Arc<ScalarUDF>> {
    match plan_in(state, sql).await? {
        LogicalPlan::Ddl(DdlStatement::CreateFunction(statement)) => new_macro(state, *statement),
        _ => Err(EngineFailure::new(
            FailureCode::StatementRefused,
            "only CREATE FUNCTION defines a function",
        )),
    }
}
