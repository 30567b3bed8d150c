//! Functions that a session has beside DataFusion's own.

mod argument;
mod argument_counts;
mod call_signature;
mod called_hosts;
mod cpg_score;
mod define_functions;
mod function_list;
mod host_aggregate;
mod host_function;
mod host_scalar;
mod host_table;
mod known_functions;
mod macro_parameters;
mod omitted_arguments;
mod position_encoding;
mod register_host;
mod rule_function;
mod sql_macro;
mod stable_hash;
mod stable_id;

use std::sync::Arc;

use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionContext;

pub use function_list::{ArgumentDescription, FunctionDescription};
pub use host_function::{HostAnswer, HostCall, HostFunction};
pub use register_host::{HostDefinition, HostKind, HostVolatility};

pub(crate) use called_hosts::called_hosts;
pub(crate) use define_functions::{define_function, define_functions, drop_function};
pub(crate) use function_list::functions_of;
pub(crate) use host_function::HostLink;
pub(crate) use known_functions::tells_of_the_session;
pub(crate) use macro_parameters::with_macro_parameters;
pub(crate) use omitted_arguments::{with_omitted, with_omitted_arguments};
pub(crate) use register_host::host_function;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use known_functions::known_function;
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

/// Takes a function of the host into a session. Errors: `function-exists`.
pub(crate) fn register_new(
    context: &SessionContext,
    name: &str,
    function: NewFunction,
) -> Outcome<()> {
    let state = context.state_ref();
    let mut state = state.write();
    if known_function(&state, name).is_some() {
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
