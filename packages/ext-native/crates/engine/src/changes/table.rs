//! Reads files of changes as what they are: a Delta table of their own, in the same folder.
//!
//! Its log is written into memory: the schema at the end of the range, with `_change_type`, `_commit_version` and `_commit_timestamp` as three more
//! columns, and the files as add actions. What a file's rows have in common are partition values, so that the scan of Delta tables does
//! all else: decoded paths, typed partition values, deletion vectors, column mapping, files left out by `_commit_version`. A file of a `cdc` action has
//! the type of each change in a column, so these make a second table; and a log names a file once, so a file that comes again (inserted, deleted,
//! restored) makes one more.
//!
//! Statistics are left out: nothing of them is passed on.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::datasource::TableType;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr::expressions::{Column, cast};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::union::UnionExec;
use deltalake_core::logstore::{StorageConfig, logstore_with};
use object_store::ObjectStoreExt;
use object_store::memory::InMemory;
use object_store::path::Path;
use serde_json::{Map, Value, json};
use url::Url;

use crate::changes::files::{
    CHANGE_TYPE, COMMIT_TIMESTAMP, COMMIT_VERSION, ChangeFile, ChangeFiles,
};
use crate::delta::files::DeltaFiles;
use crate::delta::log::replay::{Replayed, read_version};
use crate::failure::from_datafusion::storage_failure;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::scan::provider::DeltaProvider;
use crate::tables::table_source::DeltaReadOptions;

/// The properties of a table that change how its files are read.
const READING_PROPERTIES: [&str; 3] = [
    MAPPING_MODE,
    "delta.enableDeletionVectors",
    "delta.enableTypeWidening",
];
const MAPPING_MODE: &str = "delta.columnMapping.mode";
const MAPPING_LARGEST: &str = "delta.columnMapping.maxColumnId";

/// The changes of a range as a table.
#[derive(Debug)]
pub(crate) struct ChangesTable {
    parts: Vec<Arc<dyn TableProvider>>,
    schema: SchemaRef,
}

impl ChangesTable {
    pub(crate) async fn open(
        changes: &ChangeFiles,
        root: &Url,
        state: SessionState,
    ) -> Outcome<Self> {
        let mut parts: Vec<Arc<dyn TableProvider>> = Vec::new();
        for (typed, files) in each_file_once(&changes.files) {
            let log = log_of(changes, typed, &files)?;
            let store = Arc::new(InMemory::new());
            let folder = Path::from_url_path(root.path())
                .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))?;
            let commit = format!("{folder}/_delta_log/{:020}.json", 0);
            store
                .put(&Path::from(commit.trim_start_matches('/')), log.into())
                .await
                .map_err(|error| storage_failure(&error))?;
            let log_store = logstore_with(store, root, StorageConfig::default())?;
            let Replayed { version, adds } = read_version(&log_store, None).await?;
            let files = DeltaFiles::of(&version, adds, root)?;
            let options = DeltaReadOptions::default();
            let provider = DeltaProvider::new(log_store, version, files, &options, &state)?;
            parts.push(Arc::new(provider));
        }
        let schema = common_schema(&parts);
        Ok(Self { parts, schema })
    }
}

/// The files in lists that name each file once; those that tell the type of each change themselves (`true`) apart from the others.
fn each_file_once(files: &[ChangeFile]) -> Vec<(bool, Vec<&ChangeFile>)> {
    let mut lists: Vec<(bool, Vec<&ChangeFile>)> = vec![(false, Vec::new())];
    let mut seen: HashMap<(bool, &str), usize> = HashMap::new();
    for file in files {
        let typed = file.change_type.is_none();
        let times = seen.entry((typed, &file.location)).or_default();
        let list = lists
            .iter()
            .enumerate()
            .filter(|(_, (kind, _))| *kind == typed)
            .nth(*times)
            .map(|(index, _)| index);
        *times += 1;
        match list.and_then(|index| lists.get_mut(index)) {
            Some((_, list)) => list.push(file),
            None => lists.push((typed, vec![file])),
        }
    }
    lists
}

/// A log of one commit, in lines of JSON.
fn log_of(changes: &ChangeFiles, typed: bool, files: &[&ChangeFile]) -> Outcome<Vec<u8>> {
    let mut actions = vec![
        json!({ "protocol": reading_protocol(&changes.protocol) }),
        json!({ "metaData": metadata_of(&changes.metadata, typed)? }),
    ];
    actions.extend(files.iter().map(|file| {
        let mut values = file.partition_values.clone();
        values.insert(COMMIT_VERSION.to_owned(), file.version.to_string().into());
        values.insert(
            COMMIT_TIMESTAMP.to_owned(),
            partition_text(file.timestamp).into(),
        );
        if let Some(change_type) = file.change_type {
            values.insert(CHANGE_TYPE.to_owned(), change_type.into());
        }
        let mut add = json!({
            "path": file.path,
            "partitionValues": values,
            "size": file.size,
            "modificationTime": file.timestamp,
            "dataChange": true,
        });
        if let Some(vector) = &file.deletion_vector {
            add["deletionVector"] = vector.clone();
        }
        json!({ "add": add })
    }));
    let mut bytes = Vec::new();
    for action in actions {
        bytes.extend(action.to_string().into_bytes());
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// What a reader must know to read the files; a log that nobody writes to needs no more of a writer.
fn reading_protocol(protocol: &Value) -> Value {
    match (
        &protocol["readerFeatures"],
        protocol["minReaderVersion"].as_u64(),
    ) {
        (Value::Array(features), Some(3)) => json!({
            "minReaderVersion": 3,
            "minWriterVersion": 7,
            "readerFeatures": features,
            "writerFeatures": features,
        }),
        (_, Some(2)) => json!({ "minReaderVersion": 2, "minWriterVersion": 5 }),
        _ => json!({ "minReaderVersion": 1, "minWriterVersion": 2 }),
    }
}

fn metadata_of(metadata: &Value, typed: bool) -> Outcome<Value> {
    let internal = |what: &str| EngineFailure::new(FailureCode::Internal, what);
    let mut schema: Value = metadata["schemaString"]
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok())
        .ok_or_else(|| internal("a table has no schema"))?;
    let given = &metadata["configuration"];
    let mut configuration = Map::new();
    for name in READING_PROPERTIES {
        if let Some(value) = given.get(name) {
            configuration.insert(name.to_owned(), value.clone());
        }
    }
    let mapping = given[MAPPING_MODE].as_str().filter(|mode| *mode != "none");
    if mapping == Some("id") && typed {
        // The column with the type of a change has no id in the files. The names in them are the physical ones in both modes (PROTOCOL.md,
        // "Writer Requirements for Column Mapping").
        configuration.insert(MAPPING_MODE.to_owned(), "name".into());
    }
    let mut largest = given[MAPPING_LARGEST]
        .as_str()
        .and_then(|text| text.parse::<u64>().ok())
        .unwrap_or(0);
    let fields = schema["fields"]
        .as_array_mut()
        .ok_or_else(|| internal("a schema has no fields"))?;
    for field in fields.iter_mut() {
        field["nullable"] = true.into();
    }
    for (name, kind) in [
        (CHANGE_TYPE, "string"),
        (COMMIT_VERSION, "long"),
        (COMMIT_TIMESTAMP, "timestamp"),
    ] {
        let mut about = json!({});
        if mapping.is_some() {
            largest += 1;
            about = json!({ "delta.columnMapping.id": largest, "delta.columnMapping.physicalName": name });
        }
        fields.push(json!({ "name": name, "type": kind, "nullable": true, "metadata": about }));
    }
    if mapping.is_some() {
        configuration.insert(MAPPING_LARGEST.to_owned(), largest.to_string().into());
    }
    let mut partitions = metadata["partitionColumns"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    if !typed {
        partitions.push(CHANGE_TYPE.into());
    }
    partitions.extend([COMMIT_VERSION.into(), COMMIT_TIMESTAMP.into()]);
    Ok(json!({
        "id": metadata["id"],
        "format": { "provider": "parquet", "options": {} },
        "schemaString": schema.to_string(),
        "partitionColumns": partitions,
        "configuration": configuration,
        "createdTime": 0,
    }))
}

/// A time as a partition value (PROTOCOL.md, "Partition Value Serialization"), in UTC.
fn partition_text(milliseconds: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(milliseconds)
        .unwrap_or_default()
        .format("%Y-%m-%d %H:%M:%S%.6f")
        .to_string()
}

/// The columns of the first part; where parts differ in how they hold a column, it is held plainly.
fn common_schema(parts: &[Arc<dyn TableProvider>]) -> SchemaRef {
    let schemas: Vec<SchemaRef> = parts.iter().map(|part| part.schema()).collect();
    let Some(first) = schemas.first() else {
        return Arc::new(Schema::empty());
    };
    let fields: Vec<FieldRef> = first
        .fields()
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let alike = schemas
                .iter()
                .all(|schema| schema.field(index).data_type() == field.data_type());
            let plain = if alike && field.name() != CHANGE_TYPE {
                field.data_type().clone()
            } else {
                plain_type(field.data_type())
            };
            Arc::new(Field::new(field.name(), plain, true))
        })
        .collect();
    Arc::new(Schema::new(fields))
}

fn plain_type(held: &DataType) -> DataType {
    match held {
        DataType::Dictionary(_, values) => plain_type(values),
        DataType::Utf8View => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        other => other.clone(),
    }
}

#[async_trait]
impl TableProvider for ChangesTable {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = match projection {
            Some(columns) => Arc::new(self.schema.project(columns)?),
            None => self.schema.clone(),
        };
        let mut plans = Vec::new();
        for part in &self.parts {
            let taken = self.taken(part.as_ref(), filters)?;
            let plan = part.scan(state, projection, &taken, limit).await?;
            plans.push(in_schema(plan, &schema)?);
        }
        match plans.pop() {
            Some(only) if plans.is_empty() => Ok(only),
            Some(last) => {
                plans.push(last);
                UnionExec::try_new(plans)
            }
            None => datafusion::common::internal_err!("changes have no part"),
        }
    }

    /// A filter leaves out files, and is applied to the rows above.
    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}

impl ChangesTable {
    /// The filters that a part takes: those that it can use, over columns that it holds as this table does.
    fn taken(&self, part: &dyn TableProvider, filters: &[Expr]) -> Result<Vec<Expr>> {
        let own = part.schema();
        let mut taken = Vec::new();
        for filter in filters {
            let alike = filter.column_refs().into_iter().all(|column| {
                let types = [&self.schema, &own].map(|schema| {
                    let field = schema.field_with_name(&column.name).ok();
                    field.map(|field| field.data_type().clone())
                });
                types[0] == types[1]
            });
            let used = part.supports_filters_pushdown(&[filter])?;
            if alike && used.first() != Some(&TableProviderFilterPushDown::Unsupported) {
                taken.push(filter.clone());
            }
        }
        Ok(taken)
    }
}

/// Before: `Plan`. After: `ProjectionExec(Plan)` with the columns cast that have another type, or `Plan`.
fn in_schema(plan: Arc<dyn ExecutionPlan>, schema: &SchemaRef) -> Result<Arc<dyn ExecutionPlan>> {
    let held = plan.schema();
    let alike = held
        .fields()
        .iter()
        .zip(schema.fields())
        .all(|(held, wanted)| held.data_type() == wanted.data_type());
    if alike {
        return Ok(plan);
    }
    let columns = schema
        .fields()
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let column = Arc::new(Column::new(field.name(), index));
            let cast = cast(column, &held, field.data_type().clone())?;
            Ok((cast, field.name().clone()))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(ProjectionExec::try_new(columns, plan)?))
}
