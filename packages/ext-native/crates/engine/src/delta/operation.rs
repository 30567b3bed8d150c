//! The operations on a Delta table that need no rows from outside, as one request and its report.

use arrow::datatypes::SchemaRef;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tracing::{Instrument, Span, info_span};

use crate::delta::change::CommitTarget;
use crate::delta::convert::{self, ConvertOptions};
use crate::delta::create::{self, CreateOptions};
use crate::delta::history::{self, HistoryOptions};
use crate::delta::optimize::{self, OptimizeOptions};
use crate::delta::properties::{self, ConstraintOptions, PropertyOptions};
use crate::delta::restore::{self, RestoreOptions};
use crate::delta::rows::{self, DeleteOptions, UpdateOptions};
use crate::delta::vacuum::{self, VacuumOptions};
use crate::failure::redaction::redacted_location;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::option_failure;
use crate::session::engine_session::SessionCore;
use crate::tables::arrow_input::StreamInput;

/// An operation on a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeltaRequest {
    pub target: CommitTarget,
    pub operation: DeltaOperation,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum DeltaOperation {
    /// The schema comes as an Arrow IPC stream beside the request.
    Create(CreateOptions),
    Convert(ConvertOptions),
    Delete(DeleteOptions),
    Update(UpdateOptions),
    Optimize {
        options: OptimizeOptions,
    },
    Vacuum(VacuumOptions),
    Restore(RestoreOptions),
    AddConstraint(ConstraintOptions),
    SetProperties(PropertyOptions),
    History(HistoryOptions),
    Checkpoint,
}

impl DeltaRequest {
    /// Errors: `unknown-option`, `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }
}

/// Gives the operation's report.
pub(crate) async fn run(
    core: &SessionCore,
    request: DeltaRequest,
    schema_ipc: Option<Vec<u8>>,
) -> Outcome<Value> {
    let span = span_of(&request);
    run_here(core, request, schema_ipc).instrument(span).await
}

/// The span of an operation, in whatever is traced of its run.
fn span_of(request: &DeltaRequest) -> Span {
    let uri = redacted_location(&request.target.uri);
    match request.operation {
        DeltaOperation::Create(_) => info_span!("delta.create", uri),
        DeltaOperation::Convert(_) => info_span!("delta.convert", uri),
        DeltaOperation::Delete(_) => info_span!("delta.delete", uri),
        DeltaOperation::Update(_) => info_span!("delta.update", uri),
        DeltaOperation::Optimize { .. } => info_span!("delta.optimize", uri),
        DeltaOperation::Vacuum(_) => info_span!("delta.vacuum", uri),
        DeltaOperation::Restore(_) => info_span!("delta.restore", uri),
        DeltaOperation::AddConstraint(_) => info_span!("delta.add_constraint", uri),
        DeltaOperation::SetProperties(_) => info_span!("delta.set_properties", uri),
        DeltaOperation::History(_) => info_span!("delta.history", uri),
        DeltaOperation::Checkpoint => info_span!("delta.checkpoint", uri),
    }
}

async fn run_here(
    core: &SessionCore,
    request: DeltaRequest,
    schema_ipc: Option<Vec<u8>>,
) -> Outcome<Value> {
    let target = &request.target;
    match request.operation {
        DeltaOperation::Create(options) => {
            let schema = schema_of(schema_ipc)?;
            told(create::create(core, target, &schema, options).await?)
        }
        DeltaOperation::Convert(options) => told(convert::convert(core, target, options).await?),
        DeltaOperation::Delete(options) => told(rows::delete(core, target, options).await?),
        DeltaOperation::Update(options) => told(rows::update(core, target, options).await?),
        DeltaOperation::Optimize { options } => {
            told(optimize::optimize(core, target, options).await?)
        }
        DeltaOperation::Vacuum(options) => told(vacuum::vacuum(core, target, options).await?),
        DeltaOperation::Restore(options) => told(restore::restore(core, target, options).await?),
        DeltaOperation::AddConstraint(options) => {
            told(properties::add_constraint(core, target, options).await?)
        }
        DeltaOperation::SetProperties(options) => {
            told(properties::set_properties(core, target, options).await?)
        }
        DeltaOperation::History(options) => told(history::history(target, options).await?),
        DeltaOperation::Checkpoint => told(history::checkpoint(target).await?),
    }
}

fn told<Report: Serialize>(report: Report) -> Outcome<Value> {
    serde_json::to_value(report)
        .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))
}

fn schema_of(ipc: Option<Vec<u8>>) -> Outcome<SchemaRef> {
    let mut input = StreamInput::new();
    input.push(ipc.unwrap_or_default())?;
    input.finish()
}
