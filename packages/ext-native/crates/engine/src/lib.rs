//! The engine of Causeway: a lakehouse session over Apache DataFusion and delta-rs that has never heard of Node-API.
//!
//! The folders, in the order a query travels: `session` (options, threads, memory), `stores` and `tables` (what is registered), `statement` (SQL text and its
//! parameters), `plan` and `substrait` (the two lanes), `policy` (what may be asked), `scan` (which files), `execution` (the stream and its report).
//! `trace` collects what a run did. `delta` changes tables and `changes` reads what was changed; `functions` and `caches` are what a session lends to its queries.

mod caches;
mod changes;
mod delta;
mod execution;
mod failure;
mod functions;
mod plan;
mod policy;
mod scan;
mod session;
mod statement;
mod stores;
mod substrait;
mod tables;
mod trace;

pub use caches::{CacheLimits, CacheOptions, CacheSnapshot, CacheTotals, PredicateTotals};
pub use changes::feed::{ChangeFeedQuery, ChangeFeedSource};
pub use changes::range::RangeBounds;
pub use delta::description::DeltaDescription;
pub use delta::files::FileCommit;
pub use delta::input::{DeltaWriter, RowsOperation, RowsReport};
pub use delta::merge::{MergeReport, MergeRequest};
pub use delta::operation::{DeltaOperation, DeltaRequest};
pub use delta::progress::Progress;
pub use delta::run_statement::{StatementCommit, StatementOptions};
pub use delta::write::{
    ApplicationTransaction, CommitMetadata, DeltaWriteMode, DeltaWriteOptions, WriteReport,
};
pub use execution::operator_metrics::OperatorMetrics;
pub use execution::report::{ExecutionReport, ScanReport};
pub use execution::result_stream::ResultStream;
pub use failure::guarded::panic_failure;
pub use failure::{EngineFailure, FailureCode, Outcome};
pub use functions::{
    ArgumentDescription, FunctionDescription, HostAnswer, HostCall, HostDefinition, HostFunction,
    HostKind, HostVolatility,
};
pub use plan::bound_plan::BoundPlan;
pub use plan::prepared_plan::{ExplainMode, Explanation, PlanDescription, PreparedPlan};
pub use policy::options::{ColumnRule, NameRule, PolicyOptions};
pub use scan::delta_scans::{ChosenFiles, DeltaScanDescription};
pub use scan::literal::ScanLiteral;
pub use scan::predicate::{ScanExpression, ScanPredicate};
pub use session::engine_options::{EngineOptions, MemoryPoolKind};
pub use session::engine_session::EngineSession;
pub use session::spill_folder::remove_spill_folders;
pub use session::versions::{
    Capabilities, DeltaFeatures, ExprPlanners, NativeAbi, capabilities, native_abi,
};
pub use statement::parameters::{Parameter, Parameters};
pub use statement::permission::Permission;
pub use substrait::lane::{SubstraitCosts, SubstraitLimits, SubstraitOutcome};
pub use substrait::refusal::{RefusalReason, SubstraitRefusal};
pub use tables::table_description::{ColumnDescription, TableDescription};
pub use tables::table_source::{DeltaReadOptions, DeltaSource, TableSource};
pub use tokio_util::sync::CancellationToken;
pub use trace::run_spans::{SpanReport, TraceReport};
pub use trace::run_trace::{RunTrace, TraceScope};
pub use trace::session_tracing::{SessionTracing, TraceLevel, TracingOptions};
