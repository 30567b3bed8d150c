//! One version of a Delta table as DataFusion's table: its files are read by DataFusion's Parquet source, by a choice of files.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchemaRef, DataFusionError, Result, ToDFSchema};
use datafusion::datasource::TableType;
use datafusion::logical_expr::dml::{InsertOp, MergeIntoClause};
use datafusion::logical_expr::{Expr, LogicalPlan, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use deltalake_core::logstore::LogStoreRef;

use crate::delta::add_actions::flat_add_actions;
use crate::delta::files::DeltaFiles;
use crate::delta::statement_node::DeltaStatementExec;
use crate::delta::statistics::{FileStatistics, StatisticsColumn, statistics_columns};
use crate::delta::table_version::TableVersion;
use crate::execution::output_types::output_type;
use crate::failure::Outcome;
use crate::scan::direct_scan::{DirectScan, Wanted};
use crate::scan::file_bounds::FileBounds;
use crate::scan::table_schema::table_schema;
use crate::tables::table_source::DeltaReadOptions;

/// A Delta table at one version. It never changes.
#[derive(Debug)]
pub(crate) struct DeltaProvider {
    log: LogStoreRef,
    version: TableVersion,
    files: DeltaFiles,
    /// The columns as queries see them.
    schema: SchemaRef,
    direct: DirectScan,
    statistics: FileStatistics,
    /// Those that files may have statistics of.
    statistics_columns: Vec<StatisticsColumn>,
    options: DeltaReadOptions,
    /// Numbers of the files that a source is restricted to.
    restricted_to: Option<Vec<u32>>,
}

impl DeltaProvider {
    /// Errors: `invalid-option` with `option`.
    pub(crate) fn new(
        log: LogStoreRef,
        version: TableVersion,
        files: DeltaFiles,
        options: &DeltaReadOptions,
        session: &dyn Session,
    ) -> Outcome<Self> {
        let schema = table_schema(&version, options, session)?;
        let direct = DirectScan::new(
            log.root_url(),
            &schema,
            &version,
            options.file_column_name.is_some(),
            options.enable_parquet_pushdown.unwrap_or(false),
        )?;
        let restricted_to = options
            .files
            .as_ref()
            .map(|paths| files.numbers_of(paths))
            .transpose()?;
        Ok(Self {
            log,
            files,
            schema,
            direct,
            statistics: FileStatistics::default(),
            statistics_columns: statistics_columns(&version),
            version,
            options: options.clone(),
            restricted_to,
        })
    }

    pub(crate) fn log(&self) -> &LogStoreRef {
        &self.log
    }

    pub(crate) fn table_version(&self) -> &TableVersion {
        &self.version
    }

    pub(crate) fn version(&self) -> u64 {
        self.version.number
    }

    pub(crate) fn files(&self) -> &DeltaFiles {
        &self.files
    }

    /// The numbers of the only files that are read, where the source names them.
    pub(crate) fn restricted_to(&self) -> Option<&[u32]> {
        self.restricted_to.as_deref()
    }

    pub(crate) fn options(&self) -> &DeltaReadOptions {
        &self.options
    }

    /// The scan of a choice of files; without a choice, of those whose bounds let a row through.
    pub(crate) async fn scan_files(
        &self,
        session: &dyn Session,
        projection: Option<&[usize]>,
        filters: &[Expr],
        limit: Option<usize>,
        chosen: Option<&[u32]>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let kept = match chosen {
            Some(chosen) => Some(chosen.to_vec()),
            None if filters.is_empty() => None,
            None => self.kept(session, filters)?,
        };
        let numbers = match (&self.restricted_to, kept) {
            (Some(only), Some(kept)) => Some(
                kept.into_iter()
                    .filter(|file| only.contains(file))
                    .collect(),
            ),
            (Some(only), None) => Some(only.clone()),
            (None, kept) => kept,
        };
        let wanted = Wanted {
            projection,
            limit: limit.filter(|_| filters.is_empty()),
            unfiltered: filters.is_empty(),
        };
        match numbers {
            Some(numbers) => {
                let numbers = numbers.into_iter();
                self.direct
                    .plan(session, &self.files, numbers, &wanted)
                    .await
            }
            None => {
                let numbers = self.files.numbers();
                self.direct
                    .plan(session, &self.files, numbers, &wanted)
                    .await
            }
        }
    }

    fn kept(&self, session: &dyn Session, filters: &[Expr]) -> Result<Option<Vec<u32>>> {
        let names = self.schema.clone().to_dfschema()?;
        let conditions: Vec<_> = filters
            .iter()
            .filter_map(|filter| session.create_physical_expr(filter.clone(), &names).ok())
            .collect();
        let columns: Vec<StatisticsColumn> = self
            .statistics_columns
            .iter()
            .filter(|column| match column.path.as_slice() {
                [name] => filters
                    .iter()
                    .any(|filter| filter.column_refs().iter().any(|known| known.name == *name)),
                _ => false,
            })
            .cloned()
            .collect();
        let bounds = FileBounds::of(&self.files, &self.statistics, columns)
            .map_err(|failure| DataFusionError::External(Box::new(failure)))?;
        Ok(Some(bounds.kept(conditions.into_iter(), &self.schema)))
    }

    /// The add actions of the version as a flat table, with statistics of the columns, or of the structs, of these names.
    pub(crate) fn add_actions(&self, columns: &[String]) -> Outcome<RecordBatch> {
        let asked: Vec<StatisticsColumn> = self
            .statistics_columns
            .iter()
            .filter(|column| {
                let name = column.path.join(".");
                columns.iter().any(|asked| {
                    name.strip_prefix(asked.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
            })
            .cloned()
            .collect();
        flat_add_actions(&self.files, &self.statistics, &asked)
    }

    /// Whether the values of a column are those of which the log has statistics.
    pub(crate) fn is_read_as_stored(&self, column: &str) -> bool {
        let stored = self.version.schema.fields().find(column);
        let seen = self.schema.fields().find(column);
        match (stored, seen) {
            (Some((_, stored)), Some((_, seen))) => {
                output_type(stored.data_type()) == output_type(seen.data_type())
            }
            _ => false,
        }
    }
}

#[async_trait]
impl TableProvider for DeltaProvider {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn get_logical_plan(&self) -> Option<Cow<'_, LogicalPlan>> {
        None
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let projection = projection.map(Vec::as_slice);
        self.scan_files(session, projection, filters, limit, None)
            .await
    }

    /// Files are left out by filters, rows never: the operators above still filter.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn insert_into(
        &self,
        _session: &dyn Session,
        input: Arc<dyn ExecutionPlan>,
        operation: InsertOp,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let statement = match operation {
            InsertOp::Append => "Insert Into",
            InsertOp::Overwrite => "Insert Overwrite",
            InsertOp::Replace => "Replace Into",
        };
        Ok(explained(statement, String::new(), Some(input)))
    }

    async fn delete_from(
        &self,
        _session: &dyn Session,
        filters: Vec<Expr>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(explained("Delete", of_rows(&filters), None))
    }

    async fn update(
        &self,
        _session: &dyn Session,
        assignments: Vec<(String, Expr)>,
        filters: Vec<Expr>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let set = assignments
            .iter()
            .map(|(column, value)| format!("{column}={value}"));
        let set = format!("set=[{}]", set.collect::<Vec<_>>().join(", "));
        let details = [set, of_rows(&filters)].join(", ");
        Ok(explained("Update", details, None))
    }

    async fn truncate(&self, _session: &dyn Session) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(explained("Truncate", String::new(), None))
    }

    async fn merge_into(
        &self,
        _session: &dyn Session,
        source: Arc<dyn ExecutionPlan>,
        _columns: DFSchemaRef,
        on: Expr,
        clauses: Vec<MergeIntoClause>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let details = format!("on=[{on}], clauses={}", clauses.len());
        Ok(explained("Merge Into", details, Some(source)))
    }
}

/// A change of the table in a plan that is explained: the session makes changes before it plans.
fn explained(
    statement: &'static str,
    details: String,
    rows: Option<Arc<dyn ExecutionPlan>>,
) -> Arc<dyn ExecutionPlan> {
    Arc::new(DeltaStatementExec::new(statement, details, rows))
}

fn of_rows(filters: &[Expr]) -> String {
    let filters: Vec<String> = filters.iter().map(ToString::to_string).collect();
    format!("filters=[{}]", filters.join(", "))
}
