//! The actions of a commit, or of a checkpoint in JSON, from its lines.

use std::collections::BTreeMap;

use arrow::array::{Int64Array, StringArray, StringBuilder};
use serde::Deserialize;
use serde_json::Value;

use crate::delta::log::segment::unreadable;
use crate::failure::Outcome;

/// Adds in columns, as a scan needs them.
#[derive(Debug, Clone)]
pub(crate) struct AddColumns {
    /// As the log has them.
    pub(crate) paths: StringArray,
    pub(crate) sizes: Int64Array,
    /// Milliseconds since the epoch.
    pub(crate) modified: Int64Array,
    /// The texts of the partition columns, in their order.
    pub(crate) partitions: Vec<StringArray>,
    /// JSON texts.
    pub(crate) statistics: StringArray,
    /// Descriptors of deletion vectors by row.
    pub(crate) vectors: BTreeMap<usize, Value>,
}

/// What some lines of a log do.
#[derive(Debug, Default)]
pub(crate) struct Actions {
    pub(crate) adds: Vec<Add>,
    pub(crate) removes: Vec<Remove>,
    /// The files that hold a checkpoint's adds.
    pub(crate) sidecars: Vec<String>,
    pub(crate) metadata: Option<Value>,
    pub(crate) protocol: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Add {
    pub(crate) path: String,
    #[serde(default)]
    partition_values: BTreeMap<String, Option<String>>,
    size: i64,
    modification_time: Option<i64>,
    stats: Option<String>,
    pub(crate) deletion_vector: Option<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remove {
    pub(crate) path: String,
    pub(crate) deletion_vector: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    add: Option<Add>,
    remove: Option<Remove>,
    sidecar: Option<Sidecar>,
    meta_data: Option<Value>,
    protocol: Option<Value>,
}

#[derive(Deserialize)]
struct Sidecar {
    path: String,
}

impl Actions {
    /// Reads lines of a file of the log, which begin at a byte of it. Errors: `file-unreadable` with `path`.
    pub(crate) fn read(bytes: &[u8], path: &str, begin: usize) -> Outcome<Self> {
        let mut actions = Self::default();
        let mut at = begin;
        for line in bytes.split(|byte| *byte == b'\n') {
            let start = at;
            at += line.len() + 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let line: Line = serde_json::from_slice(line).map_err(|error| {
                unreadable(
                    path,
                    &format!("is damaged in the line at byte {start}: {error}"),
                )
            })?;
            actions.adds.extend(line.add);
            actions.removes.extend(line.remove);
            actions
                .sidecars
                .extend(line.sidecar.map(|sidecar| sidecar.path));
            actions.metadata = line.meta_data.or(actions.metadata);
            actions.protocol = line.protocol.or(actions.protocol);
        }
        Ok(actions)
    }

    /// Takes what later lines of the same file do.
    pub(crate) fn append(&mut self, later: Self) {
        self.adds.extend(later.adds);
        self.removes.extend(later.removes);
        self.sidecars.extend(later.sidecars);
        self.metadata = later.metadata.or(self.metadata.take());
        self.protocol = later.protocol.or(self.protocol.take());
    }
}

impl AddColumns {
    /// Adds as they are, with the texts of these partition columns, as the log names them.
    pub(crate) fn of(adds: &[&Add], partition_columns: &[String]) -> Self {
        let partitions = partition_columns
            .iter()
            .map(|column| {
                let mut texts = StringBuilder::new();
                for add in adds {
                    texts
                        .append_option(add.partition_values.get(column).and_then(Option::as_deref));
                }
                texts.finish()
            })
            .collect();
        Self {
            paths: adds.iter().map(|add| Some(add.path.as_str())).collect(),
            sizes: adds.iter().map(|add| Some(add.size)).collect(),
            modified: adds.iter().map(|add| add.modification_time).collect(),
            partitions,
            statistics: adds.iter().map(|add| add.stats.as_deref()).collect(),
            vectors: adds
                .iter()
                .enumerate()
                .filter_map(|(row, add)| Some((row, add.deletion_vector.clone()?)))
                .collect(),
        }
    }
}

/// What tells the deletion vectors of a file apart (PROTOCOL.md, "Deletion Vectors", derived field `uniqueId`); empty for none.
pub(crate) fn vector_id(descriptor: Option<&Value>) -> String {
    let Some(descriptor) = descriptor.filter(|descriptor| descriptor.is_object()) else {
        return String::new();
    };
    let text = |name: &str| descriptor[name].as_str().unwrap_or_default();
    let id = format!("{}{}", text("storageType"), text("pathOrInlineDv"));
    match descriptor["offset"].as_i64() {
        Some(offset) => format!("{id}@{offset}"),
        None => id,
    }
}
