//! Writes the expressions of a logical plan as Substrait.

use arrow::datatypes::DataType;
use datafusion::common::{DFSchemaRef, ScalarValue};
use datafusion::logical_expr::expr::{
    AggregateFunction, HigherOrderFunction, InList, Lambda, LambdaVariable, NullTreatment,
    Placeholder, SetQuantifier, WindowFunction,
};
use datafusion::logical_expr::{
    Between, BinaryExpr, Case, Expr, Like, LogicalPlan, Operator, WindowFrame, WindowFrameBound,
    WindowFrameUnits, WindowFunctionDefinition,
};
use datafusion_substrait::logical_plan::consumer::name_to_op;
use datafusion_substrait::logical_plan::producer::operator_to_name;

use crate::substrait::message::Message;
use crate::substrait::names::{
    CAST, IGNORE_NULLS, LITERAL, NAMED_PARAMETER, NOT_SIMILAR_TO, NULL_TREATMENT, OPERATOR,
    RESPECT_NULLS, SIMILAR_TO, TRY_CAST, WINDOW_FILTER, WINDOW_FRAME, is_operator_name,
};
use crate::substrait::plan_writer::{PlanWriter, Written, column, reference};
use crate::substrait::refusal::{RefusalReason, SubstraitRefusal};
use crate::substrait::types::{carrier_of, is_plain, literal_message, type_message, type_text};

/// So many operands of one operator are still written one in the other, as any reader of Substrait knows them.
const LONGEST_NEST: usize = 8;

impl PlanWriter {
    pub(crate) fn expressions(
        &mut self,
        expressions: &[Expr],
        schema: &DFSchemaRef,
    ) -> Result<Vec<Message>, SubstraitRefusal> {
        expressions
            .iter()
            .map(|expression| self.expression(expression, schema))
            .collect()
    }

    /// The message `Expression`.
    pub(crate) fn expression(&mut self, expression: &Expr, schema: &DFSchemaRef) -> Written {
        match expression {
            Expr::Alias(alias) => self.expression(&alias.expr, schema),
            Expr::Column(name) => {
                let index = schema.index_of_column(name).map_err(|error| {
                    SubstraitRefusal::of_error(RefusalReason::Column, &error, name.to_string())
                })?;
                Ok(column(index))
            }
            Expr::OuterReferenceColumn(_, name) => {
                let around = self.outer.iter().rev().zip(1_u32..);
                let found = around
                    .filter_map(|(row, steps)| Some((row.index_of_column(name).ok()?, steps)))
                    .next();
                let (index, steps) = found.ok_or_else(|| {
                    refused(
                        RefusalReason::Column,
                        "No row around the subquery has the column.",
                        expression,
                    )
                })?;
                Ok(reference(index, 5, &Message::new().number(1, steps)))
            }
            Expr::Literal(value, _) => self.literal(value),
            Expr::BinaryExpr(binary) => self.binary(binary, expression, schema),
            Expr::Like(like) => {
                let name = match (like.negated, like.case_insensitive) {
                    (false, false) => "like",
                    (false, true) => "ilike",
                    (true, false) => "like_not_match",
                    (true, true) => "like_not_imatch",
                };
                self.pattern(name, like, schema)
            }
            Expr::SimilarTo(like) => {
                let name = if like.negated {
                    NOT_SIMILAR_TO
                } else {
                    SIMILAR_TO
                };
                self.pattern(name, like, schema)
            }
            Expr::Not(inner) => self.unary("not", inner, schema),
            Expr::IsNotNull(inner) => self.unary("is_not_null", inner, schema),
            Expr::IsNull(inner) => self.unary("is_null", inner, schema),
            Expr::IsTrue(inner) => self.unary("is_true", inner, schema),
            Expr::IsFalse(inner) => self.unary("is_false", inner, schema),
            Expr::IsUnknown(inner) => self.unary("is_unknown", inner, schema),
            Expr::IsNotTrue(inner) => self.unary("is_not_true", inner, schema),
            Expr::IsNotFalse(inner) => self.unary("is_not_false", inner, schema),
            Expr::IsNotUnknown(inner) => self.unary("is_not_unknown", inner, schema),
            Expr::Negative(inner) => {
                let value = self.expression(inner, schema)?;
                let output_type = self.type_of(expression, schema);
                Ok(self.call("negate", &[value], output_type))
            }
            Expr::Between(between) => self.between(between, schema),
            Expr::Case(case) => self.case(case, schema),
            Expr::Cast(cast) => self.cast(&cast.expr, cast.field.data_type(), false, schema),
            Expr::TryCast(cast) => self.cast(&cast.expr, cast.field.data_type(), true, schema),
            Expr::ScalarFunction(call) => {
                self.function(call.name(), &call.args, expression, schema)
            }
            Expr::HigherOrderFunction(call) => self.higher_order(call, expression, schema),
            Expr::LambdaVariable(variable) => self.lambda_variable(variable, expression),
            Expr::WindowFunction(call) => self.window_function(call, expression, schema),
            Expr::InList(list) => self.in_list(list, schema),
            Expr::ScalarSubquery(subquery) => {
                let relation = self.subquery(&subquery.subquery, schema)?;
                Ok(subquery_message(1, &Message::new().message(1, &relation)))
            }
            Expr::Exists(exists) => {
                let relation = self.subquery(&exists.subquery.subquery, schema)?;
                let body = Message::new().number(1, 1_u32).message(2, &relation);
                Ok(self.negated(exists.negated, subquery_message(3, &body)))
            }
            Expr::InSubquery(inside) => {
                let needle = self.expression(&inside.expr, schema)?;
                let relation = self.subquery(&inside.subquery.subquery, schema)?;
                let body = Message::new().message(1, &needle).message(2, &relation);
                Ok(self.negated(inside.negated, subquery_message(2, &body)))
            }
            Expr::SetComparison(comparison) => {
                let quantifier = match comparison.quantifier {
                    SetQuantifier::Any => 1_u32,
                    SetQuantifier::All => 2,
                };
                let operator = match comparison.op {
                    Operator::Eq => 1_u32,
                    Operator::NotEq => 2,
                    Operator::Lt => 3,
                    Operator::Gt => 4,
                    Operator::LtEq => 5,
                    Operator::GtEq => 6,
                    _ => return Err(no_form(expression)),
                };
                let left = self.expression(&comparison.expr, schema)?;
                let right = self.subquery(&comparison.subquery.subquery, schema)?;
                let body = Message::new()
                    .number(1, quantifier)
                    .number(2, operator)
                    .message(3, &left)
                    .message(4, &right);
                Ok(subquery_message(4, &body))
            }
            Expr::Placeholder(placeholder) => self.placeholder(placeholder, expression),
            #[expect(deprecated, reason = "a variant of the enumeration still")]
            Expr::Wildcard { .. } => Err(no_form(expression)),
            Expr::ScalarVariable(..)
            | Expr::AggregateFunction(_)
            | Expr::GroupingSet(_)
            | Expr::Unnest(_)
            | Expr::Lambda(_) => Err(no_form(expression)),
        }
    }

    fn subquery(&mut self, plan: &LogicalPlan, schema: &DFSchemaRef) -> Written {
        self.outer.push(schema.clone());
        let relation = self.relation(plan);
        self.outer.pop();
        relation
    }

    fn literal(&mut self, value: &ScalarValue) -> Written {
        if let Some(literal) = literal_message(self, value) {
            return Ok(Message::new().message(1, &literal));
        }
        let data_type = value.data_type();
        let refused = |class, reason: &str| {
            SubstraitRefusal::new(class, reason, format!("{data_type} literal"))
        };
        let text = type_text(&data_type)
            .ok_or_else(|| refused(RefusalReason::Type, "The type has no text."))?;
        let mut arguments = vec![self.text(&text)?];
        if let ScalarValue::IntervalMonthDayNano(Some(interval)) = value {
            for part in [
                i64::from(interval.months),
                i64::from(interval.days),
                interval.nanoseconds,
            ] {
                arguments.push(self.literal(&ScalarValue::Int64(Some(part)))?);
            }
        } else {
            let carrier = carrier_of(value).ok_or_else(|| {
                refused(
                    RefusalReason::Literal,
                    "A folded list, map or struct loses keys and names.",
                )
            })?;
            arguments.push(self.literal(&carrier)?);
        }
        let output_type = type_message(self, &data_type, value.is_null());
        Ok(self.call(LITERAL, &arguments, Some(output_type)))
    }

    fn text(&mut self, text: &str) -> Written {
        self.literal(&ScalarValue::Utf8(Some(text.to_owned())))
    }

    fn binary(&mut self, binary: &BinaryExpr, whole: &Expr, schema: &DFSchemaRef) -> Written {
        // A chain of operators is as long as it is, and not as deep.
        let mut operands = vec![binary.right.as_ref()];
        let mut left = binary.left.as_ref();
        while let Expr::BinaryExpr(inner) = left
            && inner.op == binary.op
        {
            operands.push(&inner.right);
            left = &inner.left;
        }
        operands.push(left);
        let is_variadic = matches!(
            binary.op,
            Operator::And | Operator::Or | Operator::StringConcat
        );
        if is_variadic || operands.len() > LONGEST_NEST {
            let operator = operator_to_name(binary.op);
            let mut arguments = Vec::with_capacity(operands.len() + 1);
            if !is_variadic {
                arguments.push(self.text(operator)?);
            }
            for operand in operands.into_iter().rev() {
                arguments.push(self.expression(operand, schema)?);
            }
            let output_type = self.type_of(whole, schema);
            let name = if is_variadic { operator } else { OPERATOR };
            return Ok(self.call(name, &arguments, output_type));
        }
        let left = self.expression(&binary.left, schema)?;
        let right = self.expression(&binary.right, schema)?;
        let output_type = self.type_of(whole, schema);
        let name = operator_to_name(binary.op);
        if name_to_op(name) == Some(binary.op) {
            return Ok(self.call(name, &[left, right], output_type));
        }
        let name = self.text(name)?;
        Ok(self.call(OPERATOR, &[name, left, right], output_type))
    }

    fn pattern(&mut self, name: &str, like: &Like, schema: &DFSchemaRef) -> Written {
        let value = self.expression(&like.expr, schema)?;
        let pattern = self.expression(&like.pattern, schema)?;
        let mut arguments = vec![value, pattern];
        if let Some(escape) = like.escape_char {
            arguments.push(self.text(&escape.to_string())?);
        }
        let output_type = type_message(self, &DataType::Boolean, true);
        Ok(self.call(name, &arguments, Some(output_type)))
    }

    fn unary(&mut self, name: &str, inner: &Expr, schema: &DFSchemaRef) -> Written {
        let value = self.expression(inner, schema)?;
        let output_type = type_message(self, &DataType::Boolean, true);
        Ok(self.call(name, &[value], Some(output_type)))
    }

    fn negated(&mut self, is_negated: bool, value: Message) -> Message {
        if !is_negated {
            return value;
        }
        let output_type = type_message(self, &DataType::Boolean, true);
        self.call("not", &[value], Some(output_type))
    }

    fn between(&mut self, between: &Between, schema: &DFSchemaRef) -> Written {
        let arguments = [&between.expr, &between.low, &between.high]
            .into_iter()
            .map(|part| self.expression(part, schema))
            .collect::<Result<Vec<_>, _>>()?;
        let output_type = type_message(self, &DataType::Boolean, true);
        let inside = self.call("between", &arguments, Some(output_type));
        Ok(self.negated(between.negated, inside))
    }

    fn case(&mut self, case: &Case, schema: &DFSchemaRef) -> Written {
        let mut body = Message::new();
        // A first clause without a result is what the others are compared with, as DataFusion's consumer has it.
        if let Some(compared) = &case.expr {
            let compared = self.expression(compared, schema)?;
            body = body.message(1, &Message::new().message(1, &compared));
        }
        for (when, then) in &case.when_then_expr {
            let when = self.expression(when, schema)?;
            let then = self.expression(then, schema)?;
            body = body.message(1, &Message::new().message(1, &when).message(2, &then));
        }
        if let Some(otherwise) = &case.else_expr {
            body = body.message(2, &self.expression(otherwise, schema)?);
        }
        Ok(Message::new().message(6, &body))
    }

    fn cast(
        &mut self,
        inner: &Expr,
        data_type: &DataType,
        is_try: bool,
        schema: &DFSchemaRef,
    ) -> Written {
        let value = self.expression(inner, schema)?;
        let output_type = type_message(self, data_type, true);
        if is_plain(data_type) {
            let failure = if is_try { 1_u32 } else { 2 };
            let body = Message::new()
                .message(1, &output_type)
                .message(2, &value)
                .number(3, failure);
            return Ok(Message::new().message(11, &body));
        }
        let text = type_text(data_type).ok_or_else(|| {
            SubstraitRefusal::new(
                RefusalReason::Type,
                "The type has no text.",
                format!("CAST AS {data_type}"),
            )
        })?;
        let text = self.text(&text)?;
        let name = if is_try { TRY_CAST } else { CAST };
        Ok(self.call(name, &[text, value], Some(output_type)))
    }

    fn function(
        &mut self,
        name: &str,
        arguments: &[Expr],
        whole: &Expr,
        schema: &DFSchemaRef,
    ) -> Written {
        if is_operator_name(name) {
            return Err(refused(
                RefusalReason::ShadowedFunction,
                "The function is called like an operator.",
                whole,
            ));
        }
        let arguments = self.expressions(arguments, schema)?;
        let output_type = self.type_of(whole, schema);
        Ok(self.call(name, &arguments, output_type))
    }

    fn higher_order(
        &mut self,
        call: &HigherOrderFunction,
        whole: &Expr,
        schema: &DFSchemaRef,
    ) -> Written {
        let failed = |error: &_| {
            SubstraitRefusal::of_error(RefusalReason::Expression, error, whole.to_string())
        };
        let mut parameters = call
            .lambda_parameters(schema.as_ref())
            .map_err(|error| failed(&error))?
            .into_iter();
        let mut arguments = Vec::new();
        for argument in &call.args {
            arguments.push(match argument {
                Expr::Lambda(lambda) => {
                    let types: Vec<DataType> = parameters
                        .next()
                        .unwrap_or_default()
                        .iter()
                        .map(|field| field.data_type().clone())
                        .collect();
                    self.lambda(lambda, &types, schema)?
                }
                other => self.expression(other, schema)?,
            });
        }
        let output_type = self.type_of(whole, schema);
        Ok(self.call(call.name(), &arguments, output_type))
    }

    fn lambda(&mut self, lambda: &Lambda, types: &[DataType], schema: &DFSchemaRef) -> Written {
        let types: Vec<Message> = types
            .iter()
            .take(lambda.params.len())
            .map(|data_type| type_message(self, data_type, true))
            .collect();
        self.lambdas.push(lambda.params.clone());
        let body = self.expression(&lambda.body, schema);
        self.lambdas.pop();
        let lambda = Message::new()
            .message(1, &crate::substrait::types::schema_body(&types))
            .message(2, &body?);
        Ok(Message::new().message(15, &lambda))
    }

    fn lambda_variable(&mut self, variable: &LambdaVariable, whole: &Expr) -> Written {
        let around = self.lambdas.iter().rev().zip(0_u32..);
        let found = around
            .filter_map(|(names, steps)| {
                let place = names.iter().position(|name| *name == variable.name)?;
                Some((place, steps))
            })
            .next();
        let (place, steps) = found.ok_or_else(|| no_form(whole))?;
        Ok(reference(place, 6, &Message::new().number(1, steps)))
    }

    fn in_list(&mut self, list: &InList, schema: &DFSchemaRef) -> Written {
        let value = self.expression(&list.expr, schema)?;
        let options = self.expressions(&list.list, schema)?;
        let body = Message::new().message(1, &value).messages(2, &options);
        Ok(self.negated(list.negated, Message::new().message(8, &body)))
    }

    fn placeholder(&mut self, placeholder: &Placeholder, whole: &Expr) -> Written {
        let data_type = placeholder.field.as_ref().map(|field| field.data_type());
        let is_carried = data_type.is_none_or(is_plain);
        let name = placeholder.id.trim_start_matches('$');
        match name.parse::<u32>() {
            Ok(place) if place > 0 && is_carried => {
                let mut body = Message::new().number(2, place - 1);
                if let Some(data_type) = data_type {
                    body = body.message(1, &type_message(self, data_type, true));
                }
                Ok(Message::new().message(14, &body))
            }
            Ok(_) => Err(no_form(whole)),
            Err(_) => {
                let mut arguments = vec![self.text(&placeholder.id)?];
                if let Some(data_type) = data_type {
                    let null = ScalarValue::try_from(data_type).map_err(|error| {
                        SubstraitRefusal::of_error(RefusalReason::Type, &error, whole.to_string())
                    })?;
                    arguments.push(self.literal(&null)?);
                }
                let output_type = data_type.map(|known| type_message(self, known, true));
                Ok(self.call(NAMED_PARAMETER, &arguments, output_type))
            }
        }
    }

    /// A call of a scalar function.
    pub(crate) fn call(
        &mut self,
        name: &str,
        arguments: &[Message],
        output_type: Option<Message>,
    ) -> Message {
        let body = Message::new()
            .number(1, self.function_anchor(name))
            .optional(3, output_type.as_ref())
            .messages(4, &values(arguments));
        Message::new().message(3, &body)
    }

    /// The message `AggregateFunction`.
    pub(crate) fn aggregate_function(
        &mut self,
        call: &AggregateFunction,
        output_type: Option<Message>,
        schema: &DFSchemaRef,
    ) -> Written {
        let params = &call.params;
        let arguments = self.expressions(&params.args, schema)?;
        let sorts = self.sorts(&params.order_by, schema)?;
        let invocation = if params.distinct { 2_u32 } else { 1 };
        Ok(Message::new()
            .number(1, self.function_anchor(call.func.name()))
            .messages(3, &sorts)
            .optional(5, output_type.as_ref())
            .number(6, invocation)
            .messages(7, &values(&arguments))
            .optional(8, null_treatment(params.null_treatment).as_ref()))
    }

    fn window_function(
        &mut self,
        call: &WindowFunction,
        whole: &Expr,
        schema: &DFSchemaRef,
    ) -> Written {
        let params = &call.params;
        let name = match &call.fun {
            WindowFunctionDefinition::AggregateUDF(function) => function.name(),
            WindowFunctionDefinition::WindowUDF(function) => function.name(),
        };
        let arguments = self.expressions(&params.args, schema)?;
        let partitions = self.expressions(&params.partition_by, schema)?;
        let sorts = self.sorts(&params.order_by, schema)?;
        let output_type = self.type_of(whole, schema);
        let invocation = if params.distinct { 2_u32 } else { 1 };
        let bounds = standard_bounds(&params.window_frame);
        let units = match params.window_frame.units {
            WindowFrameUnits::Rows => 1_u32,
            WindowFrameUnits::Range | WindowFrameUnits::Groups => 2,
        };
        let (lower, upper) = bounds.clone().unwrap_or((unbounded(), unbounded()));
        let body = Message::new()
            .number(1, self.function_anchor(name))
            .messages(2, &partitions)
            .messages(3, &sorts)
            .message(4, &upper)
            .message(5, &lower)
            .optional(7, output_type.as_ref())
            .messages(9, &values(&arguments))
            .number(10, invocation)
            .optional(11, null_treatment(params.null_treatment).as_ref())
            .number(12, units);
        let mut written = Message::new().message(5, &body);
        if bounds.is_none() {
            let frame = self.typed_frame(&params.window_frame)?;
            let mut arguments = vec![written];
            arguments.extend(frame);
            written = self.call(WINDOW_FRAME, &arguments, output_type.clone());
        }
        if let Some(filter) = &params.filter {
            let filter = self.expression(filter, schema)?;
            written = self.call(WINDOW_FILTER, &[written, filter], output_type);
        }
        Ok(written)
    }

    fn typed_frame(&mut self, frame: &WindowFrame) -> Result<Vec<Message>, SubstraitRefusal> {
        let mut arguments = vec![self.text(&frame.units.to_string())?];
        for bound in [&frame.start_bound, &frame.end_bound] {
            let (kind, distance) = match bound {
                WindowFrameBound::Preceding(distance) => ("preceding", distance),
                WindowFrameBound::CurrentRow => ("current row", &ScalarValue::Null),
                WindowFrameBound::Following(distance) => ("following", distance),
            };
            arguments.push(self.text(kind)?);
            arguments.push(self.literal(distance)?);
        }
        Ok(arguments)
    }
}

fn values(arguments: &[Message]) -> Vec<Message> {
    arguments
        .iter()
        .map(|argument| Message::new().message(3, argument))
        .collect()
}

fn subquery_message(kind: u32, body: &Message) -> Message {
    Message::new().message(12, &Message::new().message(kind, body))
}

fn null_treatment(treatment: Option<NullTreatment>) -> Option<Message> {
    let preference = match treatment? {
        NullTreatment::IgnoreNulls => IGNORE_NULLS,
        NullTreatment::RespectNulls => RESPECT_NULLS,
    };
    Some(Message::new().text(1, NULL_TREATMENT).text(2, preference))
}

/// The bounds that Substrait has messages for: numbers of rows, of at least one, as DataFusion plans them.
fn standard_bounds(frame: &WindowFrame) -> Option<(Message, Message)> {
    let is_rows = frame.units == WindowFrameUnits::Rows;
    if frame.units == WindowFrameUnits::Groups {
        return None;
    }
    let bound = |bound: &WindowFrameBound, is_lower: bool| {
        let (kind, distance) = match bound {
            WindowFrameBound::CurrentRow => {
                return Some(Message::new().message(3, &Message::new()));
            }
            WindowFrameBound::Preceding(distance) => (1, distance),
            WindowFrameBound::Following(distance) => (2, distance),
        };
        match distance {
            unbounded_value if unbounded_value.is_null() => {
                ((kind == 1) == is_lower).then(unbounded)
            }
            ScalarValue::UInt64(Some(rows)) if is_rows && *rows > 0 => {
                let rows = i64::try_from(*rows).ok()?;
                Some(Message::new().message(kind, &Message::new().signed(1, rows)))
            }
            _ => None,
        }
    };
    Some((
        bound(&frame.start_bound, true)?,
        bound(&frame.end_bound, false)?,
    ))
}

fn unbounded() -> Message {
    Message::new().message(4, &Message::new())
}

fn no_form(expression: &Expr) -> SubstraitRefusal {
    refused(
        RefusalReason::Expression,
        "The expression has no form in Substrait that is read back.",
        expression,
    )
}

fn refused(class: RefusalReason, reason: &str, expression: &Expr) -> SubstraitRefusal {
    SubstraitRefusal::new(class, reason, expression.to_string())
}
