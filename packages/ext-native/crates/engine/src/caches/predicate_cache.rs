use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use datafusion::physical_plan::ExecutionPlan;

use super::PredicateTotals;
use crate::tables::scanned_table::{ScanRecord, paths_of, visit_file_scans};

/// What the scans of each table have read by way of Parquet's cache of decoded predicate columns. That cache lives for one scan and has nothing to list;
/// its counts are kept here when an execution ends. They are 0 unless `datafusion.execution.parquet.pushdown_filters` is on.
#[derive(Debug, Default)]
pub(crate) struct PredicateCache {
    tables: Mutex<BTreeMap<String, TablePredicates>>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct TablePredicates {
    pub(crate) totals: PredicateTotals,
    pub(crate) last_used: Option<DateTime<Utc>>,
}

impl PredicateCache {
    /// Adds what an execution that has ended measured.
    pub(crate) fn record(&self, plan: &dyn ExecutionPlan, record: &ScanRecord) {
        let mut tables = self.lock();
        visit_file_scans(plan, &mut |config, node| {
            let paths: BTreeSet<String> = paths_of(config).collect();
            let metrics = node.metrics().unwrap_or_default();
            let count = |name| {
                metrics
                    .sum_by_name(name)
                    .map_or(0, |value| value.as_usize() as u64)
            };
            let (decoded, served) = (
                count("predicate_cache_inner_records"),
                count("predicate_cache_records"),
            );
            if decoded + served == 0 {
                return;
            }
            if let Some(table) = record.table_of(&paths) {
                let entry = tables.entry(table).or_default();
                entry.totals.executions += 1;
                entry.totals.rows_decoded += decoded;
                entry.totals.rows_served += served;
                entry.last_used = Some(Utc::now());
            }
        });
    }

    pub(crate) fn tables(&self) -> BTreeMap<String, TablePredicates> {
        self.lock().clone()
    }

    pub(crate) fn totals(&self) -> PredicateTotals {
        let tables = self.lock();
        let totals = tables.values().map(|table| table.totals);
        totals.fold(PredicateTotals::default(), |sum, table| PredicateTotals {
            executions: sum.executions + table.executions,
            rows_decoded: sum.rows_decoded + table.rows_decoded,
            rows_served: sum.rows_served + table.rows_served,
        })
    }

    pub(crate) fn empty(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, TablePredicates>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
