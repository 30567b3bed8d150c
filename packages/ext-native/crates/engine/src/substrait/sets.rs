//! Reads the set operations of a Substrait plan, and recursive queries, which are written as one.

use std::sync::Arc;

use datafusion::common::{Result, not_impl_err, substrait_err};
use datafusion::logical_expr::{Distinct, LogicalPlan, LogicalPlanBuilder, Union};
use datafusion_substrait::logical_plan::consumer::SubstraitConsumer;
use datafusion_substrait::substrait::proto::SetRel;
use datafusion_substrait::substrait::proto::set_rel::SetOp;

use crate::substrait::plan_writer::RECURSIVE_ROWS;
use crate::substrait::reader::{PlanReader, hint};

impl PlanReader<'_> {
    pub(crate) async fn set(&self, set: &SetRel) -> Result<LogicalPlan> {
        if hint(set.common.as_ref()).starts_with(RECURSIVE_ROWS) {
            let [first, second] = set.inputs.as_slice() else {
                return substrait_err!("a recursive query has {} terms", set.inputs.len());
            };
            let is_distinct = set.op() == SetOp::UnionDistinct;
            return self.recursive_query(first, second, is_distinct).await;
        }
        let mut inputs = Vec::new();
        for input in &set.inputs {
            inputs.push(self.consume_rel(input).await?);
        }
        let width = inputs
            .first()
            .map_or(0, |plan| plan.schema().fields().len());
        if inputs.len() < 2
            || inputs
                .iter()
                .any(|plan| plan.schema().fields().len() != width)
        {
            return substrait_err!("a set operation takes two inputs or more, of the same width");
        }
        let is_all = matches!(
            set.op(),
            SetOp::IntersectionMultisetAll | SetOp::MinusPrimaryAll
        );
        match set.op() {
            SetOp::UnionAll => self.union(inputs),
            SetOp::UnionDistinct => Ok(LogicalPlan::Distinct(Distinct::All(Arc::new(
                self.union(inputs)?,
            )))),
            SetOp::IntersectionPrimary => {
                let others = inputs.split_off(1);
                let primary = inputs.remove(0);
                let others = match others.len() {
                    1 => others.into_iter().next().unwrap_or_default(),
                    _ => self.union(others)?,
                };
                self.combined(vec![primary, others], |left, right| {
                    LogicalPlanBuilder::intersect(left, right, false)
                })
            }
            SetOp::IntersectionMultiset | SetOp::IntersectionMultisetAll => self
                .combined(inputs, |left, right| {
                    LogicalPlanBuilder::intersect(left, right, is_all)
                }),
            SetOp::MinusPrimary | SetOp::MinusPrimaryAll => self.combined(inputs, |left, right| {
                LogicalPlanBuilder::except(left, right, is_all)
            }),
            _ => not_impl_err!("a set operation of this kind"),
        }
    }

    fn union(&self, inputs: Vec<LogicalPlan>) -> Result<LogicalPlan> {
        // The columns of a union are called like those of its first input, which may then be called like others. A union in a union has names of its own;
        // the optimiser joins the two where nothing stands between.
        let inputs = inputs
            .into_iter()
            .map(|plan| match is_union(&plan) {
                true => Ok(Arc::new(plan)),
                false => self.renamed(plan).map(Arc::new),
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(LogicalPlan::Union(Union::try_new_with_loose_types(inputs)?))
    }

    fn combined(
        &self,
        inputs: Vec<LogicalPlan>,
        combine: impl Fn(LogicalPlan, LogicalPlan) -> Result<LogicalPlan>,
    ) -> Result<LogicalPlan> {
        let mut inputs = inputs.into_iter();
        let mut plan = inputs.next().unwrap_or_default();
        for input in inputs {
            plan = self.named(combine(plan, input)?)?;
        }
        Ok(plan)
    }
}

fn is_union(plan: &LogicalPlan) -> bool {
    match plan {
        LogicalPlan::Union(_) => true,
        LogicalPlan::Distinct(Distinct::All(input)) => is_union(input),
        _ => false,
    }
}
