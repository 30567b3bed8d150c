//! Which files hold the changes of a range of commits, by the rules of PROTOCOL.md ("Change Data Files"): a commit with `cdc` actions has its
//! changes in their files; of any other one, the rows of added files are inserted and those of removed files deleted.

use std::collections::BTreeMap;

use deltalake_core::kernel::{Metadata, Protocol, Snapshot};
use deltalake_core::logstore::LogStoreRef;
use serde_json::{Map, Value};
use url::Url;

use crate::changes::deletion_vector::{DeletionVectors, changed_rows};
use crate::changes::range::{ChangeRange, Commit, FEED};
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};

pub(crate) const CHANGE_TYPE: &str = "_change_type";
pub(crate) const COMMIT_VERSION: &str = "_commit_version";
pub(crate) const COMMIT_TIMESTAMP: &str = "_commit_timestamp";

/// The changes of a range: the files with their rows, and how these are to be read.
pub(crate) struct ChangeFiles {
    /// The log's `metaData` and `protocol` at the end of the range.
    pub(crate) metadata: Value,
    pub(crate) protocol: Value,
    pub(crate) files: Vec<ChangeFile>,
}

/// A file whose rows are changes.
#[derive(Debug)]
pub(crate) struct ChangeFile {
    /// As the log writes it: a URL reference relative to the table's folder.
    pub(crate) path: String,
    /// Where the reference leads.
    pub(crate) location: String,
    /// Null for a file that says so itself, in a column of its own.
    pub(crate) change_type: Option<&'static str>,
    pub(crate) version: u64,
    /// Milliseconds since the epoch.
    pub(crate) timestamp: i64,
    pub(crate) partition_values: Map<String, Value>,
    pub(crate) size: u64,
    /// The rows of the file that are none of the change's.
    pub(crate) deletion_vector: Option<Value>,
}

impl ChangeFiles {
    /// Errors: `change-data-feed-off` with `version`, `schema-mismatch` with `column` and `version`, `file-unreadable` with `path`,
    /// `unsupported-delta-feature`.
    pub(crate) async fn read(range: &ChangeRange, log: &LogStoreRef, root: &Url) -> Outcome<Self> {
        let ends = Snapshot::try_new(log.as_ref(), Some(range.last)).await?;
        let begins = Snapshot::try_new(log.as_ref(), Some(range.first.min(range.last))).await?;
        let metadata = to_json::<Metadata>(ends.metadata())?;
        let protocol = to_json::<Protocol>(ends.protocol())?;
        verify_names(&metadata)?;
        let widens = protocol["readerFeatures"]
            .as_array()
            .is_some_and(|features| {
                features
                    .iter()
                    .any(|feature| feature == "typeWidening" || feature == "typeWidening-preview")
            });
        let first = to_json::<Metadata>(begins.metadata())?;
        verify_feed(&first, range.first, root)?;
        verify_schema(&first, &metadata, range.first, widens)?;
        let store = log.root_object_store(None);
        let vectors = DeletionVectors::new(store.as_ref(), root);
        let mut files = Vec::new();
        for commit in &range.commits {
            if let Some(changed) = commit
                .actions
                .iter()
                .find_map(|action| action.get("metaData"))
            {
                verify_feed(changed, commit.version, root)?;
                verify_schema(changed, &metadata, commit.version, widens)?;
            }
            files.extend(files_of(commit, root, &vectors).await?);
        }
        Ok(Self {
            metadata,
            protocol,
            files,
        })
    }

    pub(crate) fn count_and_bytes(&self) -> (usize, u64) {
        (
            self.files.len(),
            self.files.iter().map(|file| file.size).sum(),
        )
    }
}

/// The files of one commit that hold its changes.
async fn files_of(
    commit: &Commit,
    root: &Url,
    vectors: &DeletionVectors<'_>,
) -> Outcome<Vec<ChangeFile>> {
    let of = |kind: &'static str| {
        commit
            .actions
            .iter()
            .filter_map(move |action| action.get(kind))
    };
    let whole = |action: &Value, change_type| ChangeFile::of(action, change_type, commit, root);
    if of("cdc").next().is_some() {
        return of("cdc").map(|action| whole(action, None)).collect();
    }
    let changing = |action: &&Value| action["dataChange"] != Value::Bool(false);
    let mut removed = BTreeMap::new();
    for action in of("remove").filter(changing) {
        removed.insert(location_of(action, root)?, action);
    }
    let mut files = Vec::new();
    for add in of("add").filter(changing) {
        match removed.remove(&location_of(add, root)?) {
            None => files.push(whole(add, Some("insert"))?),
            // The file stays, and its deletion vector changes.
            Some(remove) => {
                let before = vectors.read(&remove["deletionVector"]).await?;
                let after = vectors.read(&add["deletionVector"]).await?;
                for (change_type, others) in changed_rows(&before, &after, add)? {
                    files.push(ChangeFile {
                        deletion_vector: Some(others),
                        ..whole(add, Some(change_type))?
                    });
                }
            }
        }
    }
    for remove in removed.into_values() {
        files.push(whole(remove, Some("delete"))?);
    }
    Ok(files)
}

impl ChangeFile {
    fn of(
        action: &Value,
        change_type: Option<&'static str>,
        commit: &Commit,
        root: &Url,
    ) -> Outcome<Self> {
        let location = location_of(action, root)?;
        let lacks = |field: &str| {
            EngineFailure::new(
                FailureCode::FileUnreadable,
                format!(
                    "version {}: the log does not tell the {field} of {}",
                    commit.version, action["path"]
                ),
            )
            .with("path", action["path"].clone())
            .with("version", commit.version)
        };
        Ok(Self {
            path: action["path"].as_str().unwrap_or_default().to_owned(),
            location,
            change_type,
            version: commit.version,
            timestamp: commit.timestamp,
            partition_values: action["partitionValues"]
                .as_object()
                .cloned()
                .ok_or_else(|| lacks("partition values"))?,
            size: action["size"].as_u64().ok_or_else(|| lacks("size"))?,
            deletion_vector: Some(&action["deletionVector"])
                .filter(|vector| vector.is_object())
                .cloned(),
        })
    }
}

fn location_of(action: &Value, root: &Url) -> Outcome<String> {
    let path = action["path"].as_str().unwrap_or_default();
    let joined = root.join(path).map_err(|error| {
        EngineFailure::new(
            FailureCode::FileUnreadable,
            format!("the log names a file {path:?}: {error}"),
        )
        .with("path", path)
    })?;
    Ok(joined.into())
}

fn to_json<T: serde::Serialize>(action: &T) -> Outcome<Value> {
    serde_json::to_value(action)
        .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))
}

/// The feed must be on for each commit of a range: the commits before it hold no whole account of their changes.
fn verify_feed(metadata: &Value, version: u64, root: &Url) -> Outcome<()> {
    let on = metadata["configuration"][FEED]
        .as_str()
        .is_some_and(|value| value.eq_ignore_ascii_case("true"));
    if on {
        return Ok(());
    }
    let shown = redacted_url(root);
    Err(EngineFailure::new(
        FailureCode::ChangeDataFeedOff,
        format!(
            "{shown} records no changes at version {version}: set its property {FEED} to \"true\" (when the table is created, by setProperties, or in \
             Spark by ALTER TABLE … SET TBLPROPERTIES), and it does from that commit on"
        ),
    )
    .with("uri", shown)
    .with("version", version)
    .with("property", FEED))
}

fn verify_names(metadata: &Value) -> Outcome<()> {
    for (name, _) in columns_of(metadata)? {
        if [CHANGE_TYPE, COMMIT_VERSION, COMMIT_TIMESTAMP].contains(&name.as_str()) {
            return Err(EngineFailure::new(
                FailureCode::SchemaMismatch,
                format!("the table has a column {name}, a name that the change data feed needs"),
            )
            .with("column", name));
        }
    }
    Ok(())
}

/// The columns of a `metaData` action: what identifies each, and its definition.
fn columns_of(metadata: &Value) -> Outcome<Vec<(String, Value)>> {
    let schema: Value = metadata["schemaString"]
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok())
        .ok_or_else(|| {
            EngineFailure::new(FailureCode::FileUnreadable, "the log holds no schema")
        })?;
    Ok(schema["fields"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|field| (identity_of(field), field.clone()))
        .collect())
}

/// The physical name under column mapping, else the name.
fn identity_of(field: &Value) -> String {
    field["metadata"]["delta.columnMapping.physicalName"]
        .as_str()
        .or_else(|| field["name"].as_str())
        .unwrap_or_default()
        .to_owned()
}

/// All rows of a range are given by the columns at its end. That is right for columns that were added, and for types that were widened where
/// the table allows it; anything else would lose values or make them up.
fn verify_schema(earlier: &Value, end: &Value, version: u64, widens: bool) -> Outcome<()> {
    let refused = |what: String, column: &str| {
        Err(EngineFailure::new(
            FailureCode::SchemaMismatch,
            format!(
                "{what} after version {version}: read the changes up to that change and from it on in two parts"
            ),
        )
        .with("column", column)
        .with("version", version))
    };
    let later = columns_of(end)?;
    for (identity, field) in columns_of(earlier)? {
        let name = field["name"].as_str().unwrap_or_default();
        match later.iter().find(|(known, _)| *known == identity) {
            None => return refused(format!("column {name} is gone"), name),
            Some((_, known)) if !readable_as(&field["type"], &known["type"], widens) => {
                return refused(format!("the type of column {name} has changed"), name);
            }
            Some(_) => {}
        }
    }
    if earlier["partitionColumns"] != end["partitionColumns"] && !renamed_only(earlier, end) {
        return refused("the partition columns have changed".to_owned(), "");
    }
    Ok(())
}

/// Whether the partition columns are the same but for their names.
fn renamed_only(earlier: &Value, end: &Value) -> bool {
    let physical = |metadata: &Value| {
        let columns = columns_of(metadata).unwrap_or_default();
        metadata["partitionColumns"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|name| {
                columns
                    .iter()
                    .find(|(_, field)| field["name"] == *name)
                    .map(|(identity, _)| identity.clone())
            })
            .collect::<Vec<_>>()
    };
    physical(earlier) == physical(end)
}

/// Whether values of a type as the log writes it stay what they are when they are read as another.
fn readable_as(from: &Value, to: &Value, widens: bool) -> bool {
    match (from, to) {
        (Value::String(from), Value::String(to)) => from == to || widens,
        (Value::Object(from), Value::Object(to)) if from["type"] == to["type"] => {
            match from["type"].as_str() {
                Some("struct") => fields(from).iter().all(|field| {
                    fields(to).iter().any(|known| {
                        identity_of(known) == identity_of(field)
                            && readable_as(&field["type"], &known["type"], widens)
                    })
                }),
                Some("array") => readable_as(&from["elementType"], &to["elementType"], widens),
                Some("map") => {
                    readable_as(&from["keyType"], &to["keyType"], widens)
                        && readable_as(&from["valueType"], &to["valueType"], widens)
                }
                _ => from == to,
            }
        }
        _ => from == to,
    }
}

fn fields(of: &Map<String, Value>) -> Vec<Value> {
    of.get("fields")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}
