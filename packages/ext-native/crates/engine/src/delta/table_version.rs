//! What one version of a Delta table is, but for its files: protocol, schema, partition columns. Refuses what a reader of ours does not know.

use std::sync::Arc;

use arrow::datatypes::{Field, FieldRef, Schema, SchemaRef};
use deltalake_core::kernel::StructType;
use deltalake_core::kernel::engine::arrow_conversion::TryIntoArrow;
use serde_json::Value;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::scan::stored_columns::{ColumnMapping, physical_name};

/// The reader features (PROTOCOL.md, "Valid Feature Names in Table Features") that scans know.
///
/// - `vacuumProtocolCheck` asks nothing of a reader, `v2Checkpoint` is for whoever reads the log.
/// - Under `typeWidening` files hold narrower types, which are cast.
/// - Variants are read where they are not shredded; shredded ones are refused when they are read.
pub(crate) const READER_FEATURES: [&str; 10] = [
    "columnMapping",
    "deletionVectors",
    "timestampNtz",
    "typeWidening",
    "typeWidening-preview",
    "v2Checkpoint",
    "vacuumProtocolCheck",
    "variantType",
    "variantType-preview",
    "variantShredding-preview",
];
/// From this version on a table names the features that it needs of a reader.
const NAMED_FEATURES: u64 = 3;

#[derive(Debug, Clone)]
pub(crate) struct TableVersion {
    pub(crate) number: u64,
    /// The log's `protocol` action.
    pub(crate) protocol: Value,
    /// The log's `metaData` action.
    pub(crate) metadata: Value,
    /// By its file, in milliseconds since the epoch.
    pub(crate) committed_at_ms: Option<i64>,
    /// The columns with the types that Arrow has for them.
    pub(crate) schema: SchemaRef,
    pub(crate) partition_columns: Vec<String>,
    pub(crate) mapping: ColumnMapping,
}

impl TableVersion {
    /// Errors: `unsupported-delta-feature` with `feature`, `file-unreadable` for actions that are none.
    pub(crate) fn new(
        number: u64,
        protocol: Value,
        metadata: Value,
        committed_at_ms: Option<i64>,
    ) -> Outcome<Self> {
        verify_protocol(&protocol)?;
        let mapping = match metadata["configuration"]["delta.columnMapping.mode"].as_str() {
            None | Some("none") => ColumnMapping::None,
            Some("name") => ColumnMapping::Name,
            Some("id") => ColumnMapping::Id,
            Some(other) => return Err(unsupported(&format!("columnMapping by {other}"))),
        };
        let partition_columns = metadata["partitionColumns"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        Ok(Self {
            schema: schema_of(&metadata)?,
            number,
            protocol,
            metadata,
            committed_at_ms,
            partition_columns,
            mapping,
        })
    }

    /// The same at a later version that changed nothing but files.
    pub(crate) fn at(&self, number: u64) -> Self {
        Self {
            number,
            committed_at_ms: None,
            ..self.clone()
        }
    }

    /// The partition columns in their order. Errors: `file-unreadable` for one that the schema does not have.
    pub(crate) fn partition_fields(&self) -> Outcome<Vec<FieldRef>> {
        self.partition_columns
            .iter()
            .map(|name| match self.schema.fields().find(name) {
                Some((_, field)) => Ok(field.clone()),
                None => Err(malformed(&format!(
                    "the partition column {name} is not in the schema"
                ))),
            })
            .collect()
    }

    /// The partition columns as the log names them in its adds.
    pub(crate) fn stored_partition_columns(&self) -> Vec<String> {
        self.partition_columns
            .iter()
            .map(|name| match self.schema.fields().find(name) {
                Some((_, field)) => self.stored_name(field).to_owned(),
                None => name.clone(),
            })
            .collect()
    }

    /// The name of a column, or of a field of one, in the log.
    pub(crate) fn stored_name<'field>(&self, field: &'field Field) -> &'field str {
        match self.mapping {
            ColumnMapping::None => field.name(),
            ColumnMapping::Name | ColumnMapping::Id => physical_name(field),
        }
    }
}

fn verify_protocol(protocol: &Value) -> Outcome<()> {
    let Some(version) = protocol["minReaderVersion"].as_u64() else {
        return Err(malformed("the protocol has no minReaderVersion"));
    };
    if version > NAMED_FEATURES {
        return Err(unsupported(&format!("minReaderVersion {version}")));
    }
    let features = protocol["readerFeatures"].as_array();
    if version < NAMED_FEATURES {
        return Ok(());
    }
    let unknown: Vec<&str> = features
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|feature| !READER_FEATURES.contains(feature))
        .collect();
    if unknown.is_empty() {
        Ok(())
    } else {
        Err(unsupported(&unknown.join(",")))
    }
}

fn schema_of(metadata: &Value) -> Outcome<SchemaRef> {
    let text = metadata["schemaString"]
        .as_str()
        .ok_or_else(|| malformed("the metaData has no schemaString"))?;
    let schema: StructType = serde_json::from_str(text)
        .map_err(|error| unsupported(&format!("a schema that is not understood ({error})")))?;
    let schema: Schema = (&schema).try_into_arrow()?;
    Ok(Arc::new(schema))
}

fn unsupported(feature: &str) -> EngineFailure {
    EngineFailure::new(
        FailureCode::UnsupportedDeltaFeature,
        format!("the table needs {feature}, which this version does not support"),
    )
    .with("feature", feature)
}

fn malformed(what: &str) -> EngineFailure {
    EngineFailure::new(
        FailureCode::FileUnreadable,
        format!("the log is malformed: {what}"),
    )
}
