//! The Substrait lane of the engine: a logical plan to bytes that are proved to mean it, and bytes to a logical plan.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::tree_node::Transformed;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Distinct, LogicalPlan};
use datafusion::optimizer::decorrelate_lateral_join::DecorrelateLateralJoin;
use datafusion::optimizer::decorrelate_predicate_subquery::DecorrelatePredicateSubquery;
use datafusion::optimizer::eliminate_duplicated_expr::EliminateDuplicatedExpr;
use datafusion::optimizer::replace_distinct_aggregate::ReplaceDistinctWithAggregate;
use datafusion::optimizer::rewrite_set_comparison::RewriteSetComparison;
use datafusion::optimizer::scalar_subquery_to_join::ScalarSubqueryToJoin;
use datafusion::optimizer::{Optimizer, OptimizerRule};
use datafusion_substrait::serializer::deserialize_bytes;
use futures::FutureExt;
use serde::Serialize;

use crate::failure::guarded::panic_failure;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::substrait::plan_writer::written;
use crate::substrait::proof::{optimized_plan, prove};
use crate::substrait::reader::read_plan;
use crate::substrait::refusal::{RefusalReason, SubstraitRefusal};

/// The most bytes of a plan that are read, unless the caller says less.
pub(crate) const LARGEST_PLAN: usize = 16 * 1024 * 1024;

/// How much of a foreign plan is read.
#[derive(Debug, Clone, Copy)]
pub struct SubstraitLimits {
    pub max_bytes: usize,
}

impl Default for SubstraitLimits {
    fn default() -> Self {
        Self {
            max_bytes: LARGEST_PLAN,
        }
    }
}

/// What becomes of a plan that is to go by Substrait.
#[derive(Debug)]
pub enum SubstraitOutcome {
    /// Proved: read again, the bytes give the same optimised plan.
    Bytes(Vec<u8>, SubstraitCosts),
    Refused(SubstraitRefusal),
}

/// How long it took to make bytes and to prove them.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubstraitCosts {
    pub write_ms: f64,
    /// Optimising the original.
    pub optimize_ms: f64,
    pub read_ms: f64,
    /// Optimising what came back, and comparing.
    pub prove_ms: f64,
}

/// The bytes of a plan. Where it cannot be written or proved as it was planned, the plan without its subqueries is tried.
pub(crate) async fn to_substrait(state: &SessionState, plan: &LogicalPlan) -> SubstraitOutcome {
    match proved_or_refused(state, plan).await {
        Ok((bytes, costs)) => SubstraitOutcome::Bytes(bytes, costs),
        Err(refusal) => SubstraitOutcome::Refused(refusal),
    }
}

type Proved = std::result::Result<(Vec<u8>, SubstraitCosts), SubstraitRefusal>;

async fn proved_or_refused(state: &SessionState, plan: &LogicalPlan) -> Proved {
    let mut clock = Clock::start();
    // The cheapest step comes first: it refuses what has no form at all.
    let first = written_plan(state, plan);
    if let Err(refusal) = &first
        && refusal.class == RefusalReason::NotAQuery
    {
        return Err(refusal.clone());
    }
    let write_ms = clock.lap();
    let optimized = optimized_plan(state, plan)?;
    let optimize_ms = clock.lap();
    let begun = SubstraitCosts {
        write_ms,
        optimize_ms,
        ..SubstraitCosts::default()
    };
    let first = match first {
        Ok(bytes) => proved(state, &optimized, bytes, begun).await,
        Err(refusal) => Err(refusal),
    };
    let refusal = match first {
        Ok(proved) => return Ok(proved),
        Err(refusal) => refusal,
    };
    let mut clock = Clock::start();
    let second = without_subqueries(state, plan)
        .ok()
        .and_then(|without| written_plan(state, &without).ok());
    let begun = SubstraitCosts {
        write_ms: begun.write_ms + clock.lap(),
        ..begun
    };
    match second {
        // What the plan as it was planned is refused for says more than what its rewritten form is.
        None => Err(refusal),
        Some(bytes) => proved(state, &optimized, bytes, begun)
            .await
            .map_err(|_| refusal),
    }
}

fn written_plan(
    state: &SessionState,
    plan: &LogicalPlan,
) -> std::result::Result<Vec<u8>, SubstraitRefusal> {
    let plan = without_distinct_on(state, plan).map_err(|error| {
        SubstraitRefusal::of_error(RefusalReason::Relation, &error, "DistinctOn")
    })?;
    written(&plan)
}

/// The bytes, if reading them gives the plan that the original was optimised to.
async fn proved(
    state: &SessionState,
    optimized: &LogicalPlan,
    bytes: Vec<u8>,
    begun: SubstraitCosts,
) -> Proved {
    let mut clock = Clock::start();
    let returned = from_substrait(state, &bytes).await.map_err(|failure| {
        let class = if failure.code == FailureCode::QueryTooDeep {
            RefusalReason::TooDeep
        } else {
            RefusalReason::NotReadBack
        };
        SubstraitRefusal::new(class, failure.message, "Plan")
    })?;
    let read_ms = clock.lap();
    prove(state, optimized, &returned)?;
    let costs = SubstraitCosts {
        read_ms,
        prove_ms: clock.lap(),
        ..begun
    };
    Ok((bytes, costs))
}

struct Clock(std::time::Instant);

impl Clock {
    fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Milliseconds since the last lap.
    fn lap(&mut self) -> f64 {
        let now = std::time::Instant::now();
        let elapsed = now.duration_since(self.0).as_secs_f64() * 1e3;
        self.0 = now;
        elapsed
    }
}

impl SubstraitLimits {
    pub fn of_bytes(max_bytes: u32) -> Self {
        Self {
            max_bytes: max_bytes as usize,
        }
    }

    /// The bytes as one's own, if they are not too many. Errors: `query-too-large`.
    pub fn copied(&self, bytes: &[u8]) -> Outcome<Vec<u8>> {
        if bytes.len() <= self.max_bytes {
            return Ok(bytes.to_vec());
        }
        Err(EngineFailure::new(
            FailureCode::QueryTooLarge,
            format!(
                "the plan has {} bytes, the limit is {}",
                bytes.len(),
                self.max_bytes
            ),
        )
        .with("bytes", bytes.len())
        .with("limit", self.max_bytes))
    }
}

/// The logical plan that bytes stand for.
///
/// Errors: `query-too-deep`, `invalid-plan`, `unknown-table`, `unknown-function`, `not-supported`.
pub(crate) async fn from_substrait(state: &SessionState, bytes: &[u8]) -> Outcome<LogicalPlan> {
    let plan = deserialize_bytes(bytes).map_err(|error| {
        let text = error.strip_backtrace();
        if text.contains("recursion limit") {
            EngineFailure::new(
                FailureCode::QueryTooDeep,
                "the messages of the plan stand more than 100 deep in each other",
            )
            .with("limit", 100)
        } else {
            EngineFailure::new(FailureCode::InvalidPlan, text)
        }
    })?;
    // What the reader does not check, DataFusion's consumer may take for granted.
    let reading = AssertUnwindSafe(read_plan(state, &plan)).catch_unwind();
    match reading.await {
        Ok(Ok(plan)) => Ok(plan),
        Ok(Err(error)) => Err(in_a_plan(error.into())),
        Err(payload) => Err(in_a_plan(panic_failure(payload.as_ref()))),
    }
}

/// What goes wrong while bytes are read is the fault of the bytes.
fn in_a_plan(failure: EngineFailure) -> EngineFailure {
    match failure.code {
        FailureCode::Internal | FailureCode::InternalPanic | FailureCode::ExecutionError => {
            EngineFailure {
                code: FailureCode::InvalidPlan,
                ..failure
            }
        }
        _ => failure,
    }
}

/// Before: `DistinctOn`. After: the aggregate that DataFusion makes of it, with the first values of each group.
fn without_distinct_on(state: &SessionState, plan: &LogicalPlan) -> Result<LogicalPlan> {
    let rule = ReplaceDistinctWithAggregate::new();
    let replaced = plan
        .clone()
        .transform_up_with_subqueries(|node| match node {
            LogicalPlan::Distinct(Distinct::On(_)) => rule.rewrite(node, state),
            other => Ok(Transformed::no(other)),
        })?;
    Ok(replaced.data)
}

/// The plan after the analyser and the rules that remove subqueries, and no others: what is optimised further loses what Substrait would carry
/// (folded maps and structs).
pub(crate) fn without_subqueries(state: &SessionState, plan: &LogicalPlan) -> Result<LogicalPlan> {
    let analyzed =
        state
            .analyzer()
            .execute_and_check(plan.clone(), state.config_options(), |_, _| {})?;
    let rules: Vec<Arc<dyn OptimizerRule + Send + Sync>> = vec![
        Arc::new(RewriteSetComparison::new()),
        Arc::new(ReplaceDistinctWithAggregate::new()),
        Arc::new(DecorrelatePredicateSubquery::new()),
        Arc::new(ScalarSubqueryToJoin::new()),
        Arc::new(DecorrelateLateralJoin::new()),
        Arc::new(EliminateDuplicatedExpr::new()),
    ];
    Optimizer::with_rules(rules).optimize(analyzed, state, |_, _| {})
}
