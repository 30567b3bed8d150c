//! A planned statement: its schema and parameters are known, and it runs any number of times.

use std::sync::Arc;

use arrow::datatypes::{DataType, SchemaRef};
use datafusion::logical_expr::{DdlStatement, LogicalPlan};
use datafusion::physical_plan::{displayable, execute_stream};
use futures::StreamExt;
use serde::Serialize;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};

use crate::delta::run_statement::{StatementCommit, StatementOptions};
use crate::delta::statement::{DeltaStatement, verify_explained};
use crate::execution::operator_metrics::{OperatorMetrics, operator_metrics};
use crate::execution::output_types::output_schema;
use crate::execution::report::{ScanReport, planned_scans};
use crate::execution::result_stream::{ResultStream, schema_stream};
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::functions::{self, HostLink};
use crate::plan::bound_plan::{Asked, BoundPlan, execute};
use crate::plan::open_plan::{KeptPlans, OpenPlan, is_keepable, open_plan};
use crate::scan::delta_scans::ChosenFiles;
use crate::session::engine_session::SessionCore;
use crate::statement::parameters::{Parameters, Values, bind, parameters_of, values_of};
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
    /// What was optimised of it; `None` where it is to be optimised at each execution.
    kept: Option<Arc<KeptPlans>>,
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
    /// Redacted location of the Delta table that the statement changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<String>,
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
            changes: changed_place(&logical)?,
        };
        let schema = output_schema(logical.schema().as_arrow());
        let hosts = functions::called_hosts(&logical)?;
        let is_kept = description.statement_kind == "query" && is_keepable(&logical);
        Ok(Self {
            hosts,
            text: None,
            core,
            kept: is_kept.then(Arc::default),
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

    /// Whether the statement is known, so that binding and starting it are likely to be short work.
    pub fn is_quick(&self) -> bool {
        self.kept.as_ref().is_some_and(|kept| kept.are_small())
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
        let binding = self.binding(Input::Statement(self.values(parameters.as_ref())?))?;
        if binding.is_done() {
            return binding.bind();
        }
        let is_small = binding.is_small();
        let work = async move { binding.bind() };
        if is_small {
            self.core.run_on_workers(work, &cancellation).await
        } else {
            self.core.run_planning(work, &cancellation).await
        }
    }

    /// Runs the plan. The stream has begun when this returns; its failures come from the stream. A statement that changes a Delta table has
    /// committed by then. `operators`: whether the report tells of each; `options` say what the statement's commit carries.
    pub async fn execute(
        &self,
        parameters: Option<Parameters>,
        operators: bool,
        options: StatementOptions,
        cancellation: CancellationToken,
    ) -> Outcome<ResultStream> {
        let (input, commit) = self
            .with_effects(parameters, options, &cancellation)
            .await?;
        let binding = self.binding(input)?;
        let is_small = binding.is_small();
        let token = cancellation.clone();
        let planning = async move { binding.bind()?.physical(&ChosenFiles::new(), &token).await };
        let asked = Asked { operators, commit };
        execute(&self.core, is_small, planning, asked, cancellation).await
    }

    /// The plans, and with [`ExplainMode::Analyze`] what each operator measured in one execution whose rows are thrown away.
    pub async fn explain(
        &self,
        mode: ExplainMode,
        parameters: Option<Parameters>,
        cancellation: CancellationToken,
    ) -> Outcome<Explanation> {
        verify_explained(&self.logical)?;
        let binding = self.binding(Input::Statement(self.values(parameters.as_ref())?))?;
        let token = cancellation.clone();
        let planning = async move {
            let bound = binding.bind()?;
            let physical = bound.physical(&ChosenFiles::new(), &token).await?;
            Ok((bound.optimized().display_indent().to_string(), physical))
        };
        let (optimized, physical) = self.core.run_planning(planning, &cancellation).await?;
        if mode == ExplainMode::Analyze {
            let state = &physical.session.state;
            let (plan, context) = (physical.plan.clone(), state.task_ctx());
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
    pub(crate) fn runnable(&self, parameters: Option<&Parameters>) -> Outcome<LogicalPlan> {
        bind(&self.logical, &self.values(parameters)?)
    }

    fn values(&self, parameters: Option<&Parameters>) -> Outcome<Values> {
        values_of(&self.parameters, parameters)
    }

    /// Lets a statement that works by its effect on the session (DDL, SET) or on a Delta table have it: on the workers, so that a caller who
    /// gives up stops it.
    async fn with_effects(
        &self,
        parameters: Option<Parameters>,
        options: StatementOptions,
        cancellation: &CancellationToken,
    ) -> Outcome<(Input, Option<StatementCommit>)> {
        let core = self.core.clone();
        if self.description.changes.is_some() {
            self.verify_functions()?;
            let bound = self.runnable(parameters.as_ref())?;
            let change = async move { core.changed_by(&bound, options).await };
            let commit = self.core.run_on_workers(change, cancellation).await?;
            return Ok((Input::Result(commit.result()?), Some(commit)));
        }
        options.verify_unused()?;
        if !matches!(self.description.statement_kind, "ddl" | "set") {
            return Ok((Input::Statement(self.values(parameters.as_ref())?), None));
        }
        let bound = self.runnable(parameters.as_ref())?;
        let text = self.text.clone();
        let effect = async move { core.with_effects(bound, text).await };
        let result = self.core.run_on_workers(effect, cancellation).await?;
        Ok((Input::Result(result), None))
    }

    /// Errors: `unknown-function`, for one that has been dropped.
    fn verify_functions(&self) -> Outcome<()> {
        for function in &self.hosts {
            function.verify()?;
        }
        Ok(())
    }

    /// Errors: `unknown-function`, for one that has been dropped.
    fn binding(&self, input: Input) -> Outcome<Binding> {
        self.verify_functions()?;
        let known = match (&input, &self.kept) {
            (Input::Statement(values), Some(kept)) => kept.find(&self.core.known_session(), values),
            _ => None,
        };
        Ok(Binding {
            core: self.core.clone(),
            logical: self.logical.clone(),
            kept: self.kept.clone(),
            known,
            input,
            scans: self.description.scans.clone(),
        })
    }
}

/// What is planned: the statement with these values, or what a statement that worked by its effect on the session has left to give.
enum Input {
    Statement(Values),
    Result(LogicalPlan),
}

/// All that it takes to bind a statement, wherever that is done.
struct Binding {
    core: Arc<SessionCore>,
    logical: Arc<LogicalPlan>,
    kept: Option<Arc<KeptPlans>>,
    /// What was kept of an execution before.
    known: Option<Arc<OpenPlan>>,
    input: Input,
    scans: Vec<ScanReport>,
}

impl Binding {
    /// Whether nothing is left to do.
    fn is_done(&self) -> bool {
        matches!((&self.known, &self.input), (Some(_), Input::Statement(values)) if values.is_empty())
    }

    /// Whether so little is left to do that a worker can do it.
    fn is_small(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.is_small)
    }

    fn bind(self) -> Outcome<BoundPlan> {
        let values = match self.input {
            Input::Statement(values) => values,
            Input::Result(plan) => return BoundPlan::optimize(&self.core, &plan, &self.scans),
        };
        if let Some(kept) = &self.kept {
            let open = self
                .known
                .or_else(|| open_plan(kept, self.core.known_session(), &self.logical, &values));
            if let Some(open) = open
                && let Ok(bound) = BoundPlan::of(&self.core, open, &values, &self.scans)
            {
                return Ok(bound);
            }
        }
        BoundPlan::optimize(&self.core, &bind(&self.logical, &values)?, &self.scans)
    }
}

/// Redacted location of the Delta table that a statement changes.
fn changed_place(plan: &LogicalPlan) -> Outcome<Option<String>> {
    let Some(statement) = DeltaStatement::of(plan)? else {
        return Ok(None);
    };
    let log = statement.held()?.log();
    Ok(Some(redacted_url(log.root_url())))
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
