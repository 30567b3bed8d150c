//! Makes DataFusion's context from the options of a session.

use std::path::Path;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::{FairSpillPool, GreedyMemoryPool};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use deltalake_core::delta_datafusion::planner::DeltaPlanner;
use serde_json::Value;

use crate::called_table::remember_calls;
use crate::engine_options::{EngineOptions, MemoryPoolKind};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::sound_pruning::SoundPruning;
use crate::yielding_joins::YieldingJoins;

/// With so few partitions, building one hash table for all of them costs less than dealing both sides of a join to partitions
/// (TPC-H SF1 on 2 cores: 13 % less processor time over the 22 queries, half of it in q18).
const FEW_PARTITIONS: usize = 4;
const SHARED_BUILD_BYTES: usize = 256 * 1024 * 1024;
const SHARED_BUILD_ROWS: usize = 8 * 1024 * 1024;

/// Twice DataFusion's own default (TPC-H SF1 on 2 cores: 2 to 7 % less time), and a batch of four columns makes about one chunk of a result.
const BATCH_ROWS: usize = 16 * 1024;

/// Nested SQL is parsed up to this depth: beyond what [`crate::query_depth`] lets through, and within the stacks of the session's threads.
const PARSER_RECURSION: &str = "1000";

pub(crate) fn new_context(options: &EngineOptions, spill_folder: &Path) -> Outcome<SessionContext> {
    let mut disk = DiskManagerBuilder::default()
        .with_mode(DiskManagerMode::Directories(vec![spill_folder.to_owned()]));
    if let Some(bytes) = options.spill_limit_bytes {
        disk = disk.with_max_temp_directory_size(bytes);
    }
    // Listings are not kept: a file that is added or replaced is seen by the next query.
    let mut runtime = RuntimeEnvBuilder::new()
        .with_disk_manager_builder(disk)
        .with_object_list_cache_limit(0);
    if let Some(bytes) = options.memory_limit_bytes {
        runtime = match options.memory_pool {
            MemoryPoolKind::Fair => runtime.with_memory_pool(Arc::new(FairSpillPool::new(bytes))),
            MemoryPoolKind::Greedy => {
                runtime.with_memory_pool(Arc::new(GreedyMemoryPool::new(bytes)))
            }
        };
    }
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_config(configuration(options)?)
        .with_runtime_env(runtime.build_arc()?)
        .with_query_planner(DeltaPlanner::new())
        .with_physical_optimizer_rule(Arc::new(SoundPruning))
        .with_physical_optimizer_rule(Arc::new(YieldingJoins))
        .build();
    let context = SessionContext::new_with_state(state);
    remember_calls(&context);
    Ok(context)
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
