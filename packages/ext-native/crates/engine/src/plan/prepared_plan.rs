//! A planned statement: its schema and parameters are known, and it runs any number of times.

use std::sync::Arc;
use std::time::Instant;

use arrow::datatypes::{DataType, SchemaRef};
use datafusion::logical_expr::{DdlStatement, LogicalPlan};
use datafusion::physical_plan::{displayable, execute_stream};
use futures::StreamExt;
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};

use crate::execution::operator_metrics::{OperatorMetrics, operator_metrics};
use crate::execution::output_types::output_schema;
use crate::execution::report::{ScanReport, milliseconds_since, planned_scans};
use crate::execution::result_stream::{ResultStream, schema_stream};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::functions::{self, HostLink};
use crate::plan::bound_plan::{BoundPlan, start};
use crate::scan::delta_scans::ChosenFiles;
use crate::session::engine_session::SessionCore;
use crate::statement::parameters::{Parameters, bind, parameters_of};
use crate::substrait::lane::{SubstraitOutcome, to_substrait};
use crate::substrait::proof::{optimized_plan, prove};
use crate::substrait::refusal::SubstraitRefusal;

/// A statement that has been planned against the tables of its session.
pub struct PreparedPlan {
    core: Arc<SessionCore>,
    logical: Arc<LogicalPlan>,
    parameters: Vec<(String, Option<DataType>)>,
    description: PlanDescription,
    schema: SchemaRef,
    /// Functions of the host that it calls: they may have been dropped when it runs.
    hosts: Vec<HostLink>,
    /// Of a CREATE FUNCTION, which is planned again when it has its effect.
    text: Option<String>,
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
        let hosts = functions::called_hosts(&logical)?;
        Ok(Self {
            hosts,
            text: None,
            core,
            logical: Arc::new(logical),
            parameters,
            description,
            schema,
        })
    }

    /// The plan of this text.
    pub(crate) fn of_text(mut self, sql: String) -> Self {
        let defines = matches!(
            *self.logical,
            LogicalPlan::Ddl(DdlStatement::CreateFunction(_))
        );
        self.text = defines.then_some(sql);
        self
    }

    pub fn description(&self) -> &PlanDescription {
        &self.description
    }

    /// The schema of the result as the bytes of an Arrow IPC stream without batches.
    pub fn schema_ipc(&self) -> Outcome<Vec<u8>> {
        schema_stream(&self.schema)
    }

    /// Binds the parameters and optimises, so that the scans of Delta tables are known before they run.
    ///
    /// Errors: `parameter-missing`, `parameter-extra`, `parameter-type`; `invalid-plan` for a statement that is no query.
    pub async fn bind(
        &self,
        parameters: Option<Parameters>,
        cancellation: CancellationToken,
    ) -> Outcome<BoundPlan> {
        if self.description.statement_kind != "query" {
            return Err(EngineFailure::new(
                FailureCode::InvalidPlan,
                "only queries can be bound; other statements are executed",
            ));
        }
        let input = Input::Statement(parameters);
        self.planning(input, &cancellation, |bound, _| async { Ok(bound) })
            .await
    }

    /// Runs the plan. The stream has begun when this returns; its failures come from the stream.
    pub async fn execute(
        &self,
        parameters: Option<Parameters>,
        cancellation: CancellationToken,
    ) -> Outcome<ResultStream> {
        let started = Instant::now();
        let input = self.with_effects(parameters, &cancellation).await?;
        let physical = self
            .planning(input, &cancellation, |bound, token| async move {
                bound.physical(&ChosenFiles::new(), &token).await
            })
            .await?;
        let planned = self.description.scans.clone();
        let plan_ms = milliseconds_since(started);
        start(&self.core, physical, planned, plan_ms, cancellation)
    }

    /// The plans, and with [`ExplainMode::Analyze`] what each operator measured in one execution whose rows are thrown away.
    pub async fn explain(
        &self,
        mode: ExplainMode,
        parameters: Option<Parameters>,
        cancellation: CancellationToken,
    ) -> Outcome<Explanation> {
        let input = Input::Statement(parameters);
        let (optimized, physical) = self
            .planning(input, &cancellation, |bound, token| async move {
                let physical = bound.physical(&ChosenFiles::new(), &token).await?;
                Ok((bound.optimized().display_indent().to_string(), physical))
            })
            .await?;
        if mode == ExplainMode::Analyze {
            let (plan, context) = (physical.plan.clone(), physical.state.task_ctx());
            let drain = async move {
                let mut stream = execute_stream(plan, context)?;
                while let Some(batch) = stream.next().await {
                    batch?;
                }
                Ok(())
            };
            self.core.run_on_workers(drain, &cancellation).await?;
        }
        Ok(Explanation {
            logical: self.logical.display_indent().to_string(),
            optimized,
            physical: displayable(physical.plan.as_ref())
                .indent(false)
                .to_string(),
            operators: (mode == ExplainMode::Analyze)
                .then(|| operator_metrics(physical.plan.as_ref())),
        })
    }

    /// The plan as Substrait bytes that are proved to mean it, or why it does not go by Substrait.
    pub async fn substrait(&self, cancellation: &CancellationToken) -> Outcome<SubstraitOutcome> {
        let (core, logical) = (self.core.clone(), self.logical.clone());
        let carried = async move { Ok(to_substrait(&core.state(), &logical).await) }
            .instrument(info_span!("engine.substrait"));
        self.core.run_planning(carried, cancellation).await
    }

    /// How another plan differs from this one, once both are optimised; `None` where it is proved to be the same query.
    pub async fn difference(
        &self,
        other: &Self,
        cancellation: &CancellationToken,
    ) -> Outcome<Option<SubstraitRefusal>> {
        let (core, own, its) = (
            self.core.clone(),
            self.logical.clone(),
            other.logical.clone(),
        );
        let compared = async move {
            let state = core.state();
            let proof = optimized_plan(&state, &own).and_then(|own| prove(&state, &own, &its));
            Ok(proof.err())
        };
        self.core.run_planning(compared, cancellation).await
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
        let text = self.text.clone();
        let effect = async move { core.with_effects(bound, text).await };
        let result = self.core.run_on_workers(effect, cancellation).await?;
        Ok(Input::Result(result))
    }

    /// Binds and optimises where planning belongs, and goes on there. Errors: also `unknown-function`, for one that has been dropped.
    async fn planning<T: Send + 'static, F>(
        &self,
        input: Input,
        cancellation: &CancellationToken,
        then: impl FnOnce(BoundPlan, CancellationToken) -> F + Send + 'static,
    ) -> Outcome<T>
    where
        F: Future<Output = Outcome<T>> + Send,
    {
        for function in &self.hosts {
            function.verify()?;
        }
        let logical = self.logical.clone();
        let expected = self.parameters.clone();
        let scans = self.description.scans.clone();
        let core = self.core.clone();
        let token = cancellation.clone();
        let plan = async move {
            let runnable = match input {
                Input::Statement(parameters) => bind(&logical, &expected, parameters.as_ref())?,
                Input::Result(plan) => plan,
            };
            let bound = BoundPlan::optimize(&core, &runnable, &scans)?;
            then(bound, token).await
        };
        self.core.run_planning(plan, cancellation).await
    }
}

/// What is planned: the statement with these values, or what a statement that worked by its effect on the session has left to give.
enum Input {
    Statement(Option<Parameters>),
    Result(LogicalPlan),
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
