//! Functions that a session has beside DataFusion's own.

mod argument;
mod call_signature;
mod cpg_score;
mod define_functions;
mod function_list;
mod host_aggregate;
mod host_function;
mod host_scalar;
mod host_table;
mod macro_factory;
mod macro_parameters;
mod position_encoding;
mod register_host;
mod rule_function;
mod sql_macro;
mod stable_hash;
mod stable_id;

use std::sync::Arc;

use datafusion::catalog::TableFunction;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionContext;

pub use function_list::{ArgumentDescription, FunctionDescription};
pub use host_function::{HostAnswer, HostCall, HostFunction};
pub use register_host::{HostDefinition, HostKind, HostVolatility};

pub(crate) use define_functions::macros_of;
pub(crate) use function_list::functions_of;
pub(crate) use host_function::HostLink;
pub(crate) use macro_factory::{MacroFactory, verify_drop};
pub(crate) use macro_parameters::with_macro_parameters;
pub(crate) use register_host::host_function;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use host_table::HostTable;
use macro_factory::is_taken;
use register_host::NewFunction;
use rule_function::{RuleDefinition, RuleFunction};

/// The rule primitives, in the order of the documentation.
static RULE_FUNCTIONS: [&RuleDefinition; 7] = [
    &stable_hash::STABLE_HASH64,
    &stable_hash::STABLE_HASH128,
    &stable_hash::PREFIXED_HASH64,
    &stable_id::STABLE_ID,
    &cpg_score::CPG_SCORE,
    &position_encoding::POSITION_ENCODING_NORM,
    &position_encoding::COL_TO_BYTE,
];

/// Makes the rule primitives known to a session.
pub(crate) fn register_rule_functions(context: &SessionContext) {
    for definition in RULE_FUNCTIONS {
        context.register_udf(rule_function(definition));
    }
}

fn rule_function(definition: &'static RuleDefinition) -> ScalarUDF {
    ScalarUDF::new_from_shared_impl(Arc::new(RuleFunction::new(definition)))
}

/// Takes macros into a session, all at once.
pub(crate) fn register_macros(
    context: &SessionContext,
    macros: Vec<Arc<ScalarUDF>>,
) -> Outcome<()> {
    let state = context.state_ref();
    let mut state = state.write();
    for function in macros {
        state.register_udf(function)?;
    }
    Ok(())
}

/// Takes a function of the host into a session. Errors: `function-exists`.
pub(crate) fn register_new(
    context: &SessionContext,
    name: &str,
    function: NewFunction,
) -> Outcome<()> {
    let state = context.state_ref();
    let mut state = state.write();
    if is_taken(&state, name) {
        return Err(EngineFailure::new(
            FailureCode::FunctionExists,
            format!("there is a function {name} already"),
        )
        .with("function", name));
    }
    match function {
        NewFunction::Scalar(function) => {
            state.register_udf(function)?;
        }
        NewFunction::Aggregate(function) => {
            state.register_udaf(function)?;
        }
        NewFunction::Table(name, function) => state.register_udtf(&name, function),
    }
    Ok(())
}

/// Who made a table function.
fn table_function_origin(function: &TableFunction) -> &'static str {
    let function: &dyn std::any::Any = function.function().as_ref();
    if function.is::<HostTable>() {
        "javascript"
    } else {
        "engine"
    }
}

#[cfg(test)]
mod tests {
    use arrow::array::Array;
    use arrow::util::display::{ArrayFormatter, FormatOptions};
    use datafusion::common::ScalarValue;
    use datafusion::logical_expr::ColumnarValue;
    use serde::Deserialize;

    use super::argument::Argument;
    use super::*;

    #[derive(Deserialize)]
    struct Golden {
        function: String,
        arguments: Vec<Option<String>>,
        result: Option<String>,
    }

    #[test]
    fn hashes_are_the_golden_values() -> Outcome<()> {
        let text = include_str!("../../../test/golden/rule-functions.json");
        let golden: Vec<Golden> = serde_json::from_str(text).unwrap_or_default();
        assert!(golden.len() > 50);
        for case in golden {
            let found = RULE_FUNCTIONS
                .iter()
                .find(|definition| definition.name == case.function);
            let arguments = case
                .arguments
                .iter()
                .map(|text| ColumnarValue::Scalar(ScalarValue::Utf8(text.clone())))
                .map(|value| Ok(Argument::new(&value)?))
                .collect::<Outcome<Vec<_>>>()?;
            let Some(definition) = found else {
                return Err(EngineFailure::new(
                    FailureCode::UnknownFunction,
                    case.function,
                ));
            };
            let column = (definition.evaluate)(&arguments, 1)?;
            let value = column
                .is_valid(0)
                .then(|| {
                    let shown = ArrayFormatter::try_new(&column, &FormatOptions::default())?;
                    Ok::<_, EngineFailure>(shown.value(0).to_string())
                })
                .transpose()?;
            assert_eq!(
                value, case.result,
                "{} of {:?}",
                case.function, case.arguments
            );
        }
        Ok(())
    }
}
