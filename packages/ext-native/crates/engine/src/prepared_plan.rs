//! A planned statement: its schema and parameters are known, and it runs any number of times.

use std::sync::Arc;
use std::time::Instant;

use arrow::datatypes::{DataType, SchemaRef};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, displayable, execute_stream};
use futures::StreamExt;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::engine_session::SessionCore;
use crate::execution_report::{ScanReport, milliseconds_since, planned_scans};
use crate::failure::Outcome;
use crate::operator_metrics::{OperatorMetrics, operator_metrics};
use crate::output_types::{in_output_types, output_schema};
use crate::parameters::{Parameters, bind, parameters_of};
use crate::result_stream::{ResultStream, Running, schema_stream};
use crate::scanned_table::ScanRecord;
use crate::stoppable_joins::stoppable;
use crate::substrait_lane::{SubstraitOutcome, to_substrait};

/// A statement that has been planned against the tables of its session.
pub struct PreparedPlan {
    core: Arc<SessionCore>,
    logical: Arc<LogicalPlan>,
    parameters: Vec<(String, Option<DataType>)>,
    description: PlanDescription,
    schema: SchemaRef,
}

/// What is known of a plan before it runs.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanDescription {
    pub parameters: Vec<ParameterDescription>,
    pub scans: Vec<ScanReport>,
    /// `query`, `explain`, `ddl`, `dml`, `copy` or `set`.
    pub statement_kind: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct ParameterDescription {
    /// As it stands in the text: `$1`, `$origin`.
    pub name: String,
    /// The Arrow type that the planner inferred, where it could.
    #[serde(rename = "type")]
    pub data_type: Option<String>,
}

/// What to explain: the plans, or the plans with the metrics of one execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExplainMode {
    Plans,
    Analyze,
}

/// The plans of a statement, as text, and the operators' metrics as data.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    pub logical: String,
    pub optimized: String,
    pub physical: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operators: Option<OperatorMetrics>,
}

impl PreparedPlan {
    pub(crate) fn new(core: Arc<SessionCore>, logical: LogicalPlan) -> Outcome<Self> {
        let parameters = parameters_of(&logical)?;
        let description = PlanDescription {
            parameters: parameters
                .iter()
                .map(|(name, data_type)| ParameterDescription {
                    name: name.clone(),
                    data_type: data_type.as_ref().map(ToString::to_string),
                })
                .collect(),
            scans: planned_scans(&logical, &core.tables()),
            statement_kind: statement_kind(&logical),
        };
        let schema = output_schema(logical.schema().as_arrow());
        Ok(Self {
            core,
            logical: Arc::new(logical),
            parameters,
            description,
            schema,
        })
    }

    pub fn description(&self) -> &PlanDescription {
        &self.description
    }

    /// The schema of the result as the bytes of an Arrow IPC stream without batches.
    pub fn schema_ipc(&self) -> Outcome<Vec<u8>> {
        schema_stream(&self.schema)
    }

    /// Runs the plan. The stream has begun when this returns; its failures come from the stream.
    pub async fn execute(
        &self,
        parameters: Option<Parameters>,
        cancellation: CancellationToken,
    ) -> Outcome<ResultStream> {
        let started = Instant::now();
        let input = self.with_effects(parameters, &cancellation).await?;
        let planned = self.plan_physically(input, &cancellation).await?;
        let stream = {
            // Operators spawn tasks when they start, and those belong to the workers.
            let _workers = self.core.workers().enter();
            execute_stream(planned.physical.clone(), planned.state.task_ctx())
                .map_err(|error| self.core.redacted(error.into()))?
        };
        Ok(ResultStream::start(
            self.core.clone(),
            stream,
            Running {
                plan: planned.physical,
                planned: self.description.scans.clone(),
                record: planned.record,
                plan_ms: milliseconds_since(started),
            },
            cancellation,
        ))
    }

    /// The plans, and with [`ExplainMode::Analyze`] what each operator measured in one execution whose rows are thrown away.
    pub async fn explain(
        &self,
        mode: ExplainMode,
        parameters: Option<Parameters>,
        cancellation: CancellationToken,
    ) -> Outcome<Explanation> {
        let planned = self
            .plan_physically(Input::Statement(parameters), &cancellation)
            .await?;
        if mode == ExplainMode::Analyze {
            let (physical, context) = (planned.physical.clone(), planned.state.task_ctx());
            let drain = async move {
                let mut stream = execute_stream(physical, context)?;
                while let Some(batch) = stream.next().await {
                    batch?;
                }
                Ok(())
            };
            self.core.run_on_workers(drain, &cancellation).await?;
        }
        Ok(Explanation {
            logical: self.logical.display_indent().to_string(),
            optimized: planned.optimized.display_indent().to_string(),
            physical: displayable(planned.physical.as_ref())
                .indent(false)
                .to_string(),
            operators: (mode == ExplainMode::Analyze)
                .then(|| operator_metrics(planned.physical.as_ref())),
        })
    }

    /// The plan as Substrait bytes that are proved to mean it, or why it does not go by Substrait.
    pub async fn substrait(&self, cancellation: &CancellationToken) -> Outcome<SubstraitOutcome> {
        let (core, logical) = (self.core.clone(), self.logical.clone());
        let carried = async move { Ok(to_substrait(&core.state(), &logical).await) };
        self.core.run_planning(carried, cancellation).await
    }

    /// The statement with its parameters bound, for a writer that plans it itself.
    pub(crate) fn bound(&self, parameters: Option<&Parameters>) -> Outcome<LogicalPlan> {
        bind(&self.logical, &self.parameters, parameters)
    }

    /// Lets a statement that works by its effect on the session (DDL, SET) have it: on the workers, so that a caller who gives up stops it.
    async fn with_effects(
        &self,
        parameters: Option<Parameters>,
        cancellation: &CancellationToken,
    ) -> Outcome<Input> {
        if !matches!(self.description.statement_kind, "ddl" | "set") {
            return Ok(Input::Statement(parameters));
        }
        let bound = self.bound(parameters.as_ref())?;
        let core = self.core.clone();
        let effect = async move { core.with_effects(bound).await };
        let result = self.core.run_on_workers(effect, cancellation).await?;
        Ok(Input::Result(result))
    }

    async fn plan_physically(
        &self,
        input: Input,
        cancellation: &CancellationToken,
    ) -> Outcome<Planned> {
        let logical = self.logical.clone();
        let expected = self.parameters.clone();
        let core = self.core.clone();
        let stops = [cancellation.clone(), self.core.closed().clone()];
        let plan = async move {
            let runnable = match input {
                Input::Statement(parameters) => bind(&logical, &expected, parameters.as_ref())?,
                Input::Result(plan) => plan,
            };
            let record = Arc::new(ScanRecord::default());
            let mut state = core.state();
            state.config_mut().set_extension(record.clone());
            let optimized = state.optimize(&runnable)?;
            let physical = state
                .query_planner()
                .create_physical_plan(&optimized, &state)
                .await?;
            Ok(Planned {
                state,
                optimized,
                physical: in_output_types(stoppable(physical, &stops)?)?,
                record,
            })
        };
        self.core.run_planning(plan, cancellation).await
    }
}

/// What is planned: the statement with these values, or what a statement that worked by its effect on the session has left to give.
enum Input {
    Statement(Option<Parameters>),
    Result(LogicalPlan),
}

struct Planned {
    state: SessionState,
    optimized: LogicalPlan,
    physical: Arc<dyn ExecutionPlan>,
    record: Arc<ScanRecord>,
}

fn statement_kind(plan: &LogicalPlan) -> &'static str {
    match plan {
        LogicalPlan::Explain(_) | LogicalPlan::Analyze(_) => "explain",
        LogicalPlan::Ddl(_) => "ddl",
        LogicalPlan::Dml(_) => "dml",
        LogicalPlan::Copy(_) => "copy",
        LogicalPlan::Statement(_) => "set",
        _ => "query",
    }
}
