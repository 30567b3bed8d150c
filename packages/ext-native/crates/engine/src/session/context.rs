//! Makes DataFusion's context from the options of a session.

use std::path::Path;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, GreedyMemoryPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use deltalake_core::delta_datafusion::planner::DeltaPlanner;
use object_store::local::LocalFileSystem;
use serde_json::Value;
use url::Url;

use crate::caches::{CacheOptions, SessionCaches, register_cache_tables};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::functions;
use crate::plan::yielding_joins::YieldingJoins;
use crate::scan::sound_pruning::SoundPruning;
use crate::session::engine_options::{EngineOptions, MemoryPoolKind};
use crate::session::expr_planners;
use crate::stores::traced_store::TracedStore;
use crate::tables::called_table::remember_calls;

/// With so few partitions, building one hash table for all of them costs less than dealing both sides of a join to partitions
/// (TPC-H SF1 on 2 cores: 13 % less processor time over the 22 queries, half of it in q18).
const FEW_PARTITIONS: usize = 4;
const SHARED_BUILD_BYTES: usize = 256 * 1024 * 1024;
const SHARED_BUILD_ROWS: usize = 8 * 1024 * 1024;

/// Twice DataFusion's own default (TPC-H SF1 on 2 cores: 2 to 7 % less time), and a batch of four columns makes about one chunk of a result.
const BATCH_ROWS: usize = 16 * 1024;

/// Nested SQL is parsed up to this depth: beyond what [`crate::statement::query_depth`] lets through, and within the stacks of the session's threads.
const PARSER_RECURSION: &str = "1000";

pub(crate) fn new_context(
    options: &EngineOptions,
    spill_folder: &Path,
    caches: &Arc<SessionCaches>,
) -> Outcome<SessionContext> {
    let mut disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![spill_folder.to_owned()]));
    if let Some(bytes) = options.spill_limit_bytes {
        disk = disk.with_max_temp_directory_size(bytes);
    }
    let mut runtime = RuntimeEnvBuilder::new()
        .with_disk_manager_builder(disk)
        .with_cache_manager(caches.manager());
    if let Some(bytes) = options.memory_limit_bytes {
        runtime = match options.memory_pool {
            MemoryPoolKind::Fair => runtime.with_memory_pool(Arc::new(FairSpillPool::new(bytes))),
            MemoryPoolKind::Greedy => {
                runtime.with_memory_pool(Arc::new(GreedyMemoryPool::new(bytes)))
            }
        };
    }
    let runtime = runtime.build_arc()?;
    trace_local_files(&runtime)?;
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(configuration(options)?)
        .with_runtime_env(runtime)
        .with_query_planner(DeltaPlanner::new())
        .with_physical_optimizer_rule(Arc::new(SoundPruning))
        .with_physical_optimizer_rule(Arc::new(YieldingJoins))
        .build();
    let context = extended(SessionContext::new_with_state(state), caches);
    expr_planners::install_planners(&mut context.state_ref().write(), &options.expr_planners)?;
    remember_calls(&context);
    Ok(context)
}

/// A context with what every session can do, for those who only ask about it.
pub(crate) fn bare_context() -> SessionContext {
    let caches = Arc::new(SessionCaches::new(&CacheOptions::default()));
    extended(SessionContext::new(), &caches)
}

/// Adds what is ours beside DataFusion's.
fn extended(context: SessionContext, caches: &Arc<SessionCaches>) -> SessionContext {
    register_cache_tables(&context, caches);
    functions::register_rule_functions(&context);
    context
}

fn configuration(options: &EngineOptions) -> Outcome<SessionConfig> {
    let mut config = SessionConfig::new()
        .with_information_schema(true)
        .with_target_partitions(options.partition_count());
    if options.partition_count() <= FEW_PARTITIONS {
        let optimizer = &mut config.options_mut().optimizer;
        optimizer.hash_join_single_partition_threshold = SHARED_BUILD_BYTES;
        optimizer.hash_join_single_partition_threshold_rows = SHARED_BUILD_ROWS;
    }
    config = config.with_batch_size(options.batch_rows.unwrap_or(BATCH_ROWS));
    let defaults = [
        ("datafusion.sql_parser.collect_spans", "true"),
        // A glob says itself how deep it goes, and a folder is read with the folders in it.
        (
            "datafusion.execution.listing_table_ignore_subdirectory",
            "false",
        ),
        ("datafusion.sql_parser.recursion_limit", PARSER_RECURSION),
    ];
    let known = config.options().entries();
    for (name, value) in defaults {
        config.options_mut().set(name, value)?;
    }
    for (name, value) in &options.settings {
        if !known.iter().any(|entry| entry.key == *name) {
            return Err(EngineFailure::new(
                FailureCode::UnknownSetting,
                format!("there is no setting \"{name}\""),
            )
            .with("setting", name.as_str()));
        }
        let text = match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        config.options_mut().set(name, &text).map_err(|error| {
            EngineFailure::new(
                FailureCode::InvalidSetting,
                format!("setting {name} cannot be {text:?}: {error}"),
            )
            .with("setting", name.as_str())
        })?;
    }
    Ok(config)
}

/// This machine's files, by the way that tells of its requests.
fn trace_local_files(runtime: &RuntimeEnv) -> Outcome<()> {
    let root = Url::parse("file://")
        .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))?;
    let store = TracedStore::over(Arc::new(LocalFileSystem::new()));
    runtime.register_object_store(&root, store);
    Ok(())
}
