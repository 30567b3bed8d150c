//! One version of a Delta table as DataFusion's table: a plain table is scanned directly, another by delta-rs, both by a choice of files.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use arrow::array::RecordBatch;
use arrow::datatypes::{FieldRef, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DFSchemaRef, DataFusionError, Result, ToDFSchema, internal_err};
use datafusion::datasource::TableType;
use datafusion::datasource::physical_plan::{FileScanConfig, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::dml::{InsertOp, MergeIntoClause};
use datafusion::logical_expr::{Expr, LogicalPlan, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use deltalake_core::DeltaTable;
use deltalake_core::delta_datafusion::{DeltaScanConfig, DeltaScanNext, FileSelection};
use serde_json::Value;

use crate::delta::add_actions::flat_add_actions;
use crate::delta::files::DeltaFiles;
use crate::delta::statement_node::DeltaStatementExec;
use crate::execution::output_types::output_type;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::scan::direct_scan::{DirectScan, Wanted};
use crate::scan::file_bounds::FileBounds;
use crate::tables::table_source::DeltaReadOptions;

/// A Delta table at one version. It never changes.
#[derive(Debug)]
pub(crate) struct DeltaProvider {
    table: DeltaTable,
    version: u64,
    files: DeltaFiles,
    /// delta-rs's own scan: for what is not plain, and for the schema.
    scan: DeltaScanNext,
    /// Where a plain reader of Parquet reads the table rightly.
    direct: Option<DirectScan>,
    /// The bounds of all files, for queries that come without a choice of files.
    bounds: OnceLock<FileBounds>,
    options: DeltaReadOptions,
    partition_columns: Vec<String>,
    /// Numbers of the files that a source is restricted to.
    restricted_to: Option<Vec<u32>>,
}

impl DeltaProvider {
    /// Of a loaded table. `files`: where they are known from the version before.
    pub(crate) fn new(
        table: DeltaTable,
        files: Option<DeltaFiles>,
        options: &DeltaReadOptions,
        session: &dyn Session,
    ) -> Outcome<Self> {
        let snapshot = table.snapshot()?.snapshot().clone();
        let version = snapshot.version();
        let root = table.log_store().root_url().clone();
        let mut config = DeltaScanConfig::new_from_session(session);
        if let Some(name) = &options.file_column_name {
            config = config.with_file_column_name(name);
        }
        if let Some(pushdown) = options.enable_parquet_pushdown {
            config.enable_parquet_pushdown = pushdown;
        }
        if let Some(force) = options.schema_force_view_types {
            config.schema_force_view_types = force;
        }
        if let Some(wrap) = options.wrap_partition_values {
            config.wrap_partition_values = wrap;
        }
        if let Some(schema) = &options.schema {
            config = config.with_schema(schema.clone());
        }
        let scan = DeltaScanNext::new(snapshot.clone(), config.clone())?;
        let schema = scan.schema();
        let partition_columns = snapshot.metadata().partition_columns().to_vec();
        let partition_fields = partition_columns
            .iter()
            .map(|name| Ok(Arc::new(stored_field(&snapshot.arrow_schema(), name)?)))
            .collect::<Outcome<Arc<[FieldRef]>>>()?;
        let files = match files {
            Some(files) => files,
            None => DeltaFiles::of(&table, partition_fields)?,
        };
        let direct = if is_plain(&snapshot, &files)? {
            Some(DirectScan::new(
                &root,
                &schema,
                &partition_columns,
                options.file_column_name.is_some(),
                config.enable_parquet_pushdown,
            )?)
        } else {
            None
        };
        let restricted_to = options
            .files
            .as_ref()
            .map(|paths| files.numbers_of(paths))
            .transpose()?;
        Ok(Self {
            table,
            version,
            files,
            scan,
            direct,
            bounds: OnceLock::new(),
            options: options.clone(),
            partition_columns,
            restricted_to,
        })
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    pub(crate) fn table(&self) -> &DeltaTable {
        &self.table
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

    /// Whether DataFusion's Parquet source reads it, and not delta-rs.
    pub(crate) fn is_direct(&self) -> bool {
        self.direct.is_some()
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
        match &self.direct {
            Some(direct) => match numbers {
                Some(numbers) => direct.plan(session, &self.files, numbers.into_iter(), &wanted),
                None => direct.plan(session, &self.files, self.files.numbers(), &wanted),
            },
            None => self.scan_by_delta_rs(session, numbers, &wanted).await,
        }
    }

    /// delta-rs gets no filters: it would take statistics for exact. The operators above it filter.
    async fn scan_by_delta_rs(
        &self,
        session: &dyn Session,
        numbers: Option<Vec<u32>>,
        wanted: &Wanted<'_>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut scan = self.scan.clone();
        if let Some(numbers) = numbers {
            let paths = numbers
                .into_iter()
                .filter_map(|number| self.files.log_path(number));
            scan = scan.with_file_selection(FileSelection::from_file_paths(paths));
        }
        let projection = wanted.projection.map(<[usize]>::to_vec);
        let session = in_microseconds(session)?;
        let plan = scan
            .scan(&session, projection.as_ref(), &[], wanted.limit)
            .await?;
        without_exact_statistics(plan)
    }

    fn kept(&self, session: &dyn Session, filters: &[Expr]) -> Result<Option<Vec<u32>>> {
        let bounds = match self.bounds.get() {
            Some(bounds) => bounds,
            None => {
                let made = FileBounds::of(&self.table, &self.files, &self.partition_columns)
                    .map_err(|failure| DataFusionError::External(Box::new(failure)))?;
                self.bounds.get_or_init(|| made)
            }
        };
        let schema = self.scan.schema();
        let names = schema.clone().to_dfschema()?;
        let conditions = filters
            .iter()
            .filter_map(|filter| session.create_physical_expr(filter.clone(), &names).ok());
        Ok(Some(bounds.kept(conditions, &schema)))
    }

    /// The add actions of the version, flat, as delta-rs gives them.
    pub(crate) fn add_actions(&self) -> Outcome<RecordBatch> {
        flat_add_actions(self.table.snapshot()?.snapshot())
    }

    /// Whether the values of a column are those of which the log has statistics.
    pub(crate) fn is_read_as_stored(&self, column: &str) -> bool {
        let Ok(snapshot) = self.table.snapshot() else {
            return false;
        };
        let stored = snapshot.snapshot().arrow_schema();
        let seen = self.scan.schema();
        match (stored.field_with_name(column), seen.field_with_name(column)) {
            (Ok(stored), Ok(seen)) => {
                output_type(stored.data_type()) == output_type(seen.data_type())
            }
            _ => false,
        }
    }
}

#[async_trait]
impl TableProvider for DeltaProvider {
    fn schema(&self) -> SchemaRef {
        self.scan.schema()
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

/// Whether DataFusion's Parquet source alone reads a version rightly: no file has a deletion vector or lies elsewhere, no column is mapped or
/// has changed its type, and no reader feature is there that is not known to leave the files as they are.
fn is_plain(snapshot: &deltalake_core::kernel::EagerSnapshot, files: &DeltaFiles) -> Outcome<bool> {
    if files.extraordinary() {
        return Ok(false);
    }
    let as_json = |value: serde_json::Result<Value>| {
        value.map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))
    };
    let protocol = as_json(serde_json::to_value(snapshot.protocol()))?;
    let metadata = as_json(serde_json::to_value(snapshot.metadata()))?;
    let harmless = [
        "deletionVectors",
        "columnMapping",
        "timestampNtz",
        "v2Checkpoint",
        "vacuumProtocolCheck",
        "typeWidening",
    ];
    let features_fit = match &protocol["readerFeatures"] {
        Value::Array(features) => features
            .iter()
            .all(|feature| harmless.iter().any(|known| feature == known)),
        _ => true,
    };
    let mapping = metadata["configuration"]["delta.columnMapping.mode"].as_str();
    let changed = metadata["schemaString"]
        .as_str()
        .is_none_or(|schema| schema.contains("delta.typeChanges"));
    Ok(features_fit
        && mapping.is_none_or(|mode| mode == "none")
        && !changed
        && is_flat_enough(&snapshot.arrow_schema()))
}

/// What nested fields must be for DataFusion to read them by itself: nullable, and without maps, whose entries have other names in each writer's files.
fn is_flat_enough(schema: &Schema) -> bool {
    use arrow::datatypes::DataType;
    fn fits(data_type: &DataType) -> bool {
        match data_type {
            DataType::Struct(fields) => fields
                .iter()
                .all(|field| field.is_nullable() && fits(field.data_type())),
            DataType::List(item) => item.is_nullable() && fits(item.data_type()),
            DataType::Map(..) => false,
            _ => true,
        }
    }
    schema.fields().iter().all(|field| fits(field.data_type()))
}

fn stored_field(schema: &Schema, name: &str) -> Outcome<arrow::datatypes::Field> {
    Ok(schema.field_with_name(name)?.clone())
}

/// The session with timestamps of the type INT96 read in microseconds, as Delta means them: nanoseconds end in the year 2262.
fn in_microseconds(session: &dyn Session) -> Result<SessionState> {
    let Some(state) = session.as_any().downcast_ref::<SessionState>() else {
        return internal_err!("a session of the engine has a state of DataFusion's");
    };
    let mut state = state.clone();
    let parquet = &mut state.config_mut().options_mut().execution.parquet;
    parquet.coerce_int96 = Some("us".to_owned());
    parquet.coerce_int96_tz = Some("UTC".to_owned());
    Ok(state)
}

/// A scan of delta-rs whose files carry no statistics: those of the log are bounds, and DataFusion takes those of a file for exact.
fn without_exact_statistics(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    plan.transform_up(|node| {
        let config = node
            .downcast_ref::<DataSourceExec>()
            .and_then(|source| source.data_source().downcast_ref::<FileScanConfig>());
        let Some(config) = config else {
            return Ok(Transformed::no(node));
        };
        let mut groups = config.file_groups.clone();
        for group in &mut groups {
            let files = group
                .files()
                .iter()
                .map(|file| {
                    let mut file = file.clone();
                    file.statistics = None;
                    file
                })
                .collect();
            *group = datafusion::datasource::physical_plan::FileGroup::new(files);
        }
        let rows = config.statistics().to_inexact();
        let config = FileScanConfigBuilder::from(config.clone())
            .with_file_groups(groups)
            .with_statistics(rows)
            .build();
        Ok(Transformed::yes(
            DataSourceExec::from_data_source(config) as Arc<dyn ExecutionPlan>
        ))
    })
    .map(|transformed| transformed.data)
}
