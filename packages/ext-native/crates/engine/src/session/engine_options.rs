use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use crate::caches::CacheOptions;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::policy::options::PolicyOptions;
use crate::statement::permission::Permission;

/// How the memory limit is shared by the operators of a session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemoryPoolKind {
    /// Every spilling operator gets an equal share (DataFusion's `FairSpillPool`).
    #[default]
    Fair,
    /// First come, first served (DataFusion's `GreedyMemoryPool`).
    Greedy,
}

/// Options of a session. All have defaults.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct EngineOptions {
    /// Worker threads of the session's own runtime. Default: the cores.
    pub threads: Option<usize>,
    /// Partitions that a query is spread over. Default: the threads, but with a memory limit no more than have 128 MB each.
    pub target_partitions: Option<usize>,
    /// Rows in a batch inside the engine. Default: 16,384.
    pub batch_rows: Option<usize>,
    /// Memory that the operators of a session may hold, in bytes. Default: no limit.
    pub memory_limit_bytes: Option<usize>,
    pub memory_pool: MemoryPoolKind,
    /// Folder under which the session makes its own folder of spill files. Default: the system's temporary folder.
    pub spill_directory: Option<PathBuf>,
    /// Bytes of spill files that a session may hold. Default: DataFusion's, 100 GB.
    pub spill_limit_bytes: Option<u64>,
    /// `datafusion.*` settings by name.
    pub settings: BTreeMap<String, Value>,
    /// Limits of the caches.
    pub caches: CacheOptions,
    /// Expression planners by name, beside those that DataFusion gives every session.
    pub expr_planners: Vec<String>,
    /// What SQL may do beside reading. Default: nothing.
    pub allow: Vec<Permission>,
    /// What plans may do with the registered tables. Default: all that `allow` permits.
    pub policy: PolicyOptions,
}

impl EngineOptions {
    /// Reads the options from JSON.
    ///
    /// Errors: `unknown-option`, `invalid-option`, each with `option` in its details.
    pub fn from_json(text: &str) -> Outcome<Self> {
        let options: Self = serde_json::from_str(text).map_err(|error| option_failure(&error))?;
        for (name, value) in [
            ("threads", options.threads),
            ("targetPartitions", options.target_partitions),
            ("batchRows", options.batch_rows),
            ("memoryLimitBytes", options.memory_limit_bytes),
        ] {
            if value == Some(0) {
                return Err(EngineFailure::new(
                    FailureCode::InvalidOption,
                    format!("option {name} must be at least 1"),
                )
                .with("option", name));
            }
        }
        Ok(options)
    }

    pub(crate) fn thread_count(&self) -> usize {
        self.threads.unwrap_or_else(|| {
            std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get)
        })
    }

    pub(crate) fn partition_count(&self) -> usize {
        self.target_partitions.unwrap_or_else(|| {
            let affordable = self
                .memory_limit_bytes
                .map_or(usize::MAX, |bytes| bytes / BYTES_A_PARTITION);
            self.thread_count().min(affordable).max(1)
        })
    }
}

/// A sort that spills needs memory of its own in each partition, and more to merge them: with less it ends in `memory-limit`.
const BYTES_A_PARTITION: usize = 128_000_000;

/// Turns serde's error into `unknown-option` or `invalid-option`.
pub(crate) fn option_failure(error: &serde_json::Error) -> EngineFailure {
    let text = error.to_string();
    let named = text.split('`').nth(1).unwrap_or_default().to_owned();
    let code = if text.starts_with("unknown field") {
        FailureCode::UnknownOption
    } else {
        FailureCode::InvalidOption
    };
    let failure = EngineFailure::new(code, text);
    if named.is_empty() {
        failure
    } else {
        failure.with("option", named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_options_are_named() {
        let failure = EngineOptions::from_json(r#"{"thread": 2}"#).err();
        let failure = failure.as_ref();
        assert_eq!(
            failure.map(|failure| failure.code),
            Some(FailureCode::UnknownOption)
        );
        assert_eq!(
            failure.map(|failure| failure.details["option"].clone()),
            Some("thread".into())
        );
    }

    #[test]
    fn partitions_are_as_many_as_the_memory_affords() -> Outcome<()> {
        let count = |text| EngineOptions::from_json(text).map(|options| options.partition_count());
        assert_eq!(count(r#"{"threads": 8}"#)?, 8);
        assert_eq!(count(r#"{"threads": 8, "memoryLimitBytes": 64000000}"#)?, 1);
        assert_eq!(
            count(r#"{"threads": 8, "memoryLimitBytes": 512000000}"#)?,
            4
        );
        assert_eq!(
            count(r#"{"targetPartitions": 3, "memoryLimitBytes": 64000000}"#)?,
            3
        );
        Ok(())
    }

    #[test]
    fn zero_threads_are_refused() {
        let failure = EngineOptions::from_json(r#"{"threads": 0}"#).err();
        assert_eq!(
            failure.map(|failure| failure.code),
            Some(FailureCode::InvalidOption)
        );
    }
}
