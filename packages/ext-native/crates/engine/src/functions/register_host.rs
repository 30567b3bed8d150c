//! Reads the definition of a function of the host and makes it one of DataFusion's.

use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::TableFunctionImpl;
use datafusion::logical_expr::{AggregateUDF, DocSection, Documentation, ScalarUDF, Volatility};
use serde::Deserialize;

use super::call_signature::{CallSignature, FunctionParameter, Takes};
use super::host_aggregate::HostAggregate;
use super::host_function::{HostLink, decoded_schema};
use super::host_scalar::HostScalar;
use super::host_table::HostTable;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::option_failure;

/// What the host says of its function.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HostDefinition {
    pub name: String,
    pub kind: HostKind,
    #[serde(default)]
    pub volatility: HostVolatility,
    #[serde(default)]
    pub description: Option<String>,
    /// Of a table function: it belongs to the session and tells of it, so that a policy over tables, columns or rows refuses it, and nobody drops it.
    #[serde(default)]
    pub tells_of_the_session: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostKind {
    Scalar,
    Aggregate,
    Table,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HostVolatility {
    Immutable,
    Stable,
    #[default]
    Volatile,
}

/// A function that is ready to be registered.
pub(crate) enum NewFunction {
    Scalar(Arc<ScalarUDF>),
    Aggregate(Arc<AggregateUDF>),
    Table(String, Arc<dyn TableFunctionImpl>),
}

const SECTION: DocSection = DocSection {
    include: true,
    label: "Functions of the host",
    description: None,
};

impl HostDefinition {
    /// Reads a definition from JSON. Errors: `unknown-option`, `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }
}

/// `arguments` and `returns` are schemas at the head of Arrow IPC streams. `returns` has one field for a scalar function, two for an aggregate (the
/// result and the state), and the columns for a table function.
///
/// Errors: `invalid-arrow`, `invalid-function`.
pub(crate) fn host_function(
    definition: &HostDefinition,
    (arguments, returns): (&[u8], &[u8]),
    link: HostLink,
) -> Outcome<NewFunction> {
    let arguments: SchemaRef = Arc::new(nullable(decoded_schema(arguments)?));
    let returns: SchemaRef = Arc::new(nullable(decoded_schema(returns)?));
    let call = CallSignature {
        function: definition.name.clone(),
        parameters: arguments
            .fields()
            .iter()
            .map(|field| FunctionParameter {
                name: field.name().clone(),
                takes: Takes::Only(field.data_type().clone()),
                default: None,
            })
            .collect(),
        repeats_last: false,
    };
    let documentation = documentation(&call, definition.description.as_deref());
    let volatility = match definition.volatility {
        HostVolatility::Immutable => Volatility::Immutable,
        HostVolatility::Stable => Volatility::Stable,
        HostVolatility::Volatile => Volatility::Volatile,
    };
    let types: Vec<_> = returns
        .fields()
        .iter()
        .map(|field| field.data_type().clone())
        .collect();
    match (definition.kind, types.as_slice()) {
        (HostKind::Scalar, [result]) => Ok(NewFunction::Scalar(Arc::new(
            ScalarUDF::new_from_impl(HostScalar::new(
                link,
                call,
                documentation,
                arguments,
                result.clone(),
                volatility,
            )),
        ))),
        (HostKind::Aggregate, [result, state]) if !arguments.fields().is_empty() => Ok(
            NewFunction::Aggregate(Arc::new(AggregateUDF::new_from_impl(HostAggregate::new(
                link,
                call,
                documentation,
                arguments,
                (state.clone(), result.clone()),
                volatility,
            )))),
        ),
        (HostKind::Table, [_, ..]) => Ok(NewFunction::Table(
            definition.name.clone(),
            Arc::new(HostTable::new(
                link,
                call,
                arguments,
                returns,
                definition.tells_of_the_session,
            )),
        )),
        _ => Err(EngineFailure::new(
            FailureCode::InvalidFunction,
            format!(
                "the function {} needs a type to return, and an aggregate an argument",
                definition.name
            ),
        )
        .with("function", definition.name.as_str())),
    }
}

fn nullable(schema: Schema) -> Schema {
    let fields = schema.fields().iter();
    Schema::new(
        fields
            .map(|field| field.as_ref().clone().with_nullable(true))
            .collect::<Vec<_>>(),
    )
}

fn documentation(call: &CallSignature, description: Option<&str>) -> Documentation {
    let builder = Documentation::builder(
        SECTION,
        description.unwrap_or("A function of the host."),
        call.to_string(),
    );
    call.parameters
        .iter()
        .fold(builder, |builder, parameter| {
            builder.with_argument(&parameter.name, parameter.takes.to_string())
        })
        .build()
}
