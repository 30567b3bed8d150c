//! One version of a table from its log: the newest `protocol` and `metaData`, and the adds that no later action takes back.
//!
//! Files are told apart by path and deletion vector, paths in one form whatever form they are written in (PROTOCOL.md, "Action Reconciliation").
//! The adds of a checkpoint are those that were active: its removes are there for VACUUM only.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::{Array, AsArray, BooleanArray, StructArray};
use arrow::compute::filter;
use bytes::Bytes;
use deltalake_core::logstore::LogStoreRef;
use futures::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use serde_json::Value;

use crate::delta::file_keys::FileKeys;
use crate::delta::log::actions::{Actions, Add, AddColumns, vector_id};
use crate::delta::log::checkpoint::{CheckpointFile, CheckpointPart};
use crate::delta::log::segment::{LogSegment, unreadable};
use crate::delta::table_version::TableVersion;
use crate::failure::from_datafusion::storage_failure;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Files of the log that are fetched or read at once.
const AT_ONCE: usize = 16;
/// Bytes of JSON that one thread reads at a time.
const CHUNK_BYTES: usize = 1 << 20;

/// A version, and the adds that make it, newest first.
pub(crate) struct Replayed {
    pub(crate) version: TableVersion,
    pub(crate) adds: Vec<AddColumns>,
}

/// A checkpoint, whatever its form is.
#[derive(Default)]
struct Checkpoint {
    /// The adds of Parquet files, as they are nested there.
    structs: Vec<StructArray>,
    /// Those of JSON.
    adds: Vec<Add>,
    metadata: Option<Value>,
    protocol: Option<Value>,
    sidecars: Vec<String>,
}

/// Reads a version, the newest one for `None`.
///
/// Errors: `not-a-delta-table`, `version-not-found`, `file-unreadable` with the `path` of the damaged file, `unsupported-delta-feature` with `feature`,
/// `storage-error`.
pub(crate) async fn read_version(log: &LogStoreRef, wanted: Option<u64>) -> Outcome<Replayed> {
    let Some(segment) = LogSegment::find(log, wanted).await? else {
        return Err(EngineFailure::new(
            FailureCode::NotADeltaTable,
            "the place holds no Delta table: it has no _delta_log",
        ));
    };
    let store = log.object_store(None);
    let mut commits = Vec::new();
    for (_, file) in &segment.commits {
        commits.push(read_commit(store.clone(), file.location.clone()));
    }
    let commits: Vec<Actions> = stream::iter(commits)
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let checkpoint = Checkpoint::read(store.as_ref(), &segment, log.log_path()).await?;
    let root = log.root_url().clone();
    let oldest = segment
        .checkpoint
        .first()
        .or(segment.commits.first().map(|(_, file)| file));
    let oldest = oldest
        .map(|file| file.location.to_string())
        .unwrap_or_default();
    on_a_thread(move || {
        let metadata = commits.iter().rev().find_map(|commit| commit.metadata.as_ref());
        let protocol = commits.iter().rev().find_map(|commit| commit.protocol.as_ref());
        let (Some(metadata), Some(protocol)) = (
            metadata.or(checkpoint.metadata.as_ref()),
            protocol.or(checkpoint.protocol.as_ref()),
        ) else {
            let what = "does not tell what the table is: the log has no protocol or no metaData from it on";
            return Err(unreadable(oldest, what));
        };
        let version = TableVersion::new(
            segment.version,
            protocol.clone(),
            metadata.clone(),
            segment.committed_at_ms,
        )?;
        let columns = version.stored_partition_columns();
        let mut later = Later {
            keys: FileKeys::new(&root),
            seen: HashSet::new(),
        };
        let mut adds = Vec::new();
        for commit in commits.iter().rev() {
            let active: Vec<&Add> = commit.adds.iter().filter(|add| later.takes(add)).collect();
            adds.push(AddColumns::of(&active, &columns));
            for remove in &commit.removes {
                later.see(&remove.path, remove.deletion_vector.as_ref());
            }
        }
        let active: Vec<&Add> = checkpoint.adds.iter().filter(|add| !later.has(add)).collect();
        adds.push(AddColumns::of(&active, &columns));
        for structs in &checkpoint.structs {
            adds.push(later.left_of(AddColumns::of_structs(structs, &columns)?)?);
        }
        adds.retain(|columns| !columns.paths.is_empty());
        Ok(Replayed { version, adds })
    })
    .await
}

/// The files that later actions speak of.
struct Later {
    keys: FileKeys,
    /// Path and deletion vector.
    seen: HashSet<(String, String)>,
}

impl Later {
    /// Takes note of a file. Gives whether it is new.
    fn see(&mut self, path: &str, vector: Option<&Value>) -> bool {
        self.seen.insert((self.keys.of(path), vector_id(vector)))
    }

    fn takes(&mut self, add: &Add) -> bool {
        self.see(&add.path, add.deletion_vector.as_ref())
    }

    fn has(&self, add: &Add) -> bool {
        let key = (
            self.keys.of(&add.path),
            vector_id(add.deletion_vector.as_ref()),
        );
        self.seen.contains(&key)
    }

    fn left_of(&self, adds: AddColumns) -> Outcome<AddColumns> {
        if self.seen.is_empty() {
            return Ok(adds);
        }
        let kept: BooleanArray = adds
            .paths
            .iter()
            .enumerate()
            .map(|(row, path)| {
                let key = (
                    self.keys.of(path.unwrap_or_default()),
                    vector_id(adds.vectors.get(&row)),
                );
                Some(!self.seen.contains(&key))
            })
            .collect();
        adds.filtered(&kept)
    }
}

impl Checkpoint {
    async fn read(store: &dyn ObjectStore, segment: &LogSegment, folder: &Path) -> Outcome<Self> {
        let mut checkpoint = Self::default();
        for file in &segment.checkpoint {
            checkpoint.take(store, &file.location).await?;
        }
        for sidecar in std::mem::take(&mut checkpoint.sidecars) {
            let folder = folder.clone().join("_sidecars");
            let path = match sidecar.rsplit_once('/') {
                // Sidecars lie in one folder, however they are named.
                Some((_, name)) => folder.join(name),
                None => folder.join(sidecar.as_str()),
            };
            checkpoint.take(store, &path).await?;
        }
        Ok(checkpoint)
    }

    async fn take(&mut self, store: &dyn ObjectStore, path: &Path) -> Outcome<()> {
        let bytes = fetched(store, path).await?;
        if path.as_ref().ends_with(".json") {
            let actions = actions_of(bytes, path).await?;
            self.adds.extend(actions.adds);
            self.sidecars.extend(actions.sidecars);
            self.metadata = actions.metadata.or(self.metadata.take());
            self.protocol = actions.protocol.or(self.protocol.take());
            return Ok(());
        }
        let name = path.to_string();
        let file = on_a_thread(move || CheckpointFile::open(bytes, &name)).await?;
        let mut parts = Vec::new();
        for group in 0..file.row_groups() {
            let file = file.clone();
            parts.push(on_a_thread(move || file.read(group)));
        }
        let parts: Vec<CheckpointPart> =
            stream::iter(parts).buffered(AT_ONCE).try_collect().await?;
        for part in parts {
            self.structs.extend(part.adds);
            self.sidecars.extend(part.sidecars);
            self.metadata = part.metadata.or(self.metadata.take());
            self.protocol = part.protocol.or(self.protocol.take());
        }
        Ok(())
    }
}

async fn read_commit(store: Arc<dyn ObjectStore>, path: Path) -> Outcome<Actions> {
    let bytes = fetched(store.as_ref(), &path).await?;
    actions_of(bytes, &path).await
}

/// A whole file of the log, which must be there.
async fn fetched(store: &dyn ObjectStore, path: &Path) -> Outcome<Bytes> {
    let bytes = match store.get(path).await {
        Ok(found) => found.bytes().await,
        Err(error) => Err(error),
    };
    bytes.map_err(|error| match error {
        object_store::Error::NotFound { .. } => unreadable(path.to_string(), "is missing"),
        other => storage_failure(&other),
    })
}

/// The actions of a file of lines, read by several threads where it is long.
async fn actions_of(bytes: Bytes, path: &Path) -> Outcome<Actions> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(unreadable(path.to_string(), "is empty, and so no commit"));
    }
    let name: Arc<str> = path.as_ref().into();
    let mut parts = Vec::new();
    for chunk in chunks_of(&bytes) {
        let (bytes, name) = (bytes.clone(), name.clone());
        parts.push(on_a_thread(move || {
            Actions::read(&bytes[chunk.clone()], &name, chunk.start)
        }));
    }
    let parts: Vec<Actions> = stream::iter(parts).buffered(AT_ONCE).try_collect().await?;
    Ok(parts.into_iter().fold(Actions::default(), |mut all, part| {
        all.append(part);
        all
    }))
}

/// Parts of a text that end with a line.
fn chunks_of(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < bytes.len() {
        let least = (start + CHUNK_BYTES).min(bytes.len());
        let end = bytes[least..]
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(bytes.len(), |more| least + more + 1);
        chunks.push(start..end);
        start = end;
    }
    chunks
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Outcome<T> + Send + 'static,
) -> Outcome<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(EngineFailure::session_closed()))
}

impl AddColumns {
    fn filtered(&self, kept: &BooleanArray) -> Outcome<Self> {
        let mut place = 0;
        let mut vectors = std::collections::BTreeMap::new();
        for (row, is_kept) in kept.values().iter().enumerate() {
            if is_kept {
                if let Some(vector) = self.vectors.get(&row) {
                    vectors.insert(place, vector.clone());
                }
                place += 1;
            }
        }
        let texts = |texts: &arrow::array::StringArray| -> Outcome<_> {
            Ok(filter(texts, kept)?.as_string::<i32>().clone())
        };
        let numbers = |numbers: &arrow::array::Int64Array| -> Outcome<_> {
            Ok(filter(numbers, kept)?
                .as_primitive::<arrow::datatypes::Int64Type>()
                .clone())
        };
        Ok(Self {
            paths: texts(&self.paths)?,
            sizes: numbers(&self.sizes)?,
            modified: numbers(&self.modified)?,
            partitions: self.partitions.iter().map(texts).collect::<Outcome<_>>()?,
            statistics: texts(&self.statistics)?,
            vectors,
        })
    }
}
