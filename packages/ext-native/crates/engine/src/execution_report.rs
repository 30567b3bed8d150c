use std::collections::BTreeSet;
use std::time::Instant;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use serde::Serialize;
use url::Url;

use crate::operator_metrics::{OperatorMetrics, operator_metrics};
use crate::table_description::Tables;

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
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operators: Option<OperatorMetrics>,
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
pub(crate) fn planned_scans(
    plan: &LogicalPlan,
    tables: &Tables,
) -> Vec<ScanReport> {
    let mut scans: Vec<ScanReport> = Vec::new();
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let name = scan.table_name.table().to_owned();
            if !scans.iter().any(|known| known.table == name) {
                let table = tables.get(&name).map(|table| &table.description);
                scans.push(ScanReport {
                    kind: table.map_or("other", |table| table.kind),
                    version: table.and_then(|table| table.version),
                    files_total: table.and_then(|table| table.files),
                    files_read: None,
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
    tables: &Tables,
) -> Vec<ScanReport> {
    let mut found = Vec::new();
    collect_file_scans(plan, &mut found);
    let mut scans = planned.to_vec();
    for scan in scans.iter_mut().filter(|scan| scan.files_total.is_some()) {
        let Some(root) = tables.get(&scan.table).and_then(|table| table.root.as_ref()) else {
            continue;
        };
        let mut files = BTreeSet::new();
        let (mut bytes, mut rows) = (0, 0);
        for file_scan in found
            .iter()
            .filter(|file_scan| file_scan.paths.iter().any(|path| path.starts_with(root.as_str())))
        {
            files.extend(file_scan.paths.iter());
            bytes += file_scan.bytes;
            rows += file_scan.rows;
        }
        scan.files_read = Some(files.len());
        scan.bytes_scanned = Some(bytes);
        scan.rows_scanned = Some(rows);
    }
    scans
}

struct FileScan {
    paths: BTreeSet<String>,
    bytes: u64,
    rows: u64,
}

fn collect_file_scans(plan: &dyn ExecutionPlan, found: &mut Vec<FileScan>) {
    if let Some(source) = plan.downcast_ref::<DataSourceExec>()
        && let Some(config) = source.data_source().downcast_ref::<FileScanConfig>()
    {
        let metrics = plan.metrics();
        let sum = |name: &str| {
            metrics
                .as_ref()
                .and_then(|set| set.sum_by_name(name))
                .map_or(0, |value| value.as_usize() as u64)
        };
        found.push(FileScan {
            paths: config
                .file_groups
                .iter()
                .flat_map(|group| group.files())
                .map(|file| format!("{}{}", config.object_store_url.as_str(), file.object_meta.location))
                .collect(),
            bytes: sum("bytes_scanned"),
            rows: sum("output_rows"),
        });
    }
    for child in plan.children() {
        collect_file_scans(child.as_ref(), found);
    }
}

/// The prefix that the paths of a table's files share, in the form of [`FileScan::paths`].
pub(crate) fn root_of(url: &Url) -> String {
    let store = &url[..url::Position::BeforePath];
    let path = object_store::path::Path::from_url_path(url.path())
        .map_or_else(|_| String::new(), |path| path.to_string());
    format!("{store}/{path}")
}

/// Spill files and bytes over all operators.
pub(crate) fn spilled(plan: &dyn ExecutionPlan) -> (u64, u64) {
    let own = plan.metrics().map_or((0, 0), |set| {
        (
            set.spill_count().unwrap_or(0) as u64,
            set.spilled_bytes().unwrap_or(0) as u64,
        )
    });
    plan.children().into_iter().fold(own, |(files, bytes), child| {
        let (more_files, more_bytes) = spilled(child.as_ref());
        (files + more_files, bytes + more_bytes)
    })
}

pub(crate) fn operators(plan: &dyn ExecutionPlan) -> OperatorMetrics {
    operator_metrics(plan)
}
