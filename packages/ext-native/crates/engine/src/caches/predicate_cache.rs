use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::metrics::MetricsSet;

use super::PredicateTotals;
use crate::tables::scanned_table::{ScanRecord, paths_of, visit_file_scans};

/// Files that are told of one by one; of more, those that were read last. The totals are complete.
const MOST_FILES: usize = 8192;

/// What the scans of each file have read by way of Parquet's cache of decoded predicate columns. That cache lives for one scan of one file and has
/// nothing to list; DataFusion's scans count what went through it, by file, and the counts are kept here when an execution ends.
/// They are 0 unless `datafusion.execution.parquet.pushdown_filters` is on.
#[derive(Debug, Default)]
pub(crate) struct PredicateCache {
    counts: Mutex<PredicateCounts>,
}

#[derive(Debug, Default)]
struct PredicateCounts {
    /// By table and path.
    files: BTreeMap<(String, String), FilePredicates>,
    totals: PredicateTotals,
}

/// What was read of one file of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct FilePredicates {
    pub(crate) totals: PredicateTotals,
    pub(crate) last_used: DateTime<Utc>,
}

impl PredicateCache {
    /// Adds what an execution that has ended measured.
    pub(crate) fn record(&self, plan: &dyn ExecutionPlan, record: &ScanRecord) {
        let mut counts = self.lock();
        visit_file_scans(plan, &mut |config, node| {
            let files = counts_by_file(&node.metrics().unwrap_or_default());
            if files.is_empty() {
                return;
            }
            let paths: BTreeSet<String> = paths_of(config).collect();
            if let Some(table) = record.table_of(&paths) {
                counts.add(&table, files);
            }
        });
    }

    /// The files by table and path.
    pub(crate) fn files(&self) -> Vec<((String, String), FilePredicates)> {
        let counts = self.lock();
        counts
            .files
            .iter()
            .map(|(key, file)| (key.clone(), file.clone()))
            .collect()
    }

    pub(crate) fn totals(&self) -> PredicateTotals {
        self.lock().totals
    }

    /// Forgets all that was counted.
    pub(crate) fn empty(&self) {
        *self.lock() = PredicateCounts::default();
    }

    fn lock(&self) -> MutexGuard<'_, PredicateCounts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl PredicateCounts {
    fn add(&mut self, table: &str, files: BTreeMap<String, PredicateTotals>) {
        let now = Utc::now();
        self.totals.executions += 1;
        for (path, counted) in files {
            self.totals.rows_decoded += counted.rows_decoded;
            self.totals.rows_served += counted.rows_served;
            let file = self.files.entry((table.to_owned(), path)).or_default();
            file.totals.executions += 1;
            file.totals.rows_decoded += counted.rows_decoded;
            file.totals.rows_served += counted.rows_served;
            file.last_used = now;
        }
        let surplus = self.files.len().saturating_sub(MOST_FILES);
        if surplus > 0 {
            let mut ages: Vec<_> = self
                .files
                .iter()
                .map(|(key, file)| (file.last_used, key.clone()))
                .collect();
            ages.sort();
            for (_, key) in ages.into_iter().take(surplus) {
                self.files.remove(&key);
            }
        }
    }
}

/// What a scan counted, by the file that its metrics are labelled with; files without rows in the cache are left out.
fn counts_by_file(metrics: &MetricsSet) -> BTreeMap<String, PredicateTotals> {
    let mut files: BTreeMap<String, PredicateTotals> = BTreeMap::new();
    for metric in metrics.iter() {
        let rows = metric.value().as_usize() as u64;
        let name = metric.value().name();
        let is_served = name == "predicate_cache_records";
        if rows == 0 || !(is_served || name == "predicate_cache_inner_records") {
            continue;
        }
        let file = metric
            .labels()
            .iter()
            .find(|label| label.name() == "filename");
        let counted = files
            .entry(file.map_or_else(String::new, |label| label.value().to_owned()))
            .or_default();
        if is_served {
            counted.rows_served += rows;
        } else {
            counted.rows_decoded += rows;
        }
    }
    files
}
