//! A table that tells which files each scan of it was planned to read.
//!
//! DataFusion's physical plans do not say which table a file scan belongs to, and two versions of one Delta table share their folder.
//! So every registered table is wrapped, and its scans are written into the record of the query that plans them, which the planning task carries.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{ScanArgs, ScanResult, Session, TableProvider};
use datafusion::common::{Constraints, DFSchemaRef, Result, Statistics};
use datafusion::datasource::TableType;
use datafusion::datasource::listing::ListingTable;
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::logical_expr::dml::{InsertOp, MergeIntoClause};
use datafusion::logical_expr::{Expr, LogicalPlan, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;

use crate::policy::secured_scan::SecuredScan;
use crate::scan::provider::DeltaProvider;

tokio::task_local! {
    /// Where the scans of the plan that is being made are written.
    static RECORD: Arc<ScanRecord>;
}

/// The paths that the scans of one query read, by table.
#[derive(Debug, Default)]
pub(crate) struct ScanRecord {
    scans: Mutex<Vec<(String, BTreeSet<String>)>>,
}

impl ScanRecord {
    /// Awaits planning with the scans of it written into this record.
    pub(crate) async fn during<T>(self: Arc<Self>, planning: impl Future<Output = T>) -> T {
        RECORD.scope(self, planning).await
    }

    fn add(&self, table: &str, plan: &dyn ExecutionPlan) {
        let mut paths = BTreeSet::new();
        visit_file_scans(plan, &mut |config, _| paths.extend(paths_of(config)));
        if !paths.is_empty() {
            self.scans
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((table.to_owned(), paths));
        }
    }

    /// The table whose scan planned just these paths, or else more (a later rule may drop files, and never adds any).
    pub(crate) fn table_of(&self, paths: &BTreeSet<String>) -> Option<String> {
        let scans = self.scans.lock().unwrap_or_else(PoisonError::into_inner);
        let exactly = scans.iter().find(|(_, planned)| planned == paths);
        exactly
            .or_else(|| scans.iter().find(|(_, planned)| paths.is_subset(planned)))
            .map(|(table, _)| table.clone())
    }
}

/// Calls back with each scan of files in a plan, and the node that runs it.
pub(crate) fn visit_file_scans(
    plan: &dyn ExecutionPlan,
    visit: &mut impl FnMut(&FileScanConfig, &dyn ExecutionPlan),
) {
    if let Some(source) = plan.downcast_ref::<DataSourceExec>()
        && let Some(config) = source.data_source().downcast_ref::<FileScanConfig>()
    {
        visit(config, plan);
    }
    if let Some(secured) = plan.downcast_ref::<SecuredScan>() {
        visit_file_scans(secured.hidden_plan().as_ref(), visit);
    }
    for child in plan.children() {
        visit_file_scans(child.as_ref(), visit);
    }
}

/// The files of a scan, each with its store.
pub(crate) fn paths_of(config: &FileScanConfig) -> impl Iterator<Item = String> {
    let store = config.object_store_url.as_str();
    config
        .file_groups
        .iter()
        .flat_map(|group| group.files())
        .map(move |file| format!("{store}{}", file.object_meta.location))
}

/// A registered table; all but the record is the inner one's.
#[derive(Debug, Clone)]
pub(crate) struct ScannedTable {
    name: String,
    inner: Arc<dyn TableProvider>,
    /// Of one scan of a bound plan, which of the table's scans it is.
    scan: Option<u32>,
    /// Of one execution, the files to read.
    files: Option<Arc<[u32]>>,
}

impl ScannedTable {
    pub(crate) fn new(name: &str, inner: Arc<dyn TableProvider>) -> Self {
        Self {
            name: name.to_owned(),
            inner,
            scan: None,
            files: None,
        }
    }

    /// The table as one scan of a plan sees it.
    pub(crate) fn as_scan(&self, scan: u32) -> Self {
        Self {
            scan: Some(scan),
            ..self.clone()
        }
    }

    /// The table with no more than these of its files.
    pub(crate) fn with_files(&self, files: Arc<[u32]>) -> Self {
        Self {
            files: Some(files),
            ..self.clone()
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn scan_id(&self) -> Option<u32> {
        self.scan
    }

    pub(crate) fn delta(&self) -> Option<&DeltaProvider> {
        self.inner.downcast_ref::<DeltaProvider>()
    }

    /// The table as a list of files, all of which every scan lists.
    pub(crate) fn listing(&self) -> Option<&ListingTable> {
        self.inner
            .downcast_ref::<ListingTable>()
            .filter(|table| table.options().table_partition_cols.is_empty())
    }
}

#[async_trait]
impl TableProvider for ScannedTable {
    fn schema(&self) -> SchemaRef {
        self.inner.schema()
    }

    fn constraints(&self) -> Option<&Constraints> {
        self.inner.constraints()
    }

    fn table_type(&self) -> TableType {
        self.inner.table_type()
    }

    fn get_table_definition(&self) -> Option<&str> {
        self.inner.get_table_definition()
    }

    fn get_logical_plan(&self) -> Option<Cow<'_, LogicalPlan>> {
        self.inner.get_logical_plan()
    }

    fn get_column_default(&self, column: &str) -> Option<&Expr> {
        self.inner.get_column_default(column)
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
        let scanned = match (self.delta(), &self.files) {
            (Some(delta), Some(files)) => {
                let filters = args.filters().unwrap_or(&[]);
                let files = Some(files.as_ref());
                delta
                    .scan_files(state, args.projection(), filters, args.limit(), files)
                    .await?
                    .into()
            }
            _ => self.inner.scan_with_args(state, args).await?,
        };
        // Nobody asks for a record where a plan is not made to be executed by us.
        let _ = RECORD.try_with(|record| record.add(&self.name, scanned.plan().as_ref()));
        Ok(scanned)
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        self.inner.supports_filters_pushdown(filters)
    }

    fn statistics(&self) -> Option<Statistics> {
        self.inner.statistics()
    }

    async fn insert_into(
        &self,
        state: &dyn Session,
        input: Arc<dyn ExecutionPlan>,
        operation: InsertOp,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.insert_into(state, input, operation).await
    }

    async fn delete_from(
        &self,
        state: &dyn Session,
        filters: Vec<Expr>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.delete_from(state, filters).await
    }

    async fn update(
        &self,
        state: &dyn Session,
        assignments: Vec<(String, Expr)>,
        filters: Vec<Expr>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.update(state, assignments, filters).await
    }

    async fn truncate(&self, state: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.truncate(state).await
    }

    async fn merge_into(
        &self,
        state: &dyn Session,
        source: Arc<dyn ExecutionPlan>,
        merge_schema: DFSchemaRef,
        on: Expr,
        clauses: Vec<MergeIntoClause>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner
            .merge_into(state, source, merge_schema, on, clauses)
            .await
    }
}
