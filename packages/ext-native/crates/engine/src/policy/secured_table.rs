//! A registered table under a policy: its scans give only the rows that the policy lets through, masked.
//!
//! A plain filter over the scan would be no row filter: the optimiser merges a query's predicates with it or moves them below it, so that
//! they run on hidden rows and tell of them by their errors. Here filter and masks are part of the scan ([`crate::policy::secured_scan`]), which
//! the optimiser cannot look into. Of a query's predicates only the safe ones reach it, and only to leave out files and row groups.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{ScanArgs, ScanResult, Session, TableProvider};
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

use crate::policy::row_rules::RowRules;
use crate::policy::safe_predicate::is_safe;
use crate::policy::secured_scan::{HiddenScan, SecuredScan};

/// A table with a row filter or masks. It can only be read.
#[derive(Debug)]
pub(crate) struct SecuredTable {
    name: String,
    inner: Arc<dyn TableProvider>,
    rules: RowRules,
}

impl SecuredTable {
    pub(crate) fn new(name: &str, inner: Arc<dyn TableProvider>, rules: RowRules) -> Self {
        Self {
            name: name.to_owned(),
            inner,
            rules,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
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
        let is_files = plan.downcast_ref::<DataSourceExec>().is_some_and(|source| {
            source
                .data_source()
                .downcast_ref::<FileScanConfig>()
                .is_some()
        });
        if is_files {
            let partitions = state.config().target_partitions();
            let spread = plan.repartitioned(partitions, state.config_options())?;
            plan = spread.unwrap_or(plan);
        }
        // What lies in memory was dealt to the partitions batch by batch.
        let is_dealt = !is_files && plan.is::<DataSourceExec>();
        Ok(HiddenScan { plan, is_dealt })
    }
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
        let limit = args.limit().filter(|_| rules.filter.is_none());
        let hidden = self
            .hidden_scan(state, &columns, &filters, limit, &schema)
            .await?;
        let filter = rules
            .filter
            .clone()
            .map(|filter| state.create_physical_expr(filter, &schema))
            .transpose()?;
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
        Ok(ScanResult::new(Arc::new(SecuredScan::new(
            &self.name,
            hidden,
            filter,
            outputs,
            Arc::new(rules.schema.project(&given)?),
            args.limit(),
        ))))
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(filters
            .iter()
            .map(|filter| {
                if is_safe(filter, &self.rules.masked) {
                    TableProviderFilterPushDown::Inexact
                } else {
                    TableProviderFilterPushDown::Unsupported
                }
            })
            .collect())
    }
}
