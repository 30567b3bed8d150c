use arrow::datatypes::Schema;
use serde::Serialize;

/// A registered table, as shown to users.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TableDescription {
    pub name: String,
    /// `delta`, `parquet`, `csv`, `json` or `arrow`.
    pub kind: &'static str,
    /// Redacted location.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Delta version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Data files when the table was registered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<usize>,
    /// Bytes of these files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    pub columns: Vec<ColumnDescription>,
    /// The `protocol` action of a Delta table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<serde_json::Value>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnDescription {
    pub name: String,
    /// The Arrow type in Arrow's own notation, for example `Timestamp(µs)`.
    #[serde(rename = "type")]
    pub data_type: String,
    pub nullable: bool,
}

pub(crate) fn describe_columns(schema: &Schema) -> Vec<ColumnDescription> {
    schema
        .fields()
        .iter()
        .map(|field| ColumnDescription {
            name: field.name().clone(),
            data_type: field.data_type().to_string(),
            nullable: field.is_nullable(),
        })
        .collect()
}

/// The tables of a session by name.
pub(crate) type Tables = std::collections::BTreeMap<String, TableDescription>;
