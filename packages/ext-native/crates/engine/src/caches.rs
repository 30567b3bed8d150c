//! The caches of a session: their limits, what they hold, and how they are emptied.

mod cache_tables;
mod observed_cache;
mod predicate_cache;

use std::sync::Arc;
use std::time::Duration;

use datafusion::execution::cache::TableScopedPath;
use datafusion::execution::cache::cache_manager::{
    CacheManagerConfig, CachedFileList, CachedFileMetadata, CachedFileMetadataEntry,
    DEFAULT_FILE_STATISTICS_MEMORY_LIMIT, DEFAULT_METADATA_CACHE_LIMIT,
};
use object_store::path::Path;
use serde::{Deserialize, Serialize};

use crate::failure::{EngineFailure, FailureCode, Outcome};
use observed_cache::ObservedCache;

pub(crate) use cache_tables::{is_cache_table, register_cache_tables};
pub(crate) use predicate_cache::PredicateCache;

/// Limits of a session's caches. 0 bytes switches one off.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CacheOptions {
    /// Listings of folders. Default: 0 bytes, so that a file which is added is seen by the next query.
    pub list_files: CacheLimits,
    /// Footers and indexes of Parquet files. Default: 50 MiB.
    pub metadata: CacheLimits,
    /// Statistics of files. Default: 20 MiB.
    pub statistics: CacheLimits,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CacheLimits {
    pub max_bytes: Option<usize>,
    /// How long an entry is used. Default: without end.
    pub ttl_ms: Option<u64>,
}

/// What a cache holds and has done.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheTotals {
    pub entries: usize,
    pub bytes: usize,
    pub max_bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_ms: Option<u64>,
    /// Lookups that found what was wanted.
    pub hits: u64,
    /// The others; an entry of a file that has changed since is none.
    pub misses: u64,
    /// Entries that were put in.
    pub puts: u64,
}

/// What the scans of a session have read by way of Parquet's cache of decoded predicate columns.
#[derive(Debug, Clone, Copy, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PredicateTotals {
    /// Scans that it served.
    pub executions: u64,
    /// Rows that were decoded to be put into it.
    pub rows_decoded: u64,
    /// Rows that were served from it.
    pub rows_served: u64,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheSnapshot {
    pub list_files: CacheTotals,
    pub metadata: CacheTotals,
    pub statistics: CacheTotals,
    pub predicate: PredicateTotals,
}

/// The caches of a session, shared with the tables that tell of them.
#[derive(Debug)]
pub(crate) struct SessionCaches {
    list_files: Arc<ObservedCache<TableScopedPath, CachedFileList>>,
    metadata: Arc<ObservedCache<Path, CachedFileMetadataEntry>>,
    statistics: Arc<ObservedCache<TableScopedPath, CachedFileMetadata>>,
    pub(crate) predicate: Arc<PredicateCache>,
}

impl SessionCaches {
    pub(crate) fn new(options: &CacheOptions) -> Self {
        Self {
            list_files: Arc::new(new_cache("list-files", options.list_files, 0)),
            metadata: Arc::new(new_cache(
                "metadata",
                options.metadata,
                DEFAULT_METADATA_CACHE_LIMIT,
            )),
            statistics: Arc::new(new_cache(
                "statistics",
                options.statistics,
                DEFAULT_FILE_STATISTICS_MEMORY_LIMIT,
            )),
            predicate: Arc::default(),
        }
    }

    /// DataFusion's way to use them.
    pub(crate) fn manager(&self) -> CacheManagerConfig {
        CacheManagerConfig::default()
            .with_list_files_cache(Some(self.list_files.clone()))
            .with_list_files_cache_limit(self.list_files.max_bytes())
            .with_file_metadata_cache(Some(self.metadata.clone()))
            .with_metadata_cache_limit(self.metadata.max_bytes())
            .with_file_statistics_cache(Some(self.statistics.clone()))
            .with_file_statistics_cache_limit(self.statistics.max_bytes())
    }

    pub(crate) fn snapshot(&self) -> CacheSnapshot {
        CacheSnapshot {
            list_files: self.list_files.totals(),
            metadata: self.metadata.totals(),
            statistics: self.statistics.totals(),
            predicate: self.predicate.totals(),
        }
    }

    /// Empties one cache, or all; counts go on. Errors: `invalid-option`.
    pub(crate) fn clear(&self, name: Option<&str>) -> Outcome<()> {
        match name {
            Some("list-files") => self.list_files.empty(),
            Some("metadata") => self.metadata.empty(),
            Some("statistics") => self.statistics.empty(),
            Some("predicate") => self.predicate.empty(),
            None => {
                self.list_files.empty();
                self.metadata.empty();
                self.statistics.empty();
                self.predicate.empty();
            }
            Some(other) => {
                return Err(EngineFailure::new(
                    FailureCode::InvalidOption,
                    format!(
                        "there is no cache \"{other}\"; there are list-files, metadata, statistics, predicate"
                    ),
                )
                .with("option", "name"));
            }
        }
        Ok(())
    }
}

fn new_cache<K, V>(name: &str, limits: CacheLimits, max_bytes: usize) -> ObservedCache<K, V>
where
    K: datafusion::execution::cache::CacheKey,
    V: observed_cache::KeptValue,
{
    ObservedCache::new(
        name,
        limits.max_bytes.unwrap_or(max_bytes),
        limits.ttl_ms.map(Duration::from_millis),
    )
}
