//! The engine of Causeway: a lakehouse session over Apache DataFusion and delta-rs that has never heard of Node-API.
//!
//! The files are named in the order a query travels: options, session, tables, statement, parameters, plan, stream, report.

mod arrow_input;
mod caches;
mod delta_description;
mod delta_location;
mod delta_write;
mod engine_options;
mod engine_session;
mod execution_report;
mod expr_planners;
mod failure;
mod failure_from_datafusion;
mod failure_from_delta;
mod file_locations;
mod functions;
mod guarded;
mod hive_partitions;
mod matching_store;
mod object_stores;
mod operator_metrics;
mod output_types;
mod parameters;
mod prepared_plan;
mod query_depth;
mod redaction;
mod register_arrow;
mod register_delta;
mod register_files;
mod result_stream;
mod scanned_table;
mod session_context;
mod session_threads;
mod spill_folder;
mod statement_policy;
mod stoppable_joins;
mod stored_types;
mod table_description;
mod table_source;
mod versions;
mod yielding_joins;

pub use caches::{CacheLimits, CacheOptions, CacheSnapshot, CacheTotals, PredicateTotals};
pub use delta_description::DeltaDescription;
pub use delta_write::{DeltaWriteMode, DeltaWriteOptions, DeltaWriter, WriteReport};
pub use engine_options::{EngineOptions, MemoryPoolKind};
pub use engine_session::EngineSession;
pub use execution_report::{ExecutionReport, ScanReport};
pub use failure::{EngineFailure, FailureCode, Outcome};
pub use functions::{
    ArgumentDescription, FunctionDescription, HostAnswer, HostCall, HostDefinition, HostFunction,
    HostKind, HostVolatility,
};
pub use guarded::panic_failure;
pub use operator_metrics::OperatorMetrics;
pub use parameters::{Parameter, Parameters};
pub use prepared_plan::{ExplainMode, Explanation, PlanDescription, PreparedPlan};
pub use result_stream::ResultStream;
pub use spill_folder::remove_spill_folders;
pub use statement_policy::Permission;
pub use table_description::{ColumnDescription, TableDescription};
pub use table_source::{DeltaSource, TableSource};
pub use tokio_util::sync::CancellationToken;
pub use versions::{
    Capabilities, DeltaFeatures, ExprPlanners, NativeAbi, capabilities, native_abi,
};
