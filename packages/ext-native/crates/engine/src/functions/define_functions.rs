//! Defines SQL macros. A macro calls the macros of the moment in which it is called, as in DuckDB: when one is defined anew or dropped, those that
//! call it are planned again from their texts. One that does not fit any more says so when it is called, and fits again when what it calls does.

use std::sync::Arc;

use datafusion::execution::FunctionRegistry;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{CreateFunction, DdlStatement, LogicalPlan, ScalarUDF};
use datafusion::prelude::SessionContext;

use super::known_functions::{KnownFunction, known_function};
use super::macro_parameters::default_texts;
use super::sql_macro::{MacroText, SqlMacro};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::statement::parsed::parsed;

/// Defines macros by CREATE FUNCTION statements, of which each sees those before it: all of them, or none.
///
/// Errors: those of [`define_function`], each with the statement's `index` from 0.
pub(crate) async fn define_functions(
    context: &SessionContext,
    statements: &[String],
) -> Outcome<()> {
    let mut state = context.state();
    let mut macros = Vec::new();
    for (index, sql) in statements.iter().enumerate() {
        let defined = defined(&mut state, sql).await;
        macros.extend(defined.map_err(|failure| failure.with("index", index))?);
    }
    register(context, macros)
}

/// Defines one macro.
///
/// Errors: `statement-refused` for any other statement; `function-exists`, `invalid-function` and those of its expressions.
pub(crate) async fn define_function(context: &SessionContext, sql: &str) -> Outcome<()> {
    let macros = defined(&mut context.state(), sql).await?;
    register(context, macros)
}

/// Takes a macro or a function of the host away; plans that have been prepared keep macros, and fail with functions of the host.
///
/// Errors: `statement-refused` for the engine's own functions, `unknown-function`.
pub(crate) async fn drop_function(
    context: &SessionContext,
    name: &str,
    if_exists: bool,
) -> Outcome<()> {
    let mut state = context.state();
    match known_function(&state, name) {
        Some(KnownFunction::Macro) => {
            state.deregister_udf(name)?;
            let callers = callers_of(&mut state, name).await?;
            context.deregister_udf(name);
            register(context, callers)
        }
        Some(KnownFunction::Host(link)) => {
            link.drop_function();
            context.deregister_udf(name);
            context.deregister_udaf(name);
            context.deregister_udtf(name);
            Ok(())
        }
        Some(KnownFunction::Engine) => Err(EngineFailure::new(
            FailureCode::StatementRefused,
            format!("DROP FUNCTION {name}: it belongs to the engine"),
        )
        .with("statement", "DROP FUNCTION")
        .with("function", name)),
        None if if_exists => Ok(()),
        None => Err(EngineFailure::new(
            FailureCode::UnknownFunction,
            format!("there is no function {name}"),
        )
        .with("function", name)),
    }
}

fn register(context: &SessionContext, macros: Vec<Arc<ScalarUDF>>) -> Outcome<()> {
    let state = context.state_ref();
    let mut state = state.write();
    for function in macros {
        state.register_udf(function)?;
    }
    Ok(())
}

/// The macro of a statement and those that call one of its name, callees first. The state knows them then.
async fn defined(state: &mut SessionState, sql: &str) -> Outcome<Vec<Arc<ScalarUDF>>> {
    let (text, statement) = planned(state, sql).await?;
    verify_new(state, &statement)?;
    let name = statement.name.clone();
    let function = as_function(SqlMacro::define(state, statement, text)?);
    state.register_udf(function.clone())?;
    let mut macros = vec![function];
    macros.extend(callers_of(state, &name).await?);
    Ok(macros)
}

/// The macros that call one, on whatever way, planned anew.
async fn callers_of(state: &mut SessionState, name: &str) -> Outcome<Vec<Arc<ScalarUDF>>> {
    let mut callers: Vec<_> = state
        .scalar_functions()
        .values()
        .filter(|function| as_macro(function).is_some_and(|caller| caller.uses().contains(name)))
        .cloned()
        .collect();
    // A macro uses all that those which it calls use, and more.
    callers.sort_by_key(|function| as_macro(function).map_or(0, |caller| caller.uses().len()));
    let mut renewed = Vec::with_capacity(callers.len());
    for caller in callers.iter().filter_map(|function| as_macro(function)) {
        let again = match planned(state, caller.sql()).await {
            Ok((text, statement)) => SqlMacro::define(state, statement, text),
            Err(failure) => Err(failure),
        };
        let function = as_function(again.unwrap_or_else(|failure| caller.unfit(failure)));
        state.register_udf(function.clone())?;
        renewed.push(function);
    }
    Ok(renewed)
}

async fn planned(state: &SessionState, sql: &str) -> Outcome<(MacroText, CreateFunction)> {
    let statement = parsed(state, sql)?;
    let text = MacroText {
        sql: sql.to_owned(),
        defaults: default_texts(&statement),
    };
    match state.statement_to_plan(statement).await? {
        LogicalPlan::Ddl(DdlStatement::CreateFunction(statement)) => Ok((text, *statement)),
        _ => Err(EngineFailure::new(
            FailureCode::StatementRefused,
            "only CREATE FUNCTION defines a function",
        )),
    }
}

fn verify_new(state: &SessionState, statement: &CreateFunction) -> Outcome<()> {
    let hint = match known_function(state, &statement.name) {
        None => return Ok(()),
        Some(KnownFunction::Macro) if statement.or_replace => return Ok(()),
        Some(KnownFunction::Macro) => "CREATE OR REPLACE FUNCTION defines it anew",
        Some(_) => "only macros can be defined anew",
    };
    Err(EngineFailure::new(
        FailureCode::FunctionExists,
        format!("there is a function {} already; {hint}", statement.name),
    )
    .with("function", statement.name.as_str()))
}

fn as_macro(function: &ScalarUDF) -> Option<&SqlMacro> {
    function.inner().downcast_ref()
}

fn as_function(defined: SqlMacro) -> Arc<ScalarUDF> {
    Arc::new(ScalarUDF::new_from_impl(defined))
}
