//! Reads the functions of a Substrait plan: operators and our own names here, any other as a function of the session.

use arrow::datatypes::{DataType, Field, IntervalMonthDayNano};
use datafusion::common::{DFSchema, Result, ScalarValue, not_impl_err, substrait_err};
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::expr::{Placeholder, ScalarFunction as ScalarCall};
use datafusion::logical_expr::{Between, BinaryExpr, Cast, Expr, Like, Operator, TryCast};
use datafusion_substrait::logical_plan::consumer::{
    from_scalar_function, from_substrait_func_args, name_to_op,
};
use datafusion_substrait::logical_plan::producer::operator_to_name;
use datafusion_substrait::substrait::proto::expression::{RexType, ScalarFunction};
use datafusion_substrait::substrait::proto::{Expression, FunctionArgument};

use crate::statement::query_depth::DEEPEST;
use crate::substrait::names::{
    CAST, LITERAL, NAMED_PARAMETER, NOT_SIMILAR_TO, OPERATOR, SIMILAR_TO, TRY_CAST, UNNEST,
    WINDOW_FILTER, WINDOW_FRAME,
};
use crate::substrait::reader::{PlanReader, unknown_function};
use crate::substrait::types::{carried_value, type_of_text};
use crate::substrait::windows::framed;

/// Refuses an expression without a part that DataFusion's consumer takes for granted.
pub(crate) fn complete(expression: &Expression) -> Result<()> {
    let is_complete = match &expression.rex_type {
        Some(RexType::Cast(cast)) => cast.input.is_some() && cast.r#type.is_some(),
        Some(RexType::SingularOrList(list)) => list.value.is_some(),
        Some(RexType::IfThen(choice)) => {
            let mut clauses = choice.ifs.iter().enumerate();
            clauses.all(|(index, clause)| {
                clause.r#if.is_some() && (index == 0 || clause.then.is_some())
            })
        }
        Some(_) => true,
        None => false,
    };
    if is_complete {
        return Ok(());
    }
    substrait_err!("an expression lacks a part")
}

impl PlanReader<'_> {
    pub(crate) async fn arguments(
        &self,
        arguments: &Vec<FunctionArgument>,
        schema: &DFSchema,
    ) -> Result<Vec<Expr>> {
        from_substrait_func_args(self, arguments, schema).await
    }

    pub(crate) async fn scalar_function(
        &self,
        call: &ScalarFunction,
        schema: &DFSchema,
    ) -> Result<Expr> {
        let name = self.function_name(call.function_reference)?;
        if let Some(operator) = name_to_op(name) {
            let arguments = self.arguments(&call.arguments, schema).await?;
            return chained(operator, arguments);
        }
        match name {
            "not" | "is_null" | "is_not_null" | "is_true" | "is_false" | "is_not_true"
            | "is_not_false" | "is_unknown" | "is_not_unknown" | "negative" | "negate" => {
                let arguments = self.arguments(&call.arguments, schema).await?;
                unary(name, arguments)
            }
            "like" | "ilike" | "like_match" | "like_imatch" | "like_not_match"
            | "like_not_imatch" | SIMILAR_TO | NOT_SIMILAR_TO => {
                let arguments = self.arguments(&call.arguments, schema).await?;
                pattern(name, arguments)
            }
            "between" => {
                let arguments = self.arguments(&call.arguments, schema).await?;
                let [value, low, high] = exactly(name, arguments)?;
                Ok(Expr::Between(Between::new(
                    Box::new(value),
                    false,
                    Box::new(low),
                    Box::new(high),
                )))
            }
            "and_not" | "xor" | "logb" => from_scalar_function(self, call, schema).await,
            _ if name.starts_with("causeway.") => {
                let arguments = self.arguments(&call.arguments, schema).await?;
                self.own_function(name, arguments)
            }
            _ => self.registered_function(name, call, schema).await,
        }
    }

    async fn registered_function(
        &self,
        name: &str,
        call: &ScalarFunction,
        schema: &DFSchema,
    ) -> Result<Expr> {
        if self.state().higher_order_function(name).is_ok() {
            return from_scalar_function(self, call, schema).await;
        }
        let own_name = if name == "is_nan" { "isnan" } else { name };
        let Ok(function) = self.state().udf(own_name) else {
            return Err(unknown_function(name));
        };
        let arguments = self.arguments(&call.arguments, schema).await?;
        Ok(Expr::ScalarFunction(ScalarCall::new_udf(
            function, arguments,
        )))
    }

    fn own_function(&self, name: &str, arguments: Vec<Expr>) -> Result<Expr> {
        match name {
            CAST => {
                let [data_type, value] = exactly(name, arguments)?;
                let data_type = type_argument(&data_type)?;
                Ok(Expr::Cast(Cast::new(Box::new(value), data_type)))
            }
            TRY_CAST => {
                let [data_type, value] = exactly(name, arguments)?;
                let data_type = type_argument(&data_type)?;
                Ok(Expr::TryCast(TryCast::new(Box::new(value), data_type)))
            }
            LITERAL => literal(arguments),
            WINDOW_FILTER => {
                let [window, condition] = exactly(name, arguments)?;
                let Expr::WindowFunction(mut window) = window else {
                    return substrait_err!("{name} is for a window function");
                };
                window.params.filter = Some(Box::new(condition));
                Ok(Expr::WindowFunction(window))
            }
            WINDOW_FRAME => framed(arguments),
            NAMED_PARAMETER => parameter(arguments),
            OPERATOR => {
                let mut arguments = arguments;
                let operands = arguments.split_off(arguments.len().min(1));
                let [operator] = exactly(name, arguments)?;
                let wanted = text_argument(&operator)?;
                let mut others = OTHER_OPERATORS.into_iter();
                let known = name_to_op(wanted)
                    .or_else(|| others.find(|operator| operator_to_name(*operator) == wanted));
                match known {
                    Some(operator) => chained(operator, operands),
                    None => substrait_err!("no operator is called {wanted}"),
                }
            }
            UNNEST => not_impl_err!("{name} inside an expression"),
            _ => Err(unknown_function(name)),
        }
    }
}

/// The operators that DataFusion's consumer does not read.
const OTHER_OPERATORS: [Operator; 17] = [
    Operator::LikeMatch,
    Operator::ILikeMatch,
    Operator::NotLikeMatch,
    Operator::NotILikeMatch,
    Operator::Arrow,
    Operator::LongArrow,
    Operator::HashArrow,
    Operator::HashLongArrow,
    Operator::AtAt,
    Operator::IntegerDivide,
    Operator::HashMinus,
    Operator::AtQuestion,
    Operator::Question,
    Operator::QuestionAnd,
    Operator::QuestionPipe,
    Operator::Colon,
    Operator::Modulo,
];

/// `a AND b AND c` as it is written in SQL: to the left.
fn chained(operator: Operator, arguments: Vec<Expr>) -> Result<Expr> {
    if arguments.len() < 2 || arguments.len() > DEEPEST {
        return substrait_err!("{operator} takes 2 to {DEEPEST} arguments");
    }
    let mut arguments = arguments.into_iter();
    let first = arguments.next().unwrap_or_default();
    Ok(arguments.fold(first, |left, right| {
        Expr::BinaryExpr(BinaryExpr::new(Box::new(left), operator, Box::new(right)))
    }))
}

fn unary(name: &str, arguments: Vec<Expr>) -> Result<Expr> {
    let [value] = exactly(name, arguments)?;
    let value = Box::new(value);
    Ok(match name {
        "not" => Expr::Not(value),
        "is_null" => Expr::IsNull(value),
        "is_not_null" => Expr::IsNotNull(value),
        "is_true" => Expr::IsTrue(value),
        "is_false" => Expr::IsFalse(value),
        "is_not_true" => Expr::IsNotTrue(value),
        "is_not_false" => Expr::IsNotFalse(value),
        "is_unknown" => Expr::IsUnknown(value),
        "is_not_unknown" => Expr::IsNotUnknown(value),
        _ => Expr::Negative(value),
    })
}

fn pattern(name: &str, mut arguments: Vec<Expr>) -> Result<Expr> {
    let escape_char = match arguments.len() {
        3 => match arguments.pop() {
            Some(Expr::Literal(ScalarValue::Utf8(escape), _)) => {
                escape.and_then(|text| text.chars().next())
            }
            _ => return substrait_err!("the escape of {name} is a text"),
        },
        _ => None,
    };
    let [value, pattern] = exactly(name, arguments)?;
    let like = Like::new(
        matches!(name, "like_not_match" | "like_not_imatch" | NOT_SIMILAR_TO),
        Box::new(value),
        Box::new(pattern),
        escape_char,
        matches!(name, "ilike" | "like_imatch" | "like_not_imatch"),
    );
    Ok(match name {
        SIMILAR_TO | NOT_SIMILAR_TO => Expr::SimilarTo(like),
        _ => Expr::Like(like),
    })
}

fn literal(mut arguments: Vec<Expr>) -> Result<Expr> {
    let values = arguments.split_off(arguments.len().min(1));
    let [data_type] = exactly(LITERAL, arguments)?;
    let data_type = type_argument(&data_type)?;
    let values = values
        .iter()
        .map(|value| match value {
            Expr::Literal(value, _) => Ok(value),
            _ => substrait_err!("{LITERAL} is made of constants"),
        })
        .collect::<Result<Vec<_>>>()?;
    let value = match values.as_slice() {
        [carrier] => carried_value(&data_type, carrier),
        [
            ScalarValue::Int64(Some(months)),
            ScalarValue::Int64(Some(days)),
            ScalarValue::Int64(Some(nanoseconds)),
        ] => interval(*months, *days, *nanoseconds),
        _ => None,
    };
    match value {
        Some(value) => Ok(Expr::Literal(value, None)),
        None => substrait_err!("no constant of {data_type}"),
    }
}

fn interval(months: i64, days: i64, nanoseconds: i64) -> Option<ScalarValue> {
    let interval = IntervalMonthDayNano {
        months: i32::try_from(months).ok()?,
        days: i32::try_from(days).ok()?,
        nanoseconds,
    };
    Some(ScalarValue::IntervalMonthDayNano(Some(interval)))
}

fn parameter(mut arguments: Vec<Expr>) -> Result<Expr> {
    let field = match arguments.len() {
        2 => match arguments.pop() {
            Some(Expr::Literal(null, _)) => Some(null.data_type()),
            _ => return substrait_err!("the type of a parameter is that of a NULL"),
        },
        _ => None,
    };
    let [name] = exactly(NAMED_PARAMETER, arguments)?;
    let id = text_argument(&name)?.to_owned();
    let field = field.map(|data_type| Field::new("", data_type, true).into());
    Ok(Expr::Placeholder(Placeholder::new_with_field(id, field)))
}

fn type_argument(argument: &Expr) -> Result<DataType> {
    let text = text_argument(argument)?;
    match type_of_text(text) {
        Some(data_type) => Ok(data_type),
        None => substrait_err!("no type is called so"),
    }
}

pub(crate) fn text_argument(argument: &Expr) -> Result<&str> {
    match argument {
        Expr::Literal(ScalarValue::Utf8(Some(text)), _) => Ok(text),
        _ => substrait_err!("an argument of an own function is a text"),
    }
}

pub(crate) fn exactly<const COUNT: usize>(
    name: &str,
    arguments: Vec<Expr>,
) -> Result<[Expr; COUNT]> {
    match <[Expr; COUNT]>::try_from(arguments) {
        Ok(arguments) => Ok(arguments),
        Err(given) => substrait_err!("{name} takes {COUNT} arguments, not {}", given.len()),
    }
}
