//! Scans the files of a Delta table with DataFusion's own Parquet source.
//!
//! Columns are found in each file, and cast, by [`crate::scan::stored_columns`]; the rows that deletion vectors hide are passed over by the reader.
//!
//! Statistics of the log serve the planner as estimates only. None is handed on with a file: DataFusion takes those of a file for exact, and
//! reads a column whose minimum is its maximum from them, while the log's may be cut (texts), rounded (decimals, floats) or widened.

use std::sync::Arc;

use arrow::datatypes::{DataType, FieldRef, SchemaRef};
use chrono::{DateTime, Utc};
use datafusion::catalog::Session;
use datafusion::common::stats::Precision;
use datafusion::common::{DataFusionError, Result, ScalarValue, Statistics};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use datafusion::datasource::physical_plan::parquet::{
    CachedParquetFileReaderFactory, ParquetRowSelection,
};
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::table_schema::TableSchema;
use datafusion::execution::cache::cache_manager::FileMetadataCache;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::{ObjectMeta, ObjectStore};
use serde_json::Value;
use url::{Position, Url};

use crate::changes::deletion_vector::DeletionVectors;
use crate::delta::files::{DeltaFiles, ScannedFile};
use crate::delta::log::segment::unreadable;
use crate::delta::table_version::TableVersion;
use crate::failure::{EngineFailure, Outcome};
use crate::scan::deleted_rows::rows_left;
use crate::scan::stored_columns::StoredColumns;

/// Deletion vectors that are read at once.
const VECTORS_AT_ONCE: usize = 16;

/// How the files of a table are read as its rows.
#[derive(Debug)]
pub(crate) struct DirectScan {
    root: Url,
    store: ObjectStoreUrl,
    table_schema: TableSchema,
    /// For each column of the table its place in `table_schema`, where the partition columns come last.
    places: Vec<usize>,
    /// The partition columns, and the column with the file's name where there is one.
    appended: Vec<Appended>,
    columns: Arc<StoredColumns>,
    filters_rows: bool,
}

/// A column that has one value in all rows of a file.
#[derive(Debug)]
struct Appended {
    /// Its place among the partition columns; `None` for the file's name.
    partition: Option<usize>,
    data_type: DataType,
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
        version: &TableVersion,
        has_file_column: bool,
        filters_rows: bool,
    ) -> Outcome<Self> {
        let store =
            ObjectStoreUrl::parse(&root[..Position::BeforePath]).map_err(EngineFailure::from)?;
        let file_column = has_file_column.then(|| schema.fields().len() - 1);
        let mut stored: Vec<FieldRef> = Vec::new();
        let mut appended: Vec<(Appended, FieldRef)> = Vec::new();
        let mut kinds = Vec::new();
        for (index, field) in schema.fields().iter().enumerate() {
            let is_file = Some(index) == file_column;
            let names = &version.partition_columns;
            let partition = names
                .iter()
                .position(|name| !is_file && name == field.name());
            kinds.push((
                is_file || partition.is_some(),
                if is_file || partition.is_some() {
                    appended.len()
                } else {
                    stored.len()
                },
            ));
            if is_file || partition.is_some() {
                let data_type = field.data_type().clone();
                appended.push((
                    Appended {
                        partition,
                        data_type,
                    },
                    field.clone(),
                ));
            } else {
                stored.push(field.clone());
            }
        }
        let places = kinds
            .into_iter()
            .map(|(is_appended, at)| if is_appended { stored.len() + at } else { at })
            .collect();
        let (appended, fields): (Vec<_>, Vec<_>) = appended.into_iter().unzip();
        let stored = Arc::new(arrow::datatypes::Schema::new(stored));
        Ok(Self {
            root: root.clone(),
            store,
            table_schema: TableSchema::builder(stored)
                .with_table_partition_cols(fields)
                .build(),
            places,
            appended,
            columns: Arc::new(StoredColumns {
                mapping: version.mapping,
            }),
            filters_rows,
        })
    }

    /// The plan that reads these files.
    pub(crate) async fn plan(
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
        let names_files = self
            .appended
            .iter()
            .any(|column| column.partition.is_none());
        let (mut bytes, mut rows) = (0_usize, Some(0_usize));
        for number in numbers {
            let file = files.file(number)?;
            bytes += usize::try_from(file.size).unwrap_or(0);
            let left = file
                .rows
                .and_then(|own| own.checked_sub(deleted_rows(&file)?));
            rows = rows
                .zip(left)
                .map(|(sum, own)| sum + usize::try_from(own).unwrap_or(0));
            let address = match files.log_path(number) {
                Some(path) if names_files => files.address(path),
                _ => None,
            };
            scanned.push(self.partitioned(file, address)?);
        }
        if scanned.is_empty() {
            let schema = self.table_schema.table_schema().project(&projection)?;
            return Ok(Arc::new(EmptyExec::new(Arc::new(schema))));
        }
        let scanned = self.without_deleted_rows(session, scanned).await?;
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
                .with_expr_adapter(Some(self.columns.clone()))
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

    fn partitioned(&self, file: ScannedFile, address: Option<String>) -> Result<ToScan> {
        let values = self
            .appended
            .iter()
            .map(
                |Appended {
                     partition,
                     data_type,
                 }| {
                    let value = match partition {
                        Some(at) => file.partition_values.get(*at).cloned(),
                        None => Some(ScalarValue::Utf8(address.clone())),
                    };
                    let value = value.unwrap_or(ScalarValue::Null);
                    match data_type {
                        DataType::Dictionary(key, inner) => Ok(ScalarValue::Dictionary(
                            key.clone(),
                            Box::new(value.cast_to(inner)?),
                        )),
                        other => value.cast_to(other),
                    }
                },
            )
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
        Ok(ToScan {
            file: partitioned,
            rows: file.rows,
            deletion_vector: file.deletion_vector,
        })
    }

    /// The files, each with the rows that its deletion vector leaves.
    async fn without_deleted_rows(
        &self,
        session: &dyn Session,
        scanned: Vec<ToScan>,
    ) -> Result<Vec<PartitionedFile>> {
        if scanned.iter().all(|file| file.deletion_vector.is_none()) {
            return Ok(scanned.into_iter().map(|scanned| scanned.file).collect());
        }
        let runtime = session.runtime_env();
        let store = runtime.object_store(&self.store)?;
        let footers = runtime.cache_manager.get_file_metadata_cache();
        let mut files = Vec::new();
        for file in scanned {
            files.push(file.without_deleted_rows(
                store.clone(),
                footers.clone(),
                self.root.clone(),
            ));
        }
        stream::iter(files)
            .buffered(VECTORS_AT_ONCE)
            .try_collect()
            .await
    }
}

/// A file, and what is needed to pass over its deleted rows.
struct ToScan {
    file: PartitionedFile,
    rows: Option<u64>,
    deletion_vector: Option<Value>,
}

impl ToScan {
    async fn without_deleted_rows(
        self,
        store: Arc<dyn ObjectStore>,
        footers: Arc<FileMetadataCache>,
        root: Url,
    ) -> Result<PartitionedFile> {
        let mut file = self.file;
        let Some(descriptor) = self.deletion_vector else {
            return Ok(file);
        };
        let vectors = DeletionVectors::new(store.as_ref(), &root);
        let deleted = vectors.read(&descriptor).await.map_err(external)?;
        let rows = match self.rows {
            Some(rows) => rows,
            // The protocol wants the count in the statistics, and the file has it in any case.
            None => {
                let footer = DFParquetMetadata::new(store.as_ref(), &file.object_meta)
                    .with_file_metadata_cache(Some(footers))
                    .fetch_metadata()
                    .await?;
                u64::try_from(footer.file_metadata().num_rows()).unwrap_or(0)
            }
        };
        let left = rows_left(&deleted, rows).ok_or_else(|| {
            let path = file.object_meta.location.to_string();
            external(unreadable(path, "has fewer rows than its deletion vector"))
        })?;
        file.extensions.insert(ParquetRowSelection::new(left));
        Ok(file)
    }
}

/// How many rows of a file are deleted; `None` where its deletion vector does not tell.
fn deleted_rows(file: &ScannedFile) -> Option<u64> {
    match &file.deletion_vector {
        Some(descriptor) => descriptor["cardinality"].as_u64(),
        None => Some(0),
    }
}

fn external(failure: EngineFailure) -> DataFusionError {
    DataFusionError::External(Box::new(failure))
}
