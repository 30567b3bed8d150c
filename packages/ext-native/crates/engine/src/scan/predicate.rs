//! The predicates that reach a scan, as data: what a pruner outside the engine can judge, and the SQL text of the rest.
//!
//! The shape is that of `Predicate` in `@causeway/delta-pruning`. Literals keep every digit: 64-bit integers, timestamps and unscaled decimals
//! travel as text.

use arrow::datatypes::{DataType, IntervalMonthDayNano, TimeUnit};
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::logical_expr::expr::{Cast, InList, Like, ScalarFunction, TryCast};
use datafusion::logical_expr::utils::split_conjunction;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, ExprSchemable, Operator};
use serde::Serialize;

use crate::execution::output_types::output_type;
use crate::scan::literal::{ScanLiteral, literal_of};

/// A condition of which a row matches when it is true, in SQL's three values.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ScanPredicate {
    Compare {
        input: ScanExpression,
        operator: &'static str,
        value: ScanLiteral,
    },
    Between {
        input: ScanExpression,
        low: ScanLiteral,
        high: ScanLiteral,
    },
    InList {
        input: ScanExpression,
        values: Vec<ScanLiteral>,
    },
    Like {
        input: ScanExpression,
        pattern: String,
        #[serde(rename = "escapeCharacter", skip_serializing_if = "Option::is_none")]
        escape_character: Option<String>,
    },
    IsNull {
        input: ScanExpression,
    },
    IsNotNull {
        input: ScanExpression,
    },
    And {
        operands: Vec<ScanPredicate>,
    },
    Or {
        operands: Vec<ScanPredicate>,
    },
    Not {
        operand: Box<ScanPredicate>,
    },
    Constant {
        value: Option<bool>,
    },
    /// Anything else, as SQL or, where it has no SQL, as the planner writes it.
    Unknown {
        text: String,
    },
}

/// What a condition is about: a column, or a function of one. Times are in UTC.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum ScanExpression {
    /// A column, or a field of its structs.
    Column { path: Vec<String> },
    /// `to`: the name of a primitive type of Delta.
    Cast {
        input: Box<ScanExpression>,
        to: String,
    },
    DateTrunc {
        unit: String,
        input: Box<ScanExpression>,
    },
    DatePart {
        part: String,
        input: Box<ScanExpression>,
    },
    Left {
        input: Box<ScanExpression>,
        length: u32,
    },
    /// `amount`: an integer as text; days for a date, microseconds for a timestamp.
    Plus {
        input: Box<ScanExpression>,
        amount: String,
    },
}

/// How deep conditions are followed into each other; what is deeper is unknown.
const MOST_DEPTH: usize = 50;

/// What all the filters of a scan ask for together; `None` without filters.
pub(crate) fn predicate_of(filters: &[Expr], schema: &DFSchema) -> Option<ScanPredicate> {
    let reader = Reader { schema };
    let mut operands: Vec<ScanPredicate> = filters
        .iter()
        .flat_map(split_conjunction)
        .map(|filter| reader.predicate(filter, 0))
        .collect();
    match operands.len() {
        0 => None,
        1 => operands.pop(),
        _ => Some(ScanPredicate::And { operands }),
    }
}

struct Reader<'schema> {
    schema: &'schema DFSchema,
}

impl Reader<'_> {
    fn predicate(&self, expr: &Expr, depth: usize) -> ScanPredicate {
        let known = if depth > MOST_DEPTH {
            None
        } else {
            self.known(expr, depth)
        };
        known.unwrap_or_else(|| ScanPredicate::Unknown {
            text: expr.human_display().to_string(),
        })
    }

    fn known(&self, expr: &Expr, depth: usize) -> Option<ScanPredicate> {
        Some(match expr {
            Expr::Alias(alias) => return self.known(&alias.expr, depth + 1),
            Expr::Literal(value, _) => ScanPredicate::Constant {
                value: match value {
                    ScalarValue::Boolean(value) => *value,
                    value if value.is_null() => None,
                    _ => return None,
                },
            },
            Expr::BinaryExpr(binary) => return self.binary(binary, depth),
            Expr::Not(operand) => not(self.predicate(operand, depth + 1)),
            Expr::IsNull(input) => ScanPredicate::IsNull {
                input: self.expression(input)?,
            },
            Expr::IsNotNull(input) => ScanPredicate::IsNotNull {
                input: self.expression(input)?,
            },
            Expr::Between(Between {
                expr,
                negated,
                low,
                high,
            }) => negated_if(
                *negated,
                ScanPredicate::Between {
                    input: self.expression(expr)?,
                    low: literal_of(low)?,
                    high: literal_of(high)?,
                },
            ),
            Expr::InList(InList {
                expr,
                list,
                negated,
            }) => negated_if(
                *negated,
                ScanPredicate::InList {
                    input: self.expression(expr)?,
                    values: list.iter().map(literal_of).collect::<Option<_>>()?,
                },
            ),
            Expr::Like(Like {
                negated,
                expr,
                pattern,
                escape_char,
                case_insensitive: false,
            }) => negated_if(
                *negated,
                ScanPredicate::Like {
                    input: self.expression(expr)?,
                    pattern: text_of(pattern)?.to_owned(),
                    escape_character: escape_char.map(String::from),
                },
            ),
            Expr::ScalarFunction(function) if function.name() == "starts_with" => {
                let [input, prefix] = function.args.as_slice() else {
                    return None;
                };
                ScanPredicate::Like {
                    input: self.expression(input)?,
                    pattern: format!("{}%", escaped(text_of(prefix)?)),
                    escape_character: Some("\\".to_owned()),
                }
            }
            // A boolean column is a condition by itself.
            Expr::Column(_) => ScanPredicate::Compare {
                input: self.expression(expr)?,
                operator: "=",
                value: ScanLiteral::Boolean { value: true },
            },
            _ => return None,
        })
    }

    fn binary(&self, binary: &BinaryExpr, depth: usize) -> Option<ScanPredicate> {
        let BinaryExpr { left, op, right } = binary;
        if matches!(op, Operator::And | Operator::Or) {
            let operands = chain(binary)
                .into_iter()
                .map(|operand| self.predicate(operand, depth + 1))
                .collect();
            return Some(if *op == Operator::And {
                ScanPredicate::And { operands }
            } else {
                ScanPredicate::Or { operands }
            });
        }
        let (input, op, value) = match (literal_of(left), literal_of(right)) {
            (None, Some(value)) => (self.expression(left)?, *op, value),
            (Some(value), None) => (self.expression(right)?, op.swap()?, value),
            _ => return None,
        };
        let operator = match op {
            Operator::Eq => "=",
            Operator::NotEq => "<>",
            Operator::Lt => "<",
            Operator::LtEq => "<=",
            Operator::Gt => ">",
            Operator::GtEq => ">=",
            Operator::IsNotDistinctFrom => return Some(same(input, value)),
            Operator::IsDistinctFrom => return Some(not(same(input, value))),
            _ => return None,
        };
        Some(ScanPredicate::Compare {
            input,
            operator,
            value,
        })
    }

    fn expression(&self, expr: &Expr) -> Option<ScanExpression> {
        match expr {
            Expr::Alias(alias) => self.expression(&alias.expr),
            Expr::Column(column) => Some(ScanExpression::Column {
                path: vec![column.name.clone()],
            }),
            Expr::Cast(Cast { expr, field }) | Expr::TryCast(TryCast { expr, field }) => {
                self.cast(expr, field.data_type())
            }
            Expr::ScalarFunction(function) => self.function(function),
            Expr::BinaryExpr(BinaryExpr {
                left,
                op: op @ (Operator::Plus | Operator::Minus),
                right,
            }) => self.sum(left, *op == Operator::Minus, right),
            _ => None,
        }
    }

    fn cast(&self, input: &Expr, to: &DataType) -> Option<ScanExpression> {
        let from = output_type(&input.get_type(self.schema).ok()?);
        let to = output_type(to);
        let expression = self.expression(input)?;
        if from == to {
            return Some(expression);
        }
        Some(ScanExpression::Cast {
            input: Box::new(expression),
            to: delta_type(&to)?,
        })
    }

    fn function(&self, function: &ScalarFunction) -> Option<ScanExpression> {
        match (function.name(), function.args.as_slice()) {
            ("get_field", [base, fields @ ..]) => {
                let ScanExpression::Column { mut path } = self.expression(base)? else {
                    return None;
                };
                for field in fields {
                    path.push(text_of(field)?.to_owned());
                }
                Some(ScanExpression::Column { path })
            }
            ("date_trunc", [unit, input]) => Some(ScanExpression::DateTrunc {
                unit: one_of(
                    text_of(unit)?,
                    &[
                        "year",
                        "quarter",
                        "month",
                        "week",
                        "day",
                        "hour",
                        "minute",
                        "second",
                        "millisecond",
                    ],
                )?,
                input: Box::new(self.expression(input)?),
            }),
            ("date_part", [part, input]) => Some(ScanExpression::DatePart {
                part: one_of(text_of(part)?, &["year", "quarter", "month", "day", "hour"])?,
                input: Box::new(self.expression(input)?),
            }),
            ("left", [input, length]) => self.left(input, length),
            ("substr" | "substring", [input, start, length]) if integer_of(start)? == 1 => {
                self.left(input, length)
            }
            _ => None,
        }
    }

    fn left(&self, input: &Expr, length: &Expr) -> Option<ScanExpression> {
        Some(ScanExpression::Left {
            input: Box::new(self.expression(input)?),
            length: u32::try_from(integer_of(length)?).ok()?,
        })
    }

    /// A column and a constant. Integers only where the sum cannot wrap: a narrow column that was widened before.
    fn sum(&self, left: &Expr, minus: bool, right: &Expr) -> Option<ScanExpression> {
        let (input, value) = match (left, right) {
            (input, Expr::Literal(value, _)) => (input, value),
            (Expr::Literal(value, _), input) if !minus => (input, value),
            _ => return None,
        };
        let amount = match input.get_type(self.schema).ok()? {
            DataType::Int64 => {
                let (Expr::Cast(Cast { expr, .. }), ScalarValue::Int64(Some(amount))) =
                    (input, value)
                else {
                    return None;
                };
                let narrow = matches!(
                    expr.get_type(self.schema).ok()?,
                    DataType::Int8 | DataType::Int16 | DataType::Int32
                );
                if !narrow || amount.unsigned_abs() > 1 << 61 {
                    return None;
                }
                *amount
            }
            DataType::Date32 => {
                let (days, rest) = days_and_nanoseconds(value)?;
                if rest != 0 {
                    return None;
                }
                days
            }
            DataType::Timestamp(TimeUnit::Microsecond, zone) if is_utc(zone.as_deref()) => {
                let (days, rest) = days_and_nanoseconds(value)?;
                if rest % 1_000 != 0 {
                    return None;
                }
                days.checked_mul(86_400_000_000)?
                    .checked_add(rest / 1_000)?
            }
            _ => return None,
        };
        let amount = if minus { amount.checked_neg()? } else { amount };
        Some(ScanExpression::Plus {
            input: Box::new(self.expression(input)?),
            amount: amount.to_string(),
        })
    }
}

fn not(operand: ScanPredicate) -> ScanPredicate {
    ScanPredicate::Not {
        operand: Box::new(operand),
    }
}

fn negated_if(negated: bool, predicate: ScanPredicate) -> ScanPredicate {
    if negated { not(predicate) } else { predicate }
}

/// `input IS NOT DISTINCT FROM value`: true or false, and never null.
fn same(input: ScanExpression, value: ScanLiteral) -> ScanPredicate {
    if value == ScanLiteral::Null {
        return ScanPredicate::IsNull { input };
    }
    ScanPredicate::And {
        operands: vec![
            ScanPredicate::IsNotNull {
                input: input.clone(),
            },
            ScanPredicate::Compare {
                input,
                operator: "=",
                value,
            },
        ],
    }
}

/// The operands of a chain of one operator, from left to right; long chains are deep trees.
fn chain(binary: &BinaryExpr) -> Vec<&Expr> {
    let mut operands = Vec::new();
    let mut waiting = vec![binary.right.as_ref(), binary.left.as_ref()];
    while let Some(next) = waiting.pop() {
        match next {
            Expr::BinaryExpr(inner) if inner.op == binary.op => {
                waiting.push(&inner.right);
                waiting.push(&inner.left);
            }
            operand => operands.push(operand),
        }
    }
    operands
}

fn one_of(name: &str, known: &[&str]) -> Option<String> {
    let name = name.to_lowercase();
    known.contains(&name.as_str()).then_some(name)
}

fn escaped(prefix: &str) -> String {
    let mut pattern = String::with_capacity(prefix.len());
    for character in prefix.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern
}

fn text_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Literal(value, _) => value.try_as_str().flatten(),
        _ => None,
    }
}

fn integer_of(expr: &Expr) -> Option<i64> {
    match expr {
        Expr::Literal(value, _) => match value.cast_to(&DataType::Int64).ok()? {
            ScalarValue::Int64(value) => value,
            _ => None,
        },
        _ => None,
    }
}

/// An interval without months.
fn days_and_nanoseconds(value: &ScalarValue) -> Option<(i64, i64)> {
    match value {
        ScalarValue::IntervalDayTime(Some(interval)) => Some((
            i64::from(interval.days),
            i64::from(interval.milliseconds) * 1_000_000,
        )),
        ScalarValue::IntervalMonthDayNano(Some(IntervalMonthDayNano {
            months: 0,
            days,
            nanoseconds,
        })) => Some((i64::from(*days), *nanoseconds)),
        _ => None,
    }
}

fn is_utc(zone: Option<&str>) -> bool {
    zone.is_none_or(|zone| matches!(zone, "UTC" | "+00:00" | "Z" | "Etc/UTC"))
}

/// The Delta type that a cast leads to, where a pruner can follow it.
fn delta_type(to: &DataType) -> Option<String> {
    Some(match to {
        DataType::Boolean => "boolean".to_owned(),
        DataType::Int8 => "byte".to_owned(),
        DataType::Int16 => "short".to_owned(),
        DataType::Int32 => "integer".to_owned(),
        DataType::Int64 => "long".to_owned(),
        DataType::Float32 => "float".to_owned(),
        DataType::Float64 => "double".to_owned(),
        DataType::Utf8 => "string".to_owned(),
        DataType::Date32 => "date".to_owned(),
        DataType::Timestamp(TimeUnit::Microsecond | TimeUnit::Nanosecond, None) => {
            "timestamp_ntz".to_owned()
        }
        DataType::Timestamp(TimeUnit::Microsecond | TimeUnit::Nanosecond, Some(zone))
            if is_utc(Some(zone)) =>
        {
            "timestamp".to_owned()
        }
        DataType::Decimal128(precision, scale) if *scale >= 0 => {
            format!("decimal({precision},{scale})")
        }
        _ => return None,
    })
}
