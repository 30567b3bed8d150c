use std::sync::Arc;

use async_trait::async_trait;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::context::{FunctionFactory, RegisterFunction};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{CreateFunction, DdlStatement, LogicalPlan, ScalarUDF};

use super::sql_macro::SqlMacro;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Makes a macro of each CREATE FUNCTION.
#[derive(Debug)]
pub(crate) struct MacroFactory;

#[async_trait]
impl FunctionFactory for MacroFactory {
    async fn create(
        &self,
        state: &SessionState,
        statement: CreateFunction,
    ) -> Result<RegisterFunction> {
        let function = new_macro(state, statement)
            .map_err(|failure| DataFusionError::External(Box::new(failure)))?;
        Ok(RegisterFunction::Scalar(function))
    }
}

/// A macro that the session may take. Errors: `function-exists`, and those of [`SqlMacro::define`].
pub(crate) fn new_macro(
    state: &SessionState,
    statement: CreateFunction,
) -> Outcome<Arc<ScalarUDF>> {
    if let Some(present) = present(state, &statement.name)
        && !(statement.or_replace && present == Present::Macro)
    {
        let hint = match present {
            Present::Macro => "CREATE OR REPLACE FUNCTION defines it anew",
            Present::Other => "only macros can be defined anew",
        };
        return Err(EngineFailure::new(
            FailureCode::FunctionExists,
            format!("there is a function {} already; {hint}", statement.name),
        )
        .with("function", statement.name));
    }
    let defined = SqlMacro::define(state, statement)?;
    Ok(Arc::new(ScalarUDF::new_from_impl(defined)))
}

/// Refuses to drop what SQL has not made. Errors: `statement-refused`, `unknown-function`.
pub(crate) fn verify_drop(state: &SessionState, plan: &LogicalPlan) -> Outcome<()> {
    let LogicalPlan::Ddl(DdlStatement::DropFunction(dropped)) = plan else {
        return Ok(());
    };
    match present(state, &dropped.name) {
        Some(Present::Macro) => Ok(()),
        Some(Present::Other) => Err(EngineFailure::new(
            FailureCode::StatementRefused,
            format!("DROP FUNCTION {}: it is not a macro", dropped.name),
        )
        .with("statement", "DROP FUNCTION")
        .with("function", dropped.name.as_str())),
        None if dropped.if_exists => Ok(()),
        None => Err(EngineFailure::new(
            FailureCode::UnknownFunction,
            format!("there is no function {}", dropped.name),
        )
        .with("function", dropped.name.as_str())),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Present {
    Macro,
    Other,
}

fn present(state: &SessionState, name: &str) -> Option<Present> {
    if let Some(function) = state.scalar_functions().get(name) {
        let is_macro = function.inner().downcast_ref::<SqlMacro>().is_some();
        return Some(if is_macro {
            Present::Macro
        } else {
            Present::Other
        });
    }
    let is_other = state.aggregate_functions().contains_key(name)
        || state.window_functions().contains_key(name)
        || state.table_functions().contains_key(name)
        || state.higher_order_functions().contains_key(name);
    is_other.then_some(Present::Other)
}

/// Whether a session has a function of that name, of whatever kind.
pub(crate) fn is_taken(state: &SessionState, name: &str) -> bool {
    present(state, name).is_some()
}
