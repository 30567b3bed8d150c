//! Table functions that tell what the caches hold: `SELECT * FROM metadata_cache()`. They read when they are scanned.

use std::sync::{Arc, LazyLock};

use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use chrono::{DateTime, Utc};
use datafusion::catalog::streaming::StreamingTable;
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;
use datafusion::prelude::SessionContext;

use super::SessionCaches;
use crate::failure::{EngineFailure, FailureCode};

/// A cache as a table: its columns, and how its rows are read.
struct CacheTable {
    name: &'static str,
    columns: &'static [(&'static str, ColumnKind)],
    rows: fn(&SessionCaches) -> Vec<ArrayRef>,
}

#[derive(Clone, Copy)]
enum ColumnKind {
    Text,
    Count,
    /// Milliseconds since 1970-01-01 in UTC.
    Time,
}

use ColumnKind::{Count, Text, Time};

static TABLES: [CacheTable; 4] = [
    CacheTable {
        name: "list_files_cache",
        columns: &[
            ("table_name", Text),
            ("path", Text),
            ("files", Count),
            ("size_bytes", Count),
            ("hits", Count),
            ("last_used", Time),
            ("expires", Time),
        ],
        rows: |caches| {
            let entries = caches.list_files.entries();
            vec![
                texts(
                    entries
                        .iter()
                        .map(|entry| entry.key.table.as_ref().map(ToString::to_string)),
                ),
                texts(entries.iter().map(|entry| Some(entry.key.path.to_string()))),
                counts(entries.iter().map(|entry| Some(entry.value.files.len()))),
                counts(entries.iter().map(|entry| Some(entry.bytes))),
                counts(entries.iter().map(|entry| Some(entry.hits))),
                times(entries.iter().map(|entry| entry.last_used)),
                times(entries.iter().map(|entry| entry.expires)),
            ]
        },
    },
    CacheTable {
        name: "metadata_cache",
        columns: &[
            ("path", Text),
            ("file_size_bytes", Count),
            ("file_modified", Time),
            ("size_bytes", Count),
            ("hits", Count),
            ("last_used", Time),
            ("expires", Time),
        ],
        rows: |caches| {
            let entries = caches.metadata.entries();
            vec![
                texts(entries.iter().map(|entry| Some(entry.key.to_string()))),
                counts(
                    entries
                        .iter()
                        .map(|entry| usize::try_from(entry.value.meta.size).ok()),
                ),
                times(
                    entries
                        .iter()
                        .map(|entry| Some(entry.value.meta.last_modified)),
                ),
                counts(entries.iter().map(|entry| Some(entry.bytes))),
                counts(entries.iter().map(|entry| Some(entry.hits))),
                times(entries.iter().map(|entry| entry.last_used)),
                times(entries.iter().map(|entry| entry.expires)),
            ]
        },
    },
    CacheTable {
        name: "statistics_cache",
        columns: &[
            ("table_name", Text),
            ("path", Text),
            ("file_size_bytes", Count),
            ("file_modified", Time),
            ("rows", Count),
            ("columns", Count),
            ("size_bytes", Count),
            ("hits", Count),
            ("last_used", Time),
            ("expires", Time),
        ],
        rows: |caches| {
            let entries = caches.statistics.entries();
            vec![
                texts(
                    entries
                        .iter()
                        .map(|entry| entry.key.table.as_ref().map(ToString::to_string)),
                ),
                texts(entries.iter().map(|entry| Some(entry.key.path.to_string()))),
                counts(
                    entries
                        .iter()
                        .map(|entry| usize::try_from(entry.value.meta.size).ok()),
                ),
                times(
                    entries
                        .iter()
                        .map(|entry| Some(entry.value.meta.last_modified)),
                ),
                counts(
                    entries
                        .iter()
                        .map(|entry| match entry.value.statistics.num_rows {
                            Precision::Exact(rows) => Some(rows),
                            _ => None,
                        }),
                ),
                counts(
                    entries
                        .iter()
                        .map(|entry| Some(entry.value.statistics.column_statistics.len())),
                ),
                counts(entries.iter().map(|entry| Some(entry.bytes))),
                counts(entries.iter().map(|entry| Some(entry.hits))),
                times(entries.iter().map(|entry| entry.last_used)),
                times(entries.iter().map(|entry| entry.expires)),
            ]
        },
    },
    CacheTable {
        name: "predicate_cache",
        columns: &[
            ("table_name", Text),
            ("path", Text),
            ("executions", Count),
            ("rows_decoded", Count),
            ("rows_served", Count),
            ("last_used", Time),
        ],
        rows: |caches| {
            let files = caches.predicate.files();
            let number = |number: u64| usize::try_from(number).ok();
            vec![
                texts(files.iter().map(|((table, _), _)| Some(table.clone()))),
                texts(files.iter().map(|((_, path), _)| Some(path.clone()))),
                counts(files.iter().map(|(_, file)| number(file.totals.executions))),
                counts(
                    files
                        .iter()
                        .map(|(_, file)| number(file.totals.rows_decoded)),
                ),
                counts(
                    files
                        .iter()
                        .map(|(_, file)| number(file.totals.rows_served)),
                ),
                times(files.iter().map(|(_, file)| Some(file.last_used))),
            ]
        },
    },
];

static SCHEMAS: LazyLock<Vec<SchemaRef>> = LazyLock::new(|| {
    TABLES
        .iter()
        .map(|table| Arc::new(schema_of(table)))
        .collect()
});

/// Whether a function is one of these tables. They tell of files and their rows.
pub(crate) fn is_cache_table(name: &str) -> bool {
    TABLES.iter().any(|table| table.name == name)
}

/// Makes the table functions of the caches known to a session.
pub(crate) fn register_cache_tables(context: &SessionContext, caches: &Arc<SessionCaches>) {
    for (index, table) in TABLES.iter().enumerate() {
        let function = CacheFunction {
            index,
            caches: caches.clone(),
        };
        context.register_udtf(table.name, Arc::new(function));
    }
}

#[derive(Debug, Clone)]
struct CacheFunction {
    /// Which of the tables it is.
    index: usize,
    caches: Arc<SessionCaches>,
}

impl TableFunctionImpl for CacheFunction {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let name = TABLES[self.index].name;
        if !args.exprs().is_empty() {
            let failure = EngineFailure::new(
                FailureCode::ArgumentExtra,
                format!("{name}() takes no arguments"),
            )
            .with("function", name)
            .with("limit", 0);
            return Err(DataFusionError::External(Box::new(failure)));
        }
        let table = StreamingTable::try_new(self.schema().clone(), vec![Arc::new(self.clone())])?;
        Ok(Arc::new(table))
    }
}

impl PartitionStream for CacheFunction {
    fn schema(&self) -> &SchemaRef {
        &SCHEMAS[self.index]
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let schema = self.schema().clone();
        let columns = (TABLES[self.index].rows)(&self.caches);
        let batch = RecordBatch::try_new(schema.clone(), columns)
            .map_err(|error: ArrowError| DataFusionError::from(error));
        let batches = futures::stream::once(async move { batch });
        Box::pin(RecordBatchStreamAdapter::new(schema, batches))
    }
}

fn schema_of(table: &CacheTable) -> Schema {
    let fields = table.columns.iter().map(|(name, kind)| {
        let data_type = match kind {
            Text => DataType::Utf8,
            Count => DataType::Int64,
            Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
        };
        Field::new(*name, data_type, true)
    });
    Schema::new(fields.collect::<Vec<_>>())
}

fn texts(values: impl Iterator<Item = Option<String>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn counts(values: impl Iterator<Item = Option<usize>>) -> ArrayRef {
    let numbers = values.map(|value| value.and_then(|number| i64::try_from(number).ok()));
    Arc::new(numbers.collect::<Int64Array>())
}

fn times(values: impl Iterator<Item = Option<DateTime<Utc>>>) -> ArrayRef {
    let moments = values.map(|value| value.map(|moment| moment.timestamp_millis()));
    Arc::new(
        moments
            .collect::<TimestampMillisecondArray>()
            .with_timezone("UTC"),
    )
}
