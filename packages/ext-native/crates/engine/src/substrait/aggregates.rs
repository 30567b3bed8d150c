//! Reads the aggregates of a Substrait plan, and DISTINCT, which is written as one.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::common::{DFSchema, Result, substrait_err};
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::{Aggregate, Distinct, Expr, GroupingSet, LogicalPlan, lit};
use datafusion_substrait::logical_plan::consumer::{SubstraitConsumer, from_substrait_sorts};
use datafusion_substrait::substrait::proto::AggregateRel;
use datafusion_substrait::substrait::proto::aggregate_function::AggregationInvocation;
use datafusion_substrait::substrait::proto::aggregate_rel::Measure;

use crate::substrait::names::{DISTINCT_HINT, GROUPING_SETS_HINT};
use crate::substrait::reader::{PlanReader, hint, unknown_function};
use crate::substrait::windows::null_treatment;

impl PlanReader<'_> {
    pub(crate) async fn aggregate(&self, aggregate: &AggregateRel) -> Result<LogicalPlan> {
        let input = self.input(aggregate.input.as_deref()).await?;
        let schema = input.schema().clone();
        if hint(aggregate.common.as_ref()) == DISTINCT_HINT && aggregate.measures.is_empty() {
            return Ok(LogicalPlan::Distinct(Distinct::All(Arc::new(input))));
        }
        let mut listed = Vec::new();
        for key in &aggregate.grouping_expressions {
            listed.push(self.consume_expression(key, &schema).await?);
        }
        let mut sets = Vec::new();
        for grouping in &aggregate.groupings {
            let mut set = Vec::new();
            #[expect(deprecated, reason = "where DataFusion's own producer writes them")]
            let older = &grouping.grouping_expressions;
            if grouping.expression_references.is_empty() {
                for key in older {
                    set.push(self.consume_expression(key, &schema).await?);
                }
            }
            for place in &grouping.expression_references {
                match listed.get(*place as usize) {
                    Some(key) => set.push(key.clone()),
                    None => return substrait_err!("grouping {place} of {}", listed.len()),
                }
            }
            sets.push(set);
        }
        let mut measures = Vec::new();
        for measure in &aggregate.measures {
            measures.push(self.measure(measure, &schema).await?);
        }
        let keys = match sets.len() {
            0 => vec![],
            1 if hint(aggregate.common.as_ref()) != GROUPING_SETS_HINT => sets.remove(0),
            _ => vec![Expr::GroupingSet(GroupingSet::GroupingSets(sets))],
        };
        if keys.is_empty() && measures.is_empty() {
            return substrait_err!("an aggregate has neither groupings nor measures");
        }
        let mut seen = HashSet::new();
        let mut once = |expr: Expr| {
            if seen.insert(expr.schema_name().to_string()) {
                expr
            } else {
                expr.alias(self.new_name())
            }
        };
        let keys: Vec<Expr> = keys.into_iter().map(&mut once).collect();
        let measures = measures.into_iter().map(&mut once).collect();
        let plan = LogicalPlan::Aggregate(Aggregate::try_new(Arc::new(input), keys, measures)?);
        // What a measure is called follows from its arguments alone, so two aggregates may call theirs the same.
        self.renamed(plan)
    }

    async fn measure(&self, measure: &Measure, schema: &DFSchema) -> Result<Expr> {
        let Some(call) = &measure.measure else {
            return substrait_err!("a measure has no function");
        };
        let name = self.function_name(call.function_reference)?;
        let Ok(function) = self.state().udaf(name) else {
            return Err(unknown_function(name));
        };
        let filter = match &measure.filter {
            None => None,
            Some(filter) => Some(Box::new(self.consume_expression(filter, schema).await?)),
        };
        let order_by = from_substrait_sorts(self, &call.sorts, schema).await?;
        let mut arguments = self.arguments(&call.arguments, schema).await?;
        // count() counts rows.
        if name == "count" && arguments.is_empty() {
            arguments.push(lit(1_i64));
        }
        Ok(Expr::AggregateFunction(AggregateFunction::new_udf(
            function,
            arguments,
            call.invocation() == AggregationInvocation::Distinct,
            filter,
            order_by,
            null_treatment(&call.options)?,
        )))
    }
}
