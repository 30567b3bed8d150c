use std::collections::HashMap;
use std::fmt::{Debug, Formatter};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use datafusion::common::TableReference;
use datafusion::common::instant::Instant;
use datafusion::execution::cache::cache_manager::{
    CachedFileList, CachedFileMetadata, CachedFileMetadataEntry,
};
use datafusion::execution::cache::default_cache::DefaultCache;
use datafusion::execution::cache::{Cache, CacheEntryInfo, CacheKey, CacheValue};

use object_store::ObjectMeta;

use super::CacheTotals;

/// What a cache keeps of a file, or of something else that may change behind it.
pub(crate) trait KeptValue: CacheValue {
    /// Whether both tell of the same state of the same file: of one size and time.
    fn is_of_same_file(&self, other: &Self) -> bool;
}

impl KeptValue for CachedFileMetadataEntry {
    fn is_of_same_file(&self, other: &Self) -> bool {
        is_same(&self.meta, &other.meta)
    }
}

impl KeptValue for CachedFileMetadata {
    fn is_of_same_file(&self, other: &Self) -> bool {
        is_same(&self.meta, &other.meta)
    }
}

impl KeptValue for CachedFileList {
    /// A listing holds until it goes.
    fn is_of_same_file(&self, _: &Self) -> bool {
        true
    }
}

fn is_same(one: &ObjectMeta, other: &ObjectMeta) -> bool {
    one.size == other.size && one.last_modified == other.last_modified
}

/// DataFusion's cache (least recently used goes first), with counts and the time of each entry's last use.
///
/// A look-up finds what is kept under a path, and only who asked for it sees whether the file has changed since. That shows here when
/// the entry is replaced by that of another state: then the look-up was a miss.
pub(crate) struct ObservedCache<K: CacheKey, V: KeptValue> {
    inner: DefaultCache<K, V>,
    last_used: Mutex<HashMap<K, DateTime<Utc>>>,
    hits: AtomicU64,
    misses: AtomicU64,
    puts: AtomicU64,
}

/// An entry as the tables tell of it.
pub(crate) struct ObservedEntry<K, V> {
    pub(crate) key: K,
    pub(crate) value: V,
    pub(crate) bytes: usize,
    pub(crate) hits: usize,
    /// Put in or found.
    pub(crate) last_used: Option<DateTime<Utc>>,
    pub(crate) expires: Option<DateTime<Utc>>,
}

impl<K: CacheKey, V: KeptValue> ObservedCache<K, V> {
    pub(crate) fn new(name: &str, max_bytes: usize, ttl: Option<Duration>) -> Self {
        Self {
            inner: DefaultCache::new_with_ttl(max_bytes, ttl).with_name(name),
            last_used: Mutex::default(),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            puts: AtomicU64::new(0),
        }
    }

    pub(crate) fn max_bytes(&self) -> usize {
        self.inner.cache_limit()
    }

    pub(crate) fn empty(&self) {
        Cache::clear(self);
    }

    pub(crate) fn totals(&self) -> CacheTotals {
        CacheTotals {
            entries: self.inner.len(),
            bytes: self.inner.memory_used(),
            max_bytes: self.inner.cache_limit(),
            ttl_ms: self
                .inner
                .cache_ttl()
                .map(|ttl| u64::try_from(ttl.as_millis()).unwrap_or(u64::MAX)),
            hits: self.hits.load(Ordering::Relaxed),
            misses: self.misses.load(Ordering::Relaxed),
            puts: self.puts.load(Ordering::Relaxed),
        }
    }

    /// The entries of this moment, without those that have expired.
    pub(crate) fn entries(&self) -> Vec<ObservedEntry<K, V>> {
        let entries = self.inner.list_entries();
        let mut last_used = self.last_used();
        // Those that made room for others are forgotten here.
        last_used.retain(|key, _| entries.contains_key(key));
        let (now, clock) = (Instant::now(), Utc::now());
        entries
            .into_iter()
            .filter(|(_, info)| info.expires.is_none_or(|expires| expires >= now))
            .map(|(key, info)| ObservedEntry {
                last_used: last_used.get(&key).copied(),
                expires: info
                    .expires
                    .map(|expires| clock + expires.saturating_duration_since(now)),
                // As the limit counts it.
                bytes: info.size_bytes + key.size(),
                hits: info.hits,
                value: info.value,
                key,
            })
            .collect()
    }

    fn used(&self, key: &K) {
        self.last_used().insert(key.clone(), Utc::now());
    }

    fn last_used(&self) -> MutexGuard<'_, HashMap<K, DateTime<Utc>>> {
        self.last_used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: CacheKey, V: KeptValue> Debug for ObservedCache<K, V> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ObservedCache({})", self.inner.name())
    }
}

impl<K: CacheKey, V: KeptValue> Cache<K, V> for ObservedCache<K, V> {
    fn get(&self, key: &K) -> Option<V> {
        let found = self.inner.get(key);
        if found.is_some() {
            self.hits.fetch_add(1, Ordering::Relaxed);
            self.used(key);
        } else {
            self.misses.fetch_add(1, Ordering::Relaxed);
        }
        found
    }

    fn put(&self, key: &K, value: V) -> Option<V> {
        self.puts.fetch_add(1, Ordering::Relaxed);
        self.used(key);
        let replaced = self.inner.put(key, value.clone());
        if replaced
            .as_ref()
            .is_some_and(|old| !old.is_of_same_file(&value))
        {
            self.hits.fetch_sub(1, Ordering::Relaxed);
            self.misses.fetch_add(1, Ordering::Relaxed);
        }
        replaced
    }

    fn remove(&self, key: &K) -> Option<V> {
        self.last_used().remove(key);
        self.inner.remove(key)
    }

    fn contains_key(&self, key: &K) -> bool {
        self.inner.contains_key(key)
    }

    fn len(&self) -> usize {
        self.inner.len()
    }

    fn clear(&self) {
        self.last_used().clear();
        self.inner.clear();
    }

    fn name(&self) -> String {
        self.inner.name()
    }

    fn cache_limit(&self) -> usize {
        self.inner.cache_limit()
    }

    fn update_cache_limit(&self, limit: usize) {
        self.inner.update_cache_limit(limit);
    }

    fn cache_ttl(&self) -> Option<Duration> {
        self.inner.cache_ttl()
    }

    fn update_cache_ttl(&self, ttl: Option<Duration>) {
        self.inner.update_cache_ttl(ttl);
    }

    fn drop_table_entries(&self, table: &TableReference) -> datafusion::common::Result<()> {
        self.inner.drop_table_entries(table)
    }

    fn list_entries(&self) -> datafusion::common::HashMap<K, CacheEntryInfo<V>> {
        self.inner.list_entries()
    }
}
