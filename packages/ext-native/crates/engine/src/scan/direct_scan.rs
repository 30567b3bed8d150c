//! Scans the files of a plain Delta table with DataFusion's own Parquet source.
//!
//! Statistics of the log serve the planner as estimates only. None is handed on with a file: DataFusion takes those of a file for exact, and
//! reads a column whose minimum is its maximum from them, while the log's may be cut (texts), rounded (decimals, floats) or widened.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, SchemaRef};
use chrono::{DateTime, Utc};
use datafusion::catalog::Session;
use datafusion::common::stats::Precision;
use datafusion::common::{Result, ScalarValue, Statistics};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use object_store::ObjectMeta;
use url::{Position, Url};

use crate::delta::files::{DeltaFiles, ScannedFile};
use crate::failure::{EngineFailure, Outcome};

/// How the files of a table are read as its rows.
#[derive(Debug)]
pub(crate) struct DirectScan {
    root: Url,
    store: ObjectStoreUrl,
    table_schema: TableSchema,
    /// For each column of the table its place in `table_schema`, where the partition columns come last.
    places: Vec<usize>,
    /// The types of the partition columns, and of the column with the file's name where there is one.
    appended: Vec<DataType>,
    has_file_column: bool,
    filters_rows: bool,
}

/// What of a table is read.
pub(crate) struct Wanted<'scan> {
    pub(crate) projection: Option<&'scan [usize]>,
    pub(crate) limit: Option<usize>,
    /// Whether all rows are asked for, so that those of the log can be counted on.
    pub(crate) unfiltered: bool,
}

impl DirectScan {
    /// `schema`: the columns of the table as a query sees them, the file column last where `has_file_column`.
    pub(crate) fn new(
        root: &Url,
        schema: &SchemaRef,
        partition_columns: &[String],
        has_file_column: bool,
        filters_rows: bool,
    ) -> Outcome<Self> {
        let store =
            ObjectStoreUrl::parse(&root[..Position::BeforePath]).map_err(EngineFailure::from)?;
        let file_column = has_file_column.then(|| schema.fields().len() - 1);
        let is_appended = |index: usize, field: &Field| {
            Some(index) == file_column || partition_columns.contains(field.name())
        };
        let stored: Vec<FieldRef> = schema
            .fields()
            .iter()
            .enumerate()
            .filter(|(index, field)| !is_appended(*index, field))
            .map(|(_, field)| field.clone())
            .collect();
        let mut appended: Vec<FieldRef> = Vec::new();
        for name in partition_columns {
            appended.push(Arc::new(schema.field_with_name(name)?.clone()));
        }
        if let Some(index) = file_column {
            appended.push(schema.fields()[index].clone());
        }
        let places = schema
            .fields()
            .iter()
            .map(|field| {
                let place = |fields: &[FieldRef]| {
                    fields.iter().position(|known| known.name() == field.name())
                };
                place(&stored).or_else(|| Some(stored.len() + place(&appended)?))
            })
            .collect::<Option<Vec<_>>>()
            .unwrap_or_default();
        let types = appended
            .iter()
            .map(|field| field.data_type().clone())
            .collect();
        let stored = Arc::new(arrow::datatypes::Schema::new(stored));
        Ok(Self {
            root: root.clone(),
            store,
            table_schema: TableSchema::builder(stored)
                .with_table_partition_cols(appended)
                .build(),
            places,
            appended: types,
            has_file_column,
            filters_rows,
        })
    }

    /// The plan that reads these files.
    pub(crate) fn plan(
        &self,
        session: &dyn Session,
        files: &DeltaFiles,
        numbers: impl Iterator<Item = u32>,
        wanted: &Wanted<'_>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let projection: Vec<usize> = match wanted.projection {
            Some(columns) => columns.iter().map(|column| self.places[*column]).collect(),
            None => self.places.clone(),
        };
        let mut scanned = Vec::new();
        let (mut bytes, mut rows) = (0_usize, Some(0_usize));
        for number in numbers {
            let file = files.file(number)?;
            bytes += usize::try_from(file.size).unwrap_or(0);
            rows = rows
                .zip(file.rows)
                .map(|(sum, own)| sum + usize::try_from(own).unwrap_or(0));
            scanned.push(self.partitioned(file, files.log_path(number))?);
        }
        if scanned.is_empty() {
            let schema = self.table_schema.table_schema().project(&projection)?;
            return Ok(Arc::new(EmptyExec::new(Arc::new(schema))));
        }
        let mut statistics = Statistics::new_unknown(self.table_schema.table_schema());
        statistics.num_rows = match rows {
            Some(rows) if wanted.unfiltered => Precision::Exact(rows),
            Some(rows) => Precision::Inexact(rows),
            None => Precision::Absent,
        };
        statistics.total_byte_size = Precision::Inexact(bytes);
        let groups = FileGroup::new(scanned)
            .split_files(session.config_options().execution.target_partitions);
        let config =
            FileScanConfigBuilder::new(self.store.clone(), Arc::new(self.source(session)?))
                .with_file_groups(groups)
                .with_projection_indices(Some(projection))?
                .with_statistics(statistics)
                .with_limit(wanted.limit)
                .build();
        Ok(DataSourceExec::from_data_source(config))
    }

    /// Timestamps of the type INT96 are read in microseconds, as Delta means them: nanoseconds end in the year 2262.
    fn source(&self, session: &dyn Session) -> Result<ParquetSource> {
        let runtime = session.runtime_env();
        let mut options = TableParquetOptions {
            global: session.config_options().execution.parquet.clone(),
            ..TableParquetOptions::default()
        };
        options.global.coerce_int96 = Some("us".to_owned());
        options.global.coerce_int96_tz = Some("UTC".to_owned());
        options.global.pushdown_filters |= self.filters_rows;
        let footers = runtime.cache_manager.get_file_metadata_cache();
        let store = runtime.object_store(&self.store)?;
        let hint = options.global.metadata_size_hint;
        let source = ParquetSource::new(self.table_schema.clone())
            .with_table_parquet_options(options)
            .with_parquet_file_reader_factory(Arc::new(CachedParquetFileReaderFactory::new(
                store, footers,
            )));
        Ok(match hint {
            Some(bytes) => source.with_metadata_size_hint(bytes),
            None => source,
        })
    }

    fn partitioned(&self, file: ScannedFile, log_path: Option<&str>) -> Result<PartitionedFile> {
        let mut values = file.partition_values;
        if self.has_file_column {
            let name = log_path.and_then(|path| self.root.join(path).ok());
            values.push(ScalarValue::Utf8(name.map(String::from)));
        }
        let values = values
            .into_iter()
            .zip(&self.appended)
            .map(|(value, data_type)| match data_type {
                DataType::Dictionary(key, inner) => Ok(ScalarValue::Dictionary(
                    key.clone(),
                    Box::new(value.cast_to(inner)?),
                )),
                other => value.cast_to(other),
            })
            .collect::<Result<_>>()?;
        let meta = ObjectMeta {
            location: file.location,
            last_modified: DateTime::<Utc>::from_timestamp_millis(file.modified_ms)
                .unwrap_or_default(),
            size: file.size,
            e_tag: None,
            version: None,
        };
        let mut partitioned = PartitionedFile::new_from_meta(meta);
        partitioned.partition_values = values;
        Ok(partitioned)
    }
}
