//! The scans of Delta tables in an optimised plan: each has a number, tells what reaches it, and takes a choice of files.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::{Transformed, TreeNodeRecursion};
use datafusion::common::{DFSchema, Result};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::logical_expr::{Expr, LogicalPlan, TableScan};
use serde::Serialize;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::policy::secured_table::SecuredTable;
use crate::scan::predicate::{ScanPredicate, predicate_of};
use crate::scan::provider::DeltaProvider;
use crate::tables::scanned_table::ScannedTable;

/// The files to read by the number of the scan; a scan without an entry chooses by itself.
pub type ChosenFiles = BTreeMap<u32, Arc<[u32]>>;

/// One scan of a Delta table in a bound plan. A table that is read twice has two.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeltaScanDescription {
    /// The number of the scan in its plan, from 0.
    pub id: u32,
    pub table: String,
    pub version: u64,
    /// Names the numbers that this version gives its files; they go on to later versions of the same name.
    pub snapshot: u64,
    /// The columns that the scan reads, in their order in the table.
    pub columns: Vec<String>,
    /// What the optimizer pushed to the scan: rows for which it is not true are not asked for. Absent: all rows are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicate: Option<ScanPredicate>,
    /// Rows or values of the table are hidden by a policy: `predicate` holds parts of its filter as well, and files hold what nobody may learn.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_secured: bool,
}

/// Gives each scan of a Delta table its number.
pub(crate) fn number_scans(plan: LogicalPlan) -> Result<LogicalPlan> {
    let mut next = 0;
    let plan = plan.transform_up_with_subqueries(|node| {
        map_scan(node, |table, _, _| {
            table.delta()?;
            let id = next;
            next += 1;
            Some(table.as_scan(id))
        })
    })?;
    Ok(plan.data)
}

/// What the numbered scans of a plan are asked for, by their numbers.
pub(crate) fn describe_scans(plan: &LogicalPlan) -> Vec<DeltaScanDescription> {
    let mut scans = Vec::new();
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && let Ok(provider) = source_as_provider(&scan.source)
        {
            let secured = provider.downcast_ref::<SecuredTable>();
            let table = match secured {
                Some(secured) => Some(secured.inner()),
                None => provider.downcast_ref::<ScannedTable>(),
            };
            if let Some(table) = table
                && let (Some(id), Some(delta)) = (table.scan_id(), table.delta())
            {
                let hidden = secured.map_or(&[][..], SecuredTable::pruning);
                scans.push(DeltaScanDescription {
                    is_secured: secured.is_some(),
                    ..describe(id, table, delta, scan, hidden)
                });
            }
        }
        Ok(TreeNodeRecursion::Continue)
    });
    scans.sort_by_key(|scan: &DeltaScanDescription| scan.id);
    scans
}

/// Restricts the scans of a plan to the files that are chosen for them.
///
/// Errors: `invalid-option` for a file that the scan's version does not have, and for a scan that the plan does not have.
pub(crate) fn with_files(plan: LogicalPlan, files: &ChosenFiles) -> Outcome<LogicalPlan> {
    let mut open = files.clone();
    let mut missing = None;
    let plan = plan.transform_up_with_subqueries(|node| {
        map_scan(node, |table, _, _| {
            let id = table.scan_id()?;
            let chosen = open.remove(&id)?;
            let known = table.delta()?.files();
            missing =
                missing.or_else(|| chosen.iter().find(|file| !known.is_live(**file)).copied());
            Some(table.with_files(chosen))
        })
    })?;
    let refused = |text: String| {
        Err(EngineFailure::new(FailureCode::InvalidOption, text).with("option", "files"))
    };
    if let Some(file) = missing {
        return refused(format!("the version that is scanned has no file {file}"));
    }
    match open.keys().next() {
        Some(id) => refused(format!("the plan has no scan {id}")),
        None => Ok(plan.data),
    }
}

fn map_scan(
    node: LogicalPlan,
    change: impl FnOnce(&ScannedTable, &TableScan, Option<&SecuredTable>) -> Option<ScannedTable>,
) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::TableScan(mut scan) = node else {
        return Ok(Transformed::no(node));
    };
    let changed = source_as_provider(&scan.source)
        .ok()
        .and_then(|provider| changed_table(provider.as_ref(), &scan, change));
    Ok(match changed {
        Some(table) => {
            scan.source = provider_as_source(table);
            Transformed::yes(LogicalPlan::TableScan(scan))
        }
        None => Transformed::no(LogicalPlan::TableScan(scan)),
    })
}

/// What a policy lays over a table stays over it.
fn changed_table(
    provider: &dyn TableProvider,
    scan: &TableScan,
    change: impl FnOnce(&ScannedTable, &TableScan, Option<&SecuredTable>) -> Option<ScannedTable>,
) -> Option<Arc<dyn TableProvider>> {
    if let Some(secured) = provider.downcast_ref::<SecuredTable>() {
        let inner = change(secured.inner(), scan, Some(secured))?;
        return Some(Arc::new(secured.over(inner)));
    }
    let table = provider.downcast_ref::<ScannedTable>()?;
    Some(Arc::new(change(table, scan, None)?))
}

fn describe(
    id: u32,
    table: &ScannedTable,
    delta: &DeltaProvider,
    scan: &TableScan,
    hidden: &[Expr],
) -> DeltaScanDescription {
    let schema = scan.source.schema();
    let columns = match &scan.projection {
        Some(projection) => projection
            .iter()
            .map(|index| schema.field(*index).name().clone())
            .collect(),
        None => schema
            .fields()
            .iter()
            .map(|field| field.name().clone())
            .collect(),
    };
    DeltaScanDescription {
        id,
        table: table.name().to_owned(),
        version: delta.version(),
        snapshot: delta.files().lineage(),
        columns,
        predicate: pushed_predicate(delta, scan, hidden),
        is_secured: false,
    }
}

/// `hidden`: what a policy's filter asks besides, over the table's own columns.
fn pushed_predicate(
    delta: &DeltaProvider,
    scan: &TableScan,
    hidden: &[Expr],
) -> Option<ScanPredicate> {
    let schema =
        DFSchema::try_from_qualified_schema(scan.table_name.clone(), scan.source.schema().as_ref())
            .ok()?;
    let filters = [scan.filters.as_slice(), hidden].concat();
    let predicate = predicate_of(&filters, &schema)?;
    // What is read as another type has other values than the log tells of.
    let is_reread = |filter: &Expr| {
        filter
            .column_refs()
            .into_iter()
            .any(|column| !delta.is_read_as_stored(&column.name))
    };
    if !filters.iter().any(is_reread) {
        return Some(predicate);
    }
    Some(ScanPredicate::Unknown {
        text: filters
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" AND "),
    })
}
