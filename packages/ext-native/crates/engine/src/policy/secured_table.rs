//! A registered table under a policy: its scans give only the rows that the policy lets through, masked.
//!
//! A plain filter over the scan would be no row filter: the optimiser merges a query's predicates with it or moves them below it, so that
//! they run on hidden rows and tell of them by their errors. Here filter and masks are part of the scan ([`crate::policy::secured_scan`]), which
//! the optimiser cannot look into. Of a query's predicates only the safe ones reach it: they leave out files and row groups, and rows behind the policy's filter.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{ScanArgs, ScanResult, Session, TableProvider};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchema, Result};
use datafusion::datasource::TableType;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::logical_expr::utils::{conjunction, split_conjunction};
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, col};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_optimizer::filter_pushdown::FilterPushdown;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::filter::FilterExec;

use crate::policy::ordered_read::HiddenScan;
use crate::policy::row_rules::RowRules;
use crate::policy::safe_predicate::is_safe;
use crate::policy::secured_scan::{Gate, SecuredScan};
use crate::scan::sound_pruning::SoundPruning;
use crate::tables::scanned_table::ScannedTable;

/// Bytes of files that one task reads before the next part of the table is begun.
const PART_BYTES: u64 = 4 * 1024 * 1024;

/// Most parts that a table is read in.
const MOST_PARTS: usize = 512;

/// A table with a row filter or masks. It can only be read.
#[derive(Debug)]
pub(crate) struct SecuredTable {
    inner: ScannedTable,
    rules: Arc<RowRules>,
}

impl SecuredTable {
    pub(crate) fn new(inner: ScannedTable, rules: RowRules) -> Self {
        Self {
            inner,
            rules: Arc::new(rules),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.inner.name()
    }

    /// The table as it is, without the rules.
    pub(crate) fn inner(&self) -> &ScannedTable {
        &self.inner
    }

    /// The same rules over the table as one scan of a plan sees it, or with no more than some of its files.
    pub(crate) fn over(&self, inner: ScannedTable) -> Self {
        Self {
            inner,
            rules: self.rules.clone(),
        }
    }

    /// The parts of the row filter by which files may be left out.
    pub(crate) fn pruning(&self) -> &[Expr] {
        &self.rules.pruning
    }

    /// Positions of the columns that a scan must read: those that it gives, of the masked ones what their masks are made of,
    /// and those of the filter and of the predicates.
    fn columns_to_read(&self, given: &[usize], filters: &[Expr]) -> Vec<usize> {
        let schema = self.inner.schema();
        let mut positions = BTreeSet::new();
        let mut read = |expression: &Expr| {
            for column in expression.column_refs() {
                positions.extend(schema.index_of(&column.name).ok());
            }
        };
        for filter in self.rules.filter.iter().chain(filters) {
            read(filter);
        }
        for position in given {
            match self.rules.masks.get(position) {
                Some(mask) => read(mask),
                None => read(&col(datafusion::common::Column::from_name(
                    schema.field(*position).name(),
                ))),
            }
        }
        positions.into_iter().collect()
    }

    /// A scan of the table, with the predicates in it as far as its files can make use of them.
    async fn hidden_scan(
        &self,
        state: &dyn Session,
        columns: &[usize],
        filters: &[Expr],
        limit: Option<usize>,
        schema: &DFSchema,
    ) -> Result<HiddenScan> {
        let args = ScanArgs::default()
            .with_projection(Some(columns))
            .with_filters(Some(filters))
            .with_limit(limit);
        let mut plan = self.inner.scan_with_args(state, args).await?.into_inner();
        if let Some(predicate) = conjunction(filters.iter().cloned()) {
            let predicate = state.create_physical_expr(predicate, schema)?;
            let filtered = Arc::new(FilterExec::try_new(predicate, plan)?);
            plan = FilterPushdown::new().optimize(filtered, state.config_options())?;
            // The scan has taken what it can use. The policy's filter and the query's own are applied elsewhere, in full.
            if let Some(filter) = plan.downcast_ref::<FilterExec>() {
                plan = filter.input().clone();
            }
        }
        // The optimiser's own rules do not reach in here.
        plan = SoundPruning.optimize(plan, state.config_options())?;
        // Whoever is idle would read another one's files, and the order would be lost.
        plan = plan
            .transform_up(|node| {
                Ok(match node.with_preserve_order(true) {
                    Some(ordered) => Transformed::yes(ordered),
                    None => Transformed::no(node),
                })
            })?
            .data;
        let bytes = file_bytes(plan.as_ref());
        if let Some(bytes) = bytes {
            let partitions = state.config().target_partitions();
            let parts = usize::try_from(bytes / PART_BYTES).unwrap_or(MOST_PARTS);
            let parts = parts.clamp(partitions, partitions.max(MOST_PARTS));
            let spread = plan.repartitioned(parts, state.config_options())?;
            plan = spread.unwrap_or(plan);
        }
        // What lies in memory was dealt to the partitions batch by batch.
        let is_dealt = bytes.is_none() && plan.is::<DataSourceExec>();
        Ok(HiddenScan { plan, is_dealt })
    }
}

/// The size of the files that a scan of files reads; `None` for another plan.
fn file_bytes(plan: &dyn ExecutionPlan) -> Option<u64> {
    let source = plan.downcast_ref::<DataSourceExec>()?.data_source();
    let config = source.downcast_ref::<FileScanConfig>()?;
    let files = config.file_groups.iter().flat_map(|group| group.files());
    Some(files.map(|file| file.effective_size()).sum())
}

#[async_trait]
impl TableProvider for SecuredTable {
    fn schema(&self) -> SchemaRef {
        self.rules.schema.clone()
    }

    fn table_type(&self) -> TableType {
        self.inner.table_type()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let args = ScanArgs::default()
            .with_projection(projection.map(Vec::as_slice))
            .with_filters(Some(filters))
            .with_limit(limit);
        Ok(self.scan_with_args(state, args).await?.into_inner())
    }

    async fn scan_with_args<'a>(
        &self,
        state: &dyn Session,
        args: ScanArgs<'a>,
    ) -> Result<ScanResult> {
        let rules = &self.rules;
        let given: Vec<usize> = args.projection().map_or_else(
            || (0..rules.schema.fields().len()).collect(),
            <[usize]>::to_vec,
        );
        let own: Vec<Expr> = args
            .filters()
            .unwrap_or_default()
            .iter()
            .flat_map(split_conjunction)
            .filter(|filter| is_safe(filter, &rules.masked))
            .cloned()
            .collect();
        let filters = [rules.pruning.as_slice(), own.as_slice()].concat();
        let columns = self.columns_to_read(&given, &filters);
        let read = Arc::new(self.inner.schema().project(&columns)?);
        let schema = DFSchema::try_from(read.as_ref().clone())?;
        // Rows that are filtered out do not count.
        let is_unfiltered = rules.filter.is_none() && own.is_empty();
        let limit = args.limit().filter(|_| is_unfiltered);
        let hidden = self
            .hidden_scan(state, &columns, &filters, limit, &schema)
            .await?;
        let physical = |filter: Option<Expr>| {
            let filter = filter.map(|filter| state.create_physical_expr(filter, &schema));
            filter.transpose()
        };
        let filter = physical(rules.filter.clone())?;
        let asked = physical(conjunction(own))?;
        let outputs = given
            .iter()
            .map(|position| match rules.masks.get(position) {
                Some(mask) => state.create_physical_expr(mask.clone(), &schema),
                None => {
                    let name = rules.schema.field(*position).name();
                    let column = Column::new(name, read.index_of(name)?);
                    Ok(Arc::new(column) as Arc<dyn PhysicalExpr>)
                }
            })
            .collect::<Result<Vec<_>>>()?;
        let gate = Gate {
            table: self.name().to_owned(),
            filter,
            asked,
            outputs,
            schema: Arc::new(rules.schema.project(&given)?),
        };
        let scan = SecuredScan::new(hidden, gate, args.limit());
        Ok(ScanResult::new(Arc::new(scan)))
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(filters
            .iter()
            .map(|filter| {
                if is_safe(filter, &self.rules.masked) {
                    TableProviderFilterPushDown::Exact
                } else {
                    TableProviderFilterPushDown::Unsupported
                }
            })
            .collect())
    }
}
