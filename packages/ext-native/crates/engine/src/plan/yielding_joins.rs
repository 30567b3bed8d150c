//! Makes operators that multiply rows give way.
//!
//! DataFusion's own rule (`EnsureCooperative`) wraps leaves and exchanges: an operator that reads little and emits much, such as a cross join
//! under an aggregate, is polled on and on, and cannot be cancelled meanwhile.
//!
//! Before: `AggregateExec(CrossJoinExec(a, b))`. After: `AggregateExec(CooperativeExec(CrossJoinExec(a, b)))`.
//! All other operators stay as they are, and so do joins above [`MOST_ON_A_PATH`] wrapped ones: these give way for them.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;

/// Operators that can emit many batches for one that they read.
const MULTIPLYING: [&str; 6] = [
    "CrossJoinExec",
    "HashJoinExec",
    "NestedLoopJoinExec",
    "PiecewiseMergeJoinExec",
    "SortMergeJoinExec",
    "UnnestExec",
];

/// A task may take 128 steps before it gives way (Tokio's budget), and on the way down each wrapper takes one.
/// With more of them on one path the lowest would never have its turn.
const MOST_ON_A_PATH: usize = 32;

#[derive(Debug)]
pub(crate) struct YieldingJoins;

impl PhysicalOptimizerRule for YieldingJoins {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| {
            let multiplies = MULTIPLYING.contains(&node.name());
            Ok(
                if multiplies && wrappers_on_a_path(node.as_ref()) < MOST_ON_A_PATH {
                    Transformed::yes(Arc::new(CooperativeExec::new(node)) as Arc<dyn ExecutionPlan>)
                } else {
                    Transformed::no(node)
                },
            )
        })
        .map(|transformed| transformed.data)
    }

    fn name(&self) -> &str {
        "YieldingJoins"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The wrappers on the path from a node down that has the most of them.
fn wrappers_on_a_path(node: &dyn ExecutionPlan) -> usize {
    let below = node
        .children()
        .into_iter()
        .map(|child| wrappers_on_a_path(child.as_ref()))
        .max();
    below.unwrap_or(0) + usize::from(node.downcast_ref::<CooperativeExec>().is_some())
}
