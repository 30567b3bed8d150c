//! The values in the predicates that reach a scan: 64-bit integers, timestamps and unscaled decimals travel as text, so that JSON keeps every digit.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::Expr;
use serde::Serialize;

/// A value, with its type.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ScanLiteral {
    Null,
    Boolean {
        value: bool,
    },
    /// Decimal digits.
    Integer {
        value: String,
    },
    /// The shortest text that reads back as this number; `NaN`, `inf`, `-inf`.
    Float {
        value: String,
    },
    String {
        value: String,
    },
    /// Base64.
    Binary {
        value: String,
    },
    /// Days since 1970-01-01.
    Date {
        days: i32,
    },
    /// Units since 1970-01-01; without a zone, of the calendar.
    Timestamp {
        value: String,
        unit: &'static str,
        zone: Option<String>,
    },
    /// The digits without the point.
    Decimal {
        unscaled: String,
        scale: i8,
    },
}

/// The value of an expression that is one, and of a type that a pruner knows.
pub(crate) fn literal_of(expr: &Expr) -> Option<ScanLiteral> {
    match expr {
        Expr::Literal(value, _) => literal(value),
        _ => None,
    }
}

fn literal(value: &ScalarValue) -> Option<ScanLiteral> {
    if let ScalarValue::Dictionary(_, inner) = value {
        return literal(inner);
    }
    if value.is_null() {
        return Some(ScanLiteral::Null);
    }
    let integer = |value: i128| ScanLiteral::Integer {
        value: value.to_string(),
    };
    let timestamp = |value: i64, unit, zone: &Option<Arc<str>>| ScanLiteral::Timestamp {
        value: value.to_string(),
        unit,
        zone: zone.as_deref().map(ToOwned::to_owned),
    };
    Some(match value {
        ScalarValue::Boolean(Some(value)) => ScanLiteral::Boolean { value: *value },
        ScalarValue::Int8(Some(value)) => integer((*value).into()),
        ScalarValue::Int16(Some(value)) => integer((*value).into()),
        ScalarValue::Int32(Some(value)) => integer((*value).into()),
        ScalarValue::Int64(Some(value)) => integer((*value).into()),
        ScalarValue::UInt8(Some(value)) => integer((*value).into()),
        ScalarValue::UInt16(Some(value)) => integer((*value).into()),
        ScalarValue::UInt32(Some(value)) => integer((*value).into()),
        ScalarValue::UInt64(Some(value)) => integer((*value).into()),
        ScalarValue::Float32(Some(value)) => ScanLiteral::Float {
            value: f64::from(*value).to_string(),
        },
        ScalarValue::Float64(Some(value)) => ScanLiteral::Float {
            value: value.to_string(),
        },
        ScalarValue::Utf8(Some(value))
        | ScalarValue::LargeUtf8(Some(value))
        | ScalarValue::Utf8View(Some(value)) => ScanLiteral::String {
            value: value.clone(),
        },
        ScalarValue::Binary(Some(value))
        | ScalarValue::LargeBinary(Some(value))
        | ScalarValue::BinaryView(Some(value))
        | ScalarValue::FixedSizeBinary(_, Some(value)) => ScanLiteral::Binary {
            value: BASE64_STANDARD.encode(value),
        },
        ScalarValue::Date32(Some(days)) => ScanLiteral::Date { days: *days },
        ScalarValue::TimestampSecond(Some(value), zone) => timestamp(*value, "second", zone),
        ScalarValue::TimestampMillisecond(Some(value), zone) => {
            timestamp(*value, "millisecond", zone)
        }
        ScalarValue::TimestampMicrosecond(Some(value), zone) => {
            timestamp(*value, "microsecond", zone)
        }
        ScalarValue::TimestampNanosecond(Some(value), zone) => {
            timestamp(*value, "nanosecond", zone)
        }
        ScalarValue::Decimal128(Some(value), _, scale) => ScanLiteral::Decimal {
            unscaled: value.to_string(),
            scale: *scale,
        },
        ScalarValue::Decimal256(Some(value), _, scale) => ScanLiteral::Decimal {
            unscaled: value.to_string(),
            scale: *scale,
        },
        _ => return None,
    })
}
