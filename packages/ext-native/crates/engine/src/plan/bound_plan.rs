//! A statement with its parameters bound, optimised once: it tells what each scan of a Delta table is asked for, and runs with a choice of files.

use std::sync::Arc;
use std::time::Instant;

use datafusion::execution::TaskContext;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use tokio_util::sync::CancellationToken;
use tracing::info_span;

use crate::execution::output_types::in_output_types;
use crate::execution::report::{ScanReport, milliseconds_since};
use crate::execution::result_stream::{ResultStream, Running};
use crate::failure::Outcome;
use crate::plan::stoppable_joins::stoppable;
use crate::scan::delta_scans::{ChosenFiles, DeltaScanDescription, number_scans, with_files};
use crate::session::engine_session::SessionCore;
use crate::session::query_memory::QueryMemory;
use crate::tables::scanned_table::ScanRecord;

/// An optimised statement. It runs any number of times.
pub struct BoundPlan {
    core: Arc<SessionCore>,
    state: SessionState,
    optimized: LogicalPlan,
    scans: Vec<DeltaScanDescription>,
    planned: Vec<ScanReport>,
    /// Parameters bound and plan optimised, in milliseconds.
    bind_ms: f64,
}

/// An executable plan, and what it notes while it is made.
pub(crate) struct Physical {
    pub(crate) state: SessionState,
    pub(crate) plan: Arc<dyn ExecutionPlan>,
    pub(crate) record: Arc<ScanRecord>,
}

impl BoundPlan {
    /// Optimises a statement that has no placeholders.
    pub(crate) fn optimize(
        core: &Arc<SessionCore>,
        runnable: &LogicalPlan,
        planned: &[ScanReport],
    ) -> Outcome<Self> {
        let _span = info_span!("engine.optimize").entered();
        let started = Instant::now();
        let mut state = core.state();
        // A physical plan tells of files.
        state.config_mut().options_mut().explain.logical_plan_only |= core.access().hides();
        let (optimized, scans) = number_scans(state.optimize(runnable)?)?;
        Ok(Self {
            core: core.clone(),
            state,
            optimized,
            scans,
            planned: planned.to_vec(),
            bind_ms: milliseconds_since(started),
        })
    }

    /// The scans of Delta tables, by their numbers.
    pub fn scans(&self) -> &[DeltaScanDescription] {
        &self.scans
    }

    pub(crate) fn optimized(&self) -> &LogicalPlan {
        &self.optimized
    }

    /// Makes the physical plan; each scan reads no more than the files chosen for it.
    #[tracing::instrument(name = "engine.physical_plan", skip_all)]
    pub(crate) async fn physical(
        &self,
        files: &ChosenFiles,
        cancellation: &CancellationToken,
    ) -> Outcome<Physical> {
        let record = Arc::new(ScanRecord::default());
        let mut state = self.state.clone();
        state.config_mut().set_extension(record.clone());
        let chosen;
        let optimized = if files.is_empty() {
            &self.optimized
        } else {
            chosen = with_files(self.optimized.clone(), files)?;
            &chosen
        };
        let plan = state
            .query_planner()
            .create_physical_plan(optimized, &state)
            .await?;
        let stops = [cancellation.clone(), self.core.closed().clone()];
        Ok(Physical {
            plan: in_output_types(stoppable(plan, &stops)?)?,
            state,
            record,
        })
    }

    /// Runs the plan on these files of its Delta tables, by the numbers that the session's index of the table gives them. A scan without an entry
    /// chooses for itself. The stream has begun when this returns; its failures come from the stream.
    ///
    /// Errors: `invalid-option` for a scan or a file that is not there; `aborted`, `session-closed`, and others of the engine.
    pub async fn execute(
        self: Arc<Self>,
        files: ChosenFiles,
        cancellation: CancellationToken,
    ) -> Outcome<ResultStream> {
        let started = Instant::now();
        let core = self.core.clone();
        let (plan, token) = (self.clone(), cancellation.clone());
        let planning = async move { plan.physical(&files, &token).await };
        let physical = core.run_planning(planning, &cancellation).await?;
        let plan_ms = self.bind_ms + milliseconds_since(started);
        start(&core, physical, self.planned.clone(), plan_ms, cancellation)
    }
}

/// Starts an execution.
pub(crate) fn start(
    core: &Arc<SessionCore>,
    physical: Physical,
    planned: Vec<ScanReport>,
    plan_ms: f64,
    cancellation: CancellationToken,
) -> Outcome<ResultStream> {
    let _span = info_span!(
        "engine.execute",
        rows = tracing::field::Empty,
        bytes = tracing::field::Empty
    )
    .entered();
    let session = physical.state.runtime_env();
    let memory = QueryMemory::new(session.memory_pool.clone());
    let context = TaskContext::from(&physical.state).with_runtime(memory.environment(session));
    let stream = {
        // Operators spawn tasks when they start, and those belong to the workers.
        let _workers = core.workers().enter();
        execute_stream(physical.plan.clone(), Arc::new(context))
            .map_err(|error| core.redacted(error.into()))?
    };
    let running = Running {
        plan: physical.plan,
        planned,
        record: physical.record,
        memory,
        plan_ms,
    };
    Ok(ResultStream::start(
        core.clone(),
        stream,
        running,
        cancellation,
    ))
}
