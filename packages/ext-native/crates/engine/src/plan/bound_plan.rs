//! A statement with its parameters bound, optimised: it tells what each scan of a Delta table is asked for, and runs with a choice of files.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use datafusion::execution::TaskContext;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use tokio_util::sync::CancellationToken;
use tracing::info_span;

use crate::delta::run_statement::StatementCommit;
use crate::delta::statement::is_update_or_delete;
use crate::execution::output_types::in_output_types;
use crate::execution::report::{ScanReport, milliseconds_since};
use crate::execution::result_stream::{ResultStream, Running};
use crate::failure::Outcome;
use crate::plan::open_plan::OpenPlan;
use crate::plan::reusable_plan::{ReusablePlan, for_execution, listed};
use crate::plan::stoppable_joins::stoppable;
use crate::scan::delta_scans::{
    ChosenFiles, DeltaScanDescription, describe_scans, number_scans, with_files,
};
use crate::session::engine_session::SessionCore;
use crate::session::planning_session::PlanningSession;
use crate::session::query_memory::QueryMemory;
use crate::statement::parameters::Values;
use crate::tables::scanned_table::ScanRecord;

/// An optimised statement. It runs any number of times.
pub struct BoundPlan {
    core: Arc<SessionCore>,
    session: Arc<PlanningSession>,
    optimized: Arc<LogicalPlan>,
    /// What is kept of the statement, if anything is.
    open: Option<Arc<OpenPlan>>,
    planned: Vec<ScanReport>,
    /// Parameters bound and plan optimised, in milliseconds.
    bind_ms: f64,
}

/// An executable plan, and what it notes while it is made.
pub(crate) struct Physical {
    pub(crate) session: Arc<PlanningSession>,
    pub(crate) plan: Arc<dyn ExecutionPlan>,
    pub(crate) record: Arc<ScanRecord>,
    /// Whether it was made of what is kept of the statement.
    pub(crate) is_kept: bool,
    pub(crate) planned: Vec<ScanReport>,
    /// All that was done before the execution, in milliseconds.
    pub(crate) plan_ms: f64,
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
        let session = core.planning_session();
        let optimized = number_scans(optimized_in(&session.state, runnable)?)?;
        Ok(Self {
            core: core.clone(),
            session,
            optimized: Arc::new(optimized),
            open: None,
            planned: planned.to_vec(),
            bind_ms: milliseconds_since(started),
        })
    }

    /// Puts values into a statement that was optimised before.
    pub(crate) fn of(
        core: &Arc<SessionCore>,
        open: Arc<OpenPlan>,
        values: &Values,
        planned: &[ScanReport],
    ) -> Outcome<Self> {
        let started = Instant::now();
        Ok(Self {
            core: core.clone(),
            session: open.session.clone(),
            optimized: open.with_values(values)?,
            open: Some(open),
            planned: planned.to_vec(),
            bind_ms: milliseconds_since(started),
        })
    }

    /// Whether little is left to be planned.
    pub fn is_quick(&self) -> bool {
        self.open.as_ref().is_some_and(|open| open.is_small)
    }

    /// The scans of Delta tables, by their numbers.
    pub fn scans(&self) -> Vec<DeltaScanDescription> {
        describe_scans(&self.optimized)
    }

    pub(crate) fn optimized(&self) -> &LogicalPlan {
        &self.optimized
    }

    /// Makes the executable plan; each scan reads no more than the files chosen for it.
    #[tracing::instrument(name = "engine.physical_plan", skip_all)]
    pub(crate) async fn physical(
        &self,
        files: &ChosenFiles,
        cancellation: &CancellationToken,
    ) -> Outcome<Physical> {
        let started = Instant::now();
        let (plan, record) = match &self.open {
            Some(open) => self.of_kept(open, files).await?,
            None => self.planned_by(&self.session.state, files).await?,
        };
        let stops = [cancellation.clone(), self.core.closed().clone()];
        Ok(Physical {
            plan: in_output_types(stoppable(plan, &stops)?)?,
            session: self.session.clone(),
            record,
            is_kept: self.open.is_some(),
            planned: self.planned.clone(),
            plan_ms: self.bind_ms + milliseconds_since(started),
        })
    }

    /// The executable plan of the last execution where it would be planned the same; otherwise one that the next execution may use.
    async fn of_kept(
        &self,
        open: &OpenPlan,
        files: &ChosenFiles,
    ) -> Outcome<(Arc<dyn ExecutionPlan>, Arc<ScanRecord>)> {
        let session = &self.session;
        let (Some(listings), Some(reusable)) = (open.listings(), session.reusable()) else {
            return self.planned_by(&session.state, files).await;
        };
        // Files that change while the plan is made are seen by the next execution as changed.
        let listed = listed(listings, &session.state).await?;
        let known = open
            .reusable(files)
            .filter(|known| known.was_planned_on(&listed));
        if let Some(known) = known {
            return Ok((known.copy(session)?, known.record.clone()));
        }
        let (plan, record) = self.planned_by(reusable, files).await?;
        let made = ReusablePlan::new(plan.clone(), files.clone(), listed, record.clone());
        open.keep(made.map(Arc::new));
        Ok((for_execution(plan, session)?, record))
    }

    async fn planned_by(
        &self,
        state: &SessionState,
        files: &ChosenFiles,
    ) -> Outcome<(Arc<dyn ExecutionPlan>, Arc<ScanRecord>)> {
        let chosen;
        let optimized = if files.is_empty() {
            self.optimized.as_ref()
        } else {
            chosen = with_files(self.optimized.as_ref().clone(), files)?;
            &chosen
        };
        let record = Arc::new(ScanRecord::default());
        let planning = state.query_planner().create_physical_plan(optimized, state);
        let plan = record.clone().during(planning).await?;
        Ok((plan, record))
    }

    /// Runs the plan on these files of its Delta tables, by the numbers that the session's index of the table gives them. A scan without an entry
    /// chooses for itself. The stream has begun when this returns; its failures come from the stream. `operators`: whether its report tells of each.
    ///
    /// Errors: `invalid-option` for a scan or a file that is not there; `aborted`, `session-closed`, and others of the engine.
    pub async fn execute(
        self: Arc<Self>,
        files: ChosenFiles,
        operators: bool,
        cancellation: CancellationToken,
    ) -> Outcome<ResultStream> {
        let core = self.core.clone();
        let asked = Asked {
            operators,
            commit: None,
        };
        let is_small = self.is_quick();
        let token = cancellation.clone();
        let planning = async move { self.physical(&files, &token).await };
        execute(&core, is_small, planning, asked, cancellation).await
    }
}

/// The planner reads the condition of an UPDATE or DELETE from its plan: what the optimiser makes of `1 = 0`, or of a contradiction, has none left, so it
/// would change all rows.
fn optimized_in(state: &SessionState, runnable: &LogicalPlan) -> Outcome<LogicalPlan> {
    Ok(match runnable {
        LogicalPlan::Dml(dml) if is_update_or_delete(dml) => {
            let options = state.config_options();
            let analyzer = state.analyzer();
            analyzer.execute_and_check(runnable.clone(), options, |_, _| {})?
        }
        _ => state.optimize(runnable)?,
    })
}

/// What an execution is to tell.
pub(crate) struct Asked {
    /// Whether its report tells what each operator measured.
    pub(crate) operators: bool,
    /// What the statement has committed before its result is made.
    pub(crate) commit: Option<StatementCommit>,
}

/// Plans, where that belongs, and starts the execution, on the workers. `is_small`: so little is left to plan that a worker can do it.
pub(crate) async fn execute(
    core: &Arc<SessionCore>,
    is_small: bool,
    planning: impl Future<Output = Outcome<Physical>> + Send + 'static,
    asked: Asked,
    cancellation: CancellationToken,
) -> Outcome<ResultStream> {
    let (starting, token) = (core.clone(), cancellation.clone());
    if is_small {
        let work = async move { start(starting, planning.await?, asked, token).await };
        return core.run_on_workers(work, &cancellation).await;
    }
    let physical = core.run_planning(planning, &cancellation).await?;
    let work = start(starting, physical, asked, token);
    core.run_on_workers(work, &cancellation).await
}

/// Starts an execution. Operators spawn tasks when they start, and those belong to the workers: this runs there.
#[tracing::instrument(
    name = "engine.execute",
    skip_all,
    fields(rows = tracing::field::Empty, bytes = tracing::field::Empty)
)]
async fn start(
    core: Arc<SessionCore>,
    physical: Physical,
    asked: Asked,
    cancellation: CancellationToken,
) -> Outcome<ResultStream> {
    let runtime = physical.session.state.runtime_env();
    let memory = QueryMemory::new(runtime.memory_pool.clone());
    let environment = memory.environment(runtime);
    let context = if physical.is_kept {
        physical.session.task_context(environment)
    } else {
        TaskContext::from(&physical.session.state).with_runtime(environment)
    };
    let stream = execute_stream(physical.plan.clone(), Arc::new(context))?;
    let running = Running {
        plan: physical.plan,
        planned: physical.planned,
        record: physical.record,
        memory,
        plan_ms: physical.plan_ms,
        operators: asked.operators,
        commit: asked.commit,
    };
    Ok(ResultStream::start(core, stream, running, cancellation).await)
}
