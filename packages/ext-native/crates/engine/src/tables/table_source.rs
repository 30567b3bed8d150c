use std::collections::BTreeMap;

use arrow::datatypes::{DataType, SchemaRef};
use arrow::ipc::reader::StreamReader;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use url::Url;

use crate::changes::feed::ChangeFeedSource;
use crate::failure::redaction::redacted_location;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::option_failure;
use crate::stores::object_stores::StorageOptions;

/// Where a table's rows are.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum TableSource {
    Delta(DeltaSource),
    /// The change data feed of a Delta table.
    DeltaChanges(ChangeFeedSource),
    Parquet(FileSource),
    Csv(FileSource),
    Json(FileSource),
    /// The rows come as an Arrow IPC stream or file beside the description.
    Arrow,
}

/// A Delta table at a version, at a time, or (neither given) as it is when it is registered.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeltaSource {
    pub uri: String,
    pub version: Option<u64>,
    /// RFC 3339.
    pub timestamp: Option<String>,
    #[serde(default)]
    pub storage_options: StorageOptions,
    #[serde(flatten)]
    pub read: DeltaReadOptions,
}

/// How the rows of a Delta table are read. What is not given is as delta-rs has it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeltaReadOptions {
    /// A last column of this name with the URL of the file that each row comes from.
    pub file_column_name: Option<String>,
    /// Whether rows are filtered while Parquet is decoded.
    pub enable_parquet_pushdown: Option<bool>,
    /// Whether texts and binaries are views inside the engine.
    pub schema_force_view_types: Option<bool>,
    /// Whether partition values are dictionaries inside the engine.
    pub wrap_partition_values: Option<bool>,
    /// The schema to read as: an Arrow IPC stream in base64.
    #[serde(default, rename = "schemaIpc", deserialize_with = "schema_of_ipc")]
    pub schema: Option<SchemaRef>,
    /// The only files to read, by their paths in the log.
    pub files: Option<Vec<String>>,
}

fn schema_of_ipc<'text, D: Deserializer<'text>>(text: D) -> Result<Option<SchemaRef>, D::Error> {
    let Some(text) = Option::<String>::deserialize(text)? else {
        return Ok(None);
    };
    let bytes = BASE64_STANDARD
        .decode(text)
        .map_err(|error| D::Error::custom(format!("schemaIpc is not base64: {error}")))?;
    let reader = StreamReader::try_new(bytes.as_slice(), None)
        .map_err(|error| D::Error::custom(format!("schemaIpc is no Arrow IPC stream: {error}")))?;
    Ok(Some(reader.schema()))
}

/// Files, folders and globs of one format.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FileSource {
    pub paths: Vec<String>,
    #[serde(default)]
    pub storage_options: StorageOptions,
    /// Columns that stand in the folder names, hive style (`year=2024/`), outermost first.
    #[serde(default)]
    pub partition_columns: Vec<PartitionColumn>,
    #[serde(default)]
    pub csv: CsvOptions,
    /// Rows of CSV or JSON that the schema is inferred from.
    pub schema_infer_rows: Option<usize>,
    /// Ending of the files to read in folders. Default: the format's own.
    pub extension: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PartitionColumn {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: PartitionType,
}

/// Types that a folder name can be read as.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartitionType {
    Utf8,
    Int32,
    Int64,
    Date32,
}

impl PartitionType {
    pub(crate) fn data_type(self) -> DataType {
        match self {
            Self::Utf8 => DataType::Utf8,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::Date32 => DataType::Date32,
        }
    }
}

#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CsvOptions {
    pub header: Option<bool>,
    pub delimiter: Option<char>,
    pub quote: Option<char>,
    pub escape: Option<char>,
}

impl DeltaSource {
    /// Reads a place and a version from JSON. Errors: `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }
}

impl TableSource {
    /// Reads a source from JSON. Errors: `invalid-option`, `unknown-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }

    /// The values that no message may repeat.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let options: &BTreeMap<String, String> = match self {
            Self::Delta(source) => &source.storage_options,
            Self::DeltaChanges(source) => &source.storage_options,
            Self::Parquet(source) | Self::Csv(source) | Self::Json(source) => {
                &source.storage_options
            }
            Self::Arrow => return Vec::new(),
        };
        options.values().cloned().collect()
    }
}

/// The URL of a location: a URL as it is, a path made absolute from the working directory. Makes no folder.
pub(crate) fn folder_url(location: &str) -> Outcome<Url> {
    let malformed = || {
        let shown = redacted_location(location);
        EngineFailure::new(
            FailureCode::InvalidOption,
            format!("{shown} is neither a path nor a URL"),
        )
        .with("uri", shown)
    };
    if location.contains("://") {
        let mut url = Url::parse(location).map_err(|_| malformed())?;
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        return Ok(url);
    }
    let absolute = std::path::absolute(location).map_err(|_| malformed())?;
    Url::from_directory_path(absolute).map_err(|()| malformed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_read_by_kind() -> Outcome<()> {
        let source = TableSource::from_json(
            r#"{"kind":"delta","uri":"s3://b/t","version":3,"storageOptions":{"aws_secret_access_key":"s3cret-s3cret"}}"#,
        )?;
        assert_eq!(source.secrets(), vec!["s3cret-s3cret".to_owned()]);
        assert!(matches!(
            source,
            TableSource::Delta(DeltaSource {
                version: Some(3),
                ..
            })
        ));
        Ok(())
    }

    #[test]
    fn folders_end_with_a_slash() -> Outcome<()> {
        assert_eq!(folder_url("s3://bucket/a")?.as_str(), "s3://bucket/a/");
        assert!(folder_url("some/where")?.as_str().ends_with("/some/where/"));
        Ok(())
    }
}
