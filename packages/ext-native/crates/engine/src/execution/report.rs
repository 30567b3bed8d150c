use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use serde::Serialize;

use crate::delta::run_statement::StatementCommit;
use crate::execution::operator_metrics::OperatorMetrics;
use crate::tables::scanned_table::{ScanRecord, paths_of, visit_file_scans};
use crate::tables::table_description::Tables;

/// What an execution did, so far or in full.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutionReport {
    /// Whether the stream has ended.
    pub finished: bool,
    pub rows: u64,
    pub batches: u64,
    /// Bytes of the Arrow IPC stream.
    pub bytes: u64,
    /// Parameters bound, plan optimised, physical plan made.
    pub plan_ms: f64,
    /// From the start of the execution to the first chunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_row_ms: Option<f64>,
    /// From the start of the execution to its end.
    pub execute_ms: f64,
    pub scans: Vec<ScanReport>,
    pub spill_files: u64,
    pub spill_bytes: u64,
    /// The most memory that the query's operators had reserved at one time.
    pub peak_memory_bytes: u64,
    /// Where the execution was asked to tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operators: Option<OperatorMetrics>,
    /// Of a statement that changed a Delta table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<StatementCommit>,
}

/// What a query reads, or has read, of one table.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScanReport {
    pub table: String,
    /// `delta`, `parquet`, `csv`, `json`, `arrow`, or `other` for views and system tables.
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Files of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files_total: Option<usize>,
    /// Files that the plan reads, after partitions and statistics have excluded the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files_read: Option<usize>,
    /// Parts that the files are read in, each a file or a range of one, over all scans of the table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranges_total: Option<usize>,
    /// Those of them that have been read to their end, or left out while the query ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ranges_done: Option<usize>,
    /// Bytes asked of the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes_scanned: Option<u64>,
    /// Rows that left the files' reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows_scanned: Option<u64>,
}

pub(crate) fn milliseconds_since(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// The tables that a logical plan scans, each once, in the order of their first use.
pub(crate) fn planned_scans(plan: &LogicalPlan, tables: &Tables) -> Vec<ScanReport> {
    let mut scans: Vec<ScanReport> = Vec::new();
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let name = scan.table_name.table().to_owned();
            if !scans.iter().any(|known| known.table == name) {
                let table = tables.get(&name);
                scans.push(ScanReport {
                    kind: table.map_or("other", |table| table.kind),
                    version: table.and_then(|table| table.version),
                    files_total: table.and_then(|table| table.files),
                    files_read: None,
                    ranges_total: None,
                    ranges_done: None,
                    bytes_scanned: None,
                    rows_scanned: None,
                    table: name,
                });
            }
        }
        Ok(TreeNodeRecursion::Continue)
    });
    scans
}

/// Completes the planned scans from the metrics of the physical plan.
pub(crate) fn measured_scans(
    planned: &[ScanReport],
    plan: &dyn ExecutionPlan,
    record: &ScanRecord,
) -> Vec<ScanReport> {
    let mut read: BTreeMap<String, FilesRead> = BTreeMap::new();
    visit_file_scans(plan, &mut |config, node| {
        let paths: BTreeSet<String> = paths_of(config).collect();
        let Some(table) = record.table_of(&paths) else {
            return;
        };
        let metrics = node.metrics().unwrap_or_default();
        let files = read.entry(table).or_default();
        files.paths.extend(paths);
        let ranges = config.file_groups.iter().map(|group| group.len()).sum();
        files.ranges += ranges;
        // An operator above may run the scan more than once.
        files.ranges_done += metrics
            .sum_by_name("files_processed")
            .map_or(0, |done| done.as_usize().min(ranges));
        files.rows += metrics.output_rows().unwrap_or(0) as u64;
        if let Some(bytes) = metrics.sum_by_name("bytes_scanned") {
            *files.bytes.get_or_insert(0) += bytes.as_usize() as u64;
        }
    });
    let mut scans = planned.to_vec();
    for scan in scans.iter_mut().filter(|scan| scan.files_total.is_some()) {
        let files = read.remove(&scan.table).unwrap_or_default();
        scan.files_read = Some(files.paths.len());
        scan.ranges_total = Some(files.ranges);
        scan.ranges_done = Some(files.ranges_done);
        scan.bytes_scanned = files.bytes;
        scan.rows_scanned = Some(files.rows);
    }
    scans
}

#[derive(Default)]
struct FilesRead {
    paths: BTreeSet<String>,
    ranges: usize,
    ranges_done: usize,
    /// Not every format counts them.
    bytes: Option<u64>,
    rows: u64,
}

/// Spill files and bytes over all operators.
pub(crate) fn spilled(plan: &dyn ExecutionPlan) -> (u64, u64) {
    let own = plan.metrics().map_or((0, 0), |set| {
        (
            set.spill_count().unwrap_or(0) as u64,
            set.spilled_bytes().unwrap_or(0) as u64,
        )
    });
    plan.children()
        .into_iter()
        .fold(own, |(files, bytes), child| {
            let (more_files, more_bytes) = spilled(child.as_ref());
            (files + more_files, bytes + more_bytes)
        })
}
