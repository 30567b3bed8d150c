//! The values of a query's parameters: read from JSON, checked against the plan, bound.

use std::collections::{BTreeMap, HashMap};

use arrow::datatypes::DataType;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use datafusion::common::metadata::ScalarAndMetadata;
use datafusion::common::{ParamValues, ScalarValue};
use datafusion::logical_expr::LogicalPlan;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Values by position (`$1`, `$2`, …) or by name (`$origin`).
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parameters {
    Positional(Vec<Parameter>),
    Named(BTreeMap<String, Parameter>),
}

/// One value with its type. 64-bit integers and decimals travel as text: JSON numbers would lose digits.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Parameter {
    Null,
    Boolean {
        value: bool,
    },
    Int64 {
        value: String,
    },
    Uint64 {
        value: String,
    },
    Float64 {
        value: Value,
    },
    Utf8 {
        value: String,
    },
    /// Base64.
    Binary {
        value: String,
    },
    /// Milliseconds since the epoch, UTC.
    TimestampMs {
        value: String,
    },
    /// The unscaled value.
    Decimal {
        value: String,
        precision: u8,
        scale: i8,
    },
}

impl Parameters {
    /// Errors: `parameter-type`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text)
            .map_err(|error| EngineFailure::new(FailureCode::ParameterType, error.to_string()))
    }

    fn by_placeholder(&self) -> BTreeMap<String, &Parameter> {
        match self {
            Self::Positional(values) => values
                .iter()
                .enumerate()
                .map(|(index, value)| (format!("${}", index + 1), value))
                .collect(),
            Self::Named(values) => values
                .iter()
                .map(|(name, value)| (format!("${name}"), value))
                .collect(),
        }
    }
}

/// The parameters of a plan with the types that the planner inferred for them, in order.
pub(crate) fn parameters_of(plan: &LogicalPlan) -> Outcome<Vec<(String, Option<DataType>)>> {
    let mut found: Vec<_> = plan.get_parameter_types()?.into_iter().collect();
    found.sort_by_key(|(name, _)| {
        (
            name[1..].parse::<usize>().unwrap_or(usize::MAX),
            name.clone(),
        )
    });
    Ok(found)
}

/// The values of a statement's parameters by their names (`$1`, `$origin`), in the order of the names.
pub(crate) type Values = Vec<(String, ScalarValue)>;

/// The values that are given, as the plan expects them.
///
/// Errors: `parameter-missing`, `parameter-extra`, `parameter-type`, each with `parameter`; where there are several faults it is the first,
/// and all of them stand in `faults`.
pub(crate) fn values_of(
    expected: &[(String, Option<DataType>)],
    given: Option<&Parameters>,
) -> Outcome<Values> {
    let given = given.map(Parameters::by_placeholder).unwrap_or_default();
    let missing = expected
        .iter()
        .filter(|(name, _)| !given.contains_key(name))
        .map(|(name, _)| blame(FailureCode::ParameterMissing, name, "no value is given"));
    let mut faults: Vec<EngineFailure> = missing.collect();
    let mut values = Vec::with_capacity(given.len());
    for (name, parameter) in given {
        match value_of(&name, parameter, expected) {
            Ok(value) => values.push((name, value)),
            Err(fault) => faults.push(fault),
        }
    }
    if let Some(first) = faults.first() {
        let all: Vec<Value> = faults.iter().map(told).collect();
        return Err(first.clone().with("faults", all));
    }
    Ok(values)
}

/// The plan with its placeholders replaced by these values.
pub(crate) fn bind(plan: &LogicalPlan, values: &Values) -> Outcome<LogicalPlan> {
    if values.is_empty() {
        return Ok(plan.clone());
    }
    let values: HashMap<String, ScalarAndMetadata> = values
        .iter()
        .map(|(name, value)| (name[1..].to_owned(), value.clone().into()))
        .collect();
    Ok(plan
        .clone()
        .replace_params_with_values(&ParamValues::Map(values))?)
}

fn value_of(
    name: &str,
    parameter: &Parameter,
    expected: &[(String, Option<DataType>)],
) -> Outcome<ScalarValue> {
    let Some((_, data_type)) = expected.iter().find(|(known, _)| known == name) else {
        let text = "the query has no such parameter";
        return Err(blame(FailureCode::ParameterExtra, name, text));
    };
    fitted(name, scalar_of(name, parameter)?, data_type.as_ref())
}

/// A fault as one of several.
fn told(fault: &EngineFailure) -> Value {
    json!({ "code": fault.code, "parameter": fault.details.get("parameter"), "message": fault.message })
}

fn blame(code: FailureCode, name: &str, text: &str) -> EngineFailure {
    EngineFailure::new(code, format!("parameter {name}: {text}")).with("parameter", name)
}

pub(crate) fn scalar_of(name: &str, parameter: &Parameter) -> Outcome<ScalarValue> {
    let bad = |what: &str| blame(FailureCode::ParameterType, name, what);
    Ok(match parameter {
        Parameter::Null => ScalarValue::Null,
        Parameter::Boolean { value } => ScalarValue::Boolean(Some(*value)),
        Parameter::Int64 { value } => ScalarValue::Int64(Some(
            value.parse().map_err(|_| bad("not a 64-bit integer"))?,
        )),
        Parameter::Uint64 { value } => ScalarValue::UInt64(Some(
            value
                .parse()
                .map_err(|_| bad("not an unsigned 64-bit integer"))?,
        )),
        Parameter::Float64 { value } => ScalarValue::Float64(Some(match value {
            Value::Number(number) => number.as_f64().ok_or_else(|| bad("not a number"))?,
            Value::String(text) => text.parse().map_err(|_| bad("not a number"))?,
            _ => return Err(bad("not a number")),
        })),
        Parameter::Utf8 { value } => ScalarValue::Utf8(Some(value.clone())),
        Parameter::Binary { value } => ScalarValue::Binary(Some(
            BASE64_STANDARD
                .decode(value)
                .map_err(|_| bad("not base64"))?,
        )),
        Parameter::TimestampMs { value } => ScalarValue::TimestampMillisecond(
            Some(value.parse().map_err(|_| bad("not a time"))?),
            None,
        ),
        Parameter::Decimal {
            value,
            precision,
            scale,
        } => decimal(value, *precision, *scale).ok_or_else(|| bad("not a decimal"))?,
    })
}

fn decimal(unscaled: &str, precision: u8, scale: i8) -> Option<ScalarValue> {
    if precision <= 38 {
        let value = unscaled.parse::<i128>().ok()?;
        Some(ScalarValue::Decimal128(Some(value), precision, scale))
    } else {
        let value = arrow::datatypes::i256::from_string(unscaled)?;
        Some(ScalarValue::Decimal256(Some(value), precision, scale))
    }
}

/// Makes a value fit the type that the plan expects, where that loses nothing; numbers among themselves are left to the planner's coercion.
fn fitted(name: &str, value: ScalarValue, expected: Option<&DataType>) -> Outcome<ScalarValue> {
    let Some(expected) = expected else {
        return Ok(value);
    };
    let given = value.data_type();
    if value.is_null() || given == *expected {
        return Ok(value);
    }
    let refused = || {
        blame(
            FailureCode::ParameterType,
            name,
            &format!("the query expects {expected}, a value of type {given} is given"),
        )
        .with("expected", expected.to_string())
        .with("given", given.to_string())
    };
    match (family(&given), family(expected)) {
        (Family::Text, Family::Time | Family::Decimal | Family::Interval) => {
            match value.cast_to(expected) {
                Ok(cast) if !cast.is_null() => Ok(cast),
                _ => Err(refused()),
            }
        }
        (Family::Number | Family::Decimal, Family::Number | Family::Decimal) => Ok(value),
        (_, Family::Other) => Ok(value),
        (own, other) if own == other => Ok(value),
        _ => Err(refused()),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Boolean,
    Number,
    Decimal,
    Text,
    Binary,
    Time,
    Interval,
    Other,
}

fn family(data_type: &DataType) -> Family {
    match data_type {
        DataType::Boolean => Family::Boolean,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Family::Text,
        DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::FixedSizeBinary(_) => Family::Binary,
        DataType::Date32 | DataType::Date64 | DataType::Timestamp(..) => Family::Time,
        DataType::Interval(_) | DataType::Duration(_) => Family::Interval,
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => Family::Decimal,
        DataType::Dictionary(_, values) => family(values),
        other if other.is_numeric() => Family::Number,
        _ => Family::Other,
    }
}
