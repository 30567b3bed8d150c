//! Reads what unnests lists and structs: for Substrait it is a projection with a function of ours.

use std::sync::Arc;

use datafusion::common::{
    Column, NullHandling, RecursionUnnestOption, Result, UnnestOptions, substrait_err,
};
use datafusion::logical_expr::{Expr, LogicalPlan, Unnest};
use datafusion_substrait::substrait::proto::Expression;
use datafusion_substrait::substrait::proto::expression::field_reference::ReferenceType;
use datafusion_substrait::substrait::proto::expression::literal::LiteralType;
use datafusion_substrait::substrait::proto::expression::{RexType, reference_segment};
use datafusion_substrait::substrait::proto::function_argument::ArgType;

use crate::substrait::names::UNNEST;
use crate::substrait::reader::{PlanReader, column_of};

/// One output of an unnest: the rows of a list at a depth, or the fields of a struct (depth 0).
pub(crate) struct UnnestCall {
    column: usize,
    depth: usize,
    null_handling: NullHandling,
}

impl UnnestCall {
    /// The call that an expression is, if it is one.
    pub(crate) fn of(reader: &PlanReader<'_>, expression: &Expression) -> Result<Option<Self>> {
        let Some(RexType::ScalarFunction(call)) = &expression.rex_type else {
            return Ok(None);
        };
        if reader.function_name(call.function_reference)? != UNNEST {
            return Ok(None);
        }
        let parts: Vec<_> = call
            .arguments
            .iter()
            .filter_map(|argument| match &argument.arg_type {
                Some(ArgType::Value(value)) => value.rex_type.as_ref(),
                _ => None,
            })
            .collect();
        let [column, depth, nulls] = parts.as_slice() else {
            return substrait_err!("{UNNEST} takes 3 arguments");
        };
        let null_handling = match literal(nulls) {
            Some(LiteralType::String(text)) => match text.as_str() {
                "Drop" => NullHandling::Drop,
                "Preserve" => NullHandling::Preserve,
                "PreserveAndExpandEmpty" => NullHandling::PreserveAndExpandEmpty,
                other => return substrait_err!("no treatment of NULL is called {other}"),
            },
            _ => return substrait_err!("{UNNEST} says what becomes of NULL by a text"),
        };
        match (index(column), literal(depth)) {
            (Some(column), Some(LiteralType::I64(depth))) if (0..=64).contains(depth) => {
                Ok(Some(Self {
                    column,
                    depth: usize::try_from(*depth).unwrap_or(0),
                    null_handling,
                }))
            }
            _ => substrait_err!("{UNNEST} takes a column and a depth"),
        }
    }
}

fn literal(part: &RexType) -> Option<&LiteralType> {
    match part {
        RexType::Literal(literal) => literal.literal_type.as_ref(),
        _ => None,
    }
}

fn index(part: &RexType) -> Option<usize> {
    let RexType::Selection(reference) = part else {
        return None;
    };
    let Some(ReferenceType::DirectReference(segment)) = &reference.reference_type else {
        return None;
    };
    match &segment.reference_type {
        Some(reference_segment::ReferenceType::StructField(field)) => {
            usize::try_from(field.field).ok()
        }
        _ => None,
    }
}

/// The rows of lists and the fields of structs in the places of their columns; all other columns pass, in their order.
pub(crate) fn unnested(
    reader: &PlanReader<'_>,
    input: LogicalPlan,
    passed: &[Expr],
    calls: Vec<(usize, UnnestCall)>,
) -> Result<LogicalPlan> {
    let null_handling = match calls.first() {
        Some((_, call)) => call.null_handling,
        None => NullHandling::default(),
    };
    let mut columns: Vec<Column> = Vec::new();
    let mut recursions = Vec::new();
    let mut places = Vec::new();
    for (place, call) in &calls {
        if call.null_handling != null_handling {
            return substrait_err!("two unnests of one projection treat NULL differently");
        }
        let Expr::Column(column) = column_of(&input, call.column)? else {
            return substrait_err!("column {}", call.column);
        };
        if !columns.contains(&column) {
            columns.push(column.clone());
        }
        if call.depth > 0 {
            recursions.push(RecursionUnnestOption {
                input_column: column,
                output_column: Column::from_name(reader.new_name()),
                depth: call.depth,
            });
        }
        places.push((*place, call.column));
    }
    let mut passed = passed.iter();
    let mut expected = Vec::new();
    for place in 0..passed.len() + places.len() {
        let unnested = places.iter().find(|(unnested, _)| *unnested == place);
        expected.push(
            match (unnested, unnested.is_none().then(|| passed.next())) {
                (Some((_, column)), _) => *column,
                (None, Some(Some(Expr::Column(column)))) => {
                    input.schema().index_of_column(column)?
                }
                _ => return substrait_err!("a projection that unnests passes columns on"),
            },
        );
    }
    let options = UnnestOptions {
        null_handling,
        recursions,
    };
    let unnest = Unnest::try_new(Arc::new(input), columns, options)?;
    if unnest.dependency_indices != expected {
        return substrait_err!(
            "a projection that unnests passes all other columns on, in their order"
        );
    }
    Ok(LogicalPlan::Unnest(unnest))
}
