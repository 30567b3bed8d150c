//! Reads the window functions of a Substrait plan.

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, Result, ScalarValue, not_impl_err, substrait_err};
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::expr::{
    NullTreatment, WindowFunction as Window, WindowFunctionParams,
};
use datafusion::logical_expr::utils::find_window_exprs;
use datafusion::logical_expr::{
    Expr, LogicalPlan, LogicalPlanBuilder, WindowFrame, WindowFrameBound, WindowFrameUnits,
    WindowFunctionDefinition, lit, logical_plan,
};
use datafusion_substrait::logical_plan::consumer::{from_substrait_rex_vec, from_substrait_sorts};
use datafusion_substrait::substrait::proto::FunctionOption;
use datafusion_substrait::substrait::proto::aggregate_function::AggregationInvocation;
use datafusion_substrait::substrait::proto::expression::WindowFunction;
use datafusion_substrait::substrait::proto::expression::window_function::bound::Kind;
use datafusion_substrait::substrait::proto::expression::window_function::{Bound, BoundsType};
use std::sync::Arc;

use crate::substrait::expression_reader::{exactly, text_argument};
use crate::substrait::names::{IGNORE_NULLS, NULL_TREATMENT, RESPECT_NULLS, WINDOW_FRAME};
use crate::substrait::reader::{PlanReader, unknown_function};

impl PlanReader<'_> {
    pub(crate) async fn window_function(
        &self,
        call: &WindowFunction,
        schema: &DFSchema,
    ) -> Result<Expr> {
        let name = self.function_name(call.function_reference)?;
        let fun = if let Ok(function) = self.state().udwf(name) {
            WindowFunctionDefinition::WindowUDF(function)
        } else if let Ok(function) = self.state().udaf(name) {
            WindowFunctionDefinition::AggregateUDF(function)
        } else {
            return Err(unknown_function(name));
        };
        let mut order_by = from_substrait_sorts(self, &call.sorts, schema).await?;
        let units = match call.bounds_type() {
            BoundsType::Rows => WindowFrameUnits::Rows,
            BoundsType::Range => WindowFrameUnits::Range,
            BoundsType::Unspecified if order_by.is_empty() => WindowFrameUnits::Rows,
            BoundsType::Unspecified => WindowFrameUnits::Range,
        };
        let window_frame = WindowFrame::new_bounds(
            units,
            bound(call.lower_bound.as_ref(), true, units)?,
            bound(call.upper_bound.as_ref(), false, units)?,
        );
        window_frame.regularize_order_bys(&mut order_by)?;
        let mut args = self.arguments(&call.arguments, schema).await?;
        // count() counts rows.
        if fun.name() == "count" && args.is_empty() {
            args.push(lit(1_i64));
        }
        let partition_by = from_substrait_rex_vec(self, &call.partitions, schema).await?;
        Ok(Expr::from(Window {
            fun,
            params: WindowFunctionParams {
                args,
                partition_by,
                order_by,
                window_frame,
                filter: None,
                null_treatment: null_treatment(&call.options)?,
                distinct: call.invocation() == AggregationInvocation::Distinct,
            },
        }))
    }
}

fn bound(
    bound: Option<&Bound>,
    is_lower: bool,
    units: WindowFrameUnits,
) -> Result<WindowFrameBound> {
    let unbounded = if is_lower {
        WindowFrameBound::Preceding(ScalarValue::Null)
    } else {
        WindowFrameBound::Following(ScalarValue::Null)
    };
    let Some(bound) = bound else {
        return Ok(unbounded);
    };
    let distance = |rows: i64| match u64::try_from(rows) {
        Ok(rows) if units == WindowFrameUnits::Rows => Ok(ScalarValue::UInt64(Some(rows))),
        // The distance has no type, and the order may be of any (https://github.com/apache/datafusion/issues/22661).
        Ok(_) => not_impl_err!("a RANGE frame with a distance"),
        Err(_) => substrait_err!("a frame's bound is {rows} rows away"),
    };
    match &bound.kind {
        Some(Kind::CurrentRow(_)) => Ok(WindowFrameBound::CurrentRow),
        Some(Kind::Unbounded(_)) => Ok(unbounded),
        Some(Kind::Preceding(preceding)) => {
            Ok(WindowFrameBound::Preceding(distance(preceding.offset)?))
        }
        Some(Kind::Following(following)) => {
            Ok(WindowFrameBound::Following(distance(following.offset)?))
        }
        None => substrait_err!("a frame's bound says nothing"),
    }
}

/// What becomes of NULL, where the options of a function say it; other options would be passed over.
pub(crate) fn null_treatment(options: &[FunctionOption]) -> Result<Option<NullTreatment>> {
    match options {
        [] => Ok(None),
        [option] if option.name == NULL_TREATMENT => match option.preference.as_slice() {
            [treatment] if treatment == IGNORE_NULLS => Ok(Some(NullTreatment::IgnoreNulls)),
            [treatment] if treatment == RESPECT_NULLS => Ok(Some(NullTreatment::RespectNulls)),
            _ => not_impl_err!("a choice of treatments of NULL"),
        },
        _ => not_impl_err!("options of a function"),
    }
}

/// A window function with the frame that the arguments spell out.
pub(crate) fn framed(arguments: Vec<Expr>) -> Result<Expr> {
    let [window, units, start_kind, start, end_kind, end] = exactly(WINDOW_FRAME, arguments)?;
    let Expr::WindowFunction(mut window) = window else {
        return substrait_err!("{WINDOW_FRAME} is for a window function");
    };
    let units = match text_argument(&units)? {
        "ROWS" => WindowFrameUnits::Rows,
        "RANGE" => WindowFrameUnits::Range,
        "GROUPS" => WindowFrameUnits::Groups,
        other => return substrait_err!("no frame is of {other}"),
    };
    let bound = |kind: &Expr, distance: Expr| {
        let Expr::Literal(distance, _) = distance else {
            return substrait_err!("the distance of a frame's bound is a constant");
        };
        match text_argument(kind)? {
            "preceding" => Ok(WindowFrameBound::Preceding(distance)),
            "current row" => Ok(WindowFrameBound::CurrentRow),
            "following" => Ok(WindowFrameBound::Following(distance)),
            other => substrait_err!("no bound of a frame is {other}"),
        }
    };
    window.params.window_frame =
        WindowFrame::new_bounds(units, bound(&start_kind, start)?, bound(&end_kind, end)?);
    Ok(Expr::WindowFunction(window))
}

/// Before: expressions over `Input` with window functions in them. After: expressions over `Window(Input)` that name their results.
pub(crate) fn windowed(input: LogicalPlan, exprs: Vec<Expr>) -> Result<(LogicalPlan, Vec<Expr>)> {
    let windows = find_window_exprs(&exprs);
    if windows.is_empty() {
        return Ok((input, exprs));
    }
    let order_of = |expr: &Expr| match expr {
        Expr::WindowFunction(window) => Some((
            window.params.partition_by.clone(),
            window.params.order_by.clone(),
        )),
        _ => None,
    };
    let first = windows.first().map(order_of);
    let is_one_order = windows.iter().all(|window| Some(order_of(window)) == first);
    let plan = if is_one_order {
        LogicalPlan::Window(logical_plan::Window::try_new(windows, Arc::new(input))?)
    } else {
        LogicalPlanBuilder::window_plan(input, windows)?
    };
    let exprs = exprs
        .into_iter()
        .map(|expr| {
            expr.transform_down(|part| match part {
                Expr::WindowFunction(_) => {
                    let name = part.schema_name().to_string();
                    Ok(Transformed::yes(Expr::Column(Column::new_unqualified(
                        name,
                    ))))
                }
                other => Ok(Transformed::no(other)),
            })
            .map(|transformed| transformed.data)
        })
        .collect::<Result<Vec<_>>>()?;
    Ok((plan, exprs))
}
