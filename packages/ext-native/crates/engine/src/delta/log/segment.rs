//! Which files of a log make a version: the newest checkpoint up to it, and the commits after that.

use std::collections::BTreeMap;

use deltalake_core::logstore::LogStoreRef;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use serde_json::Value;

use crate::failure::from_datafusion::storage_failure;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// The files that make a version, each with its path inside the table's folder.
#[derive(Debug)]
pub(crate) struct LogSegment {
    pub(crate) version: u64,
    /// The parts of a checkpoint; none where all commits are there from the first on.
    pub(crate) checkpoint: Vec<ObjectMeta>,
    /// Oldest first, without a gap.
    pub(crate) commits: Vec<(u64, ObjectMeta)>,
    /// When the version was committed by its file, in milliseconds since the epoch.
    pub(crate) committed_at_ms: Option<i64>,
}

/// The files of a log by version.
#[derive(Debug, Default)]
struct Listing {
    commits: BTreeMap<u64, ObjectMeta>,
    /// The parts of each checkpoint: how many there must be, and those that are there. A version may have several.
    checkpoints: BTreeMap<u64, BTreeMap<String, (usize, Vec<ObjectMeta>)>>,
}

impl LogSegment {
    /// The segment of a version, of the newest one for `None`; `None` for a place without a log.
    ///
    /// Errors: `version-not-found` with `version` and `newestVersion`, `file-unreadable` with the `path` of a file that is missing, `storage-error`.
    pub(crate) async fn find(log: &LogStoreRef, wanted: Option<u64>) -> Outcome<Option<Self>> {
        let store = log.object_store(None);
        let folder = log.log_path();
        let pointer = last_checkpoint(store.as_ref(), folder).await?;
        let hint = pointer.filter(|hint| wanted.is_none_or(|wanted| *hint <= wanted));
        let listing = Listing::of(store.as_ref(), folder, hint).await?;
        if let Some(version) = hint
            && listing.checkpoint_of(version).is_none()
        {
            return Err(unreadable(
                folder.clone().join("_last_checkpoint"),
                &format!("names a checkpoint of version {version}, which is not there"),
            ));
        }
        listing.segment(folder, wanted)
    }
}

impl Listing {
    /// All of a log from a version on.
    async fn of(store: &dyn ObjectStore, folder: &Path, from: Option<u64>) -> Outcome<Self> {
        let files = match from {
            Some(from) => {
                store.list_with_offset(Some(folder), &folder.clone().join(format!("{from:020}")))
            }
            None => store.list(Some(folder)),
        };
        let files: Vec<ObjectMeta> = files
            .try_collect()
            .await
            .map_err(|error| storage_failure(&error))?;
        let mut listing = Self::default();
        for file in files {
            // Files in folders of the log, such as sidecars, are named by others.
            if file.location.parts().count() == folder.parts().count() + 1 {
                listing.take(file);
            }
        }
        Ok(listing)
    }

    /// `<version>.json`, `<version>.checkpoint.parquet`, `<version>.checkpoint.<part>.<parts>.parquet`, `<version>.checkpoint.<uuid>.{json,parquet}`.
    fn take(&mut self, file: ObjectMeta) {
        let Some(name) = file.location.filename() else {
            return;
        };
        let mut words = name.split('.');
        let version = words
            .next()
            .filter(|digits| digits.len() == 20)
            .and_then(|digits| digits.parse::<u64>().ok());
        let Some(version) = version else {
            return;
        };
        let rest: Vec<&str> = words.collect();
        let (kind, parts) = match rest.as_slice() {
            ["json"] => {
                self.commits.insert(version, file);
                return;
            }
            ["checkpoint", "parquet"] => (String::new(), 1),
            ["checkpoint", _, parts, "parquet"] => match parts.parse::<usize>() {
                Ok(parts) => (format!("of {parts}"), parts),
                Err(_) => return,
            },
            ["checkpoint", uuid, "parquet" | "json"] => ((*uuid).to_owned(), 1),
            _ => return,
        };
        let checkpoints = self.checkpoints.entry(version).or_default();
        let (_, found) = checkpoints.entry(kind).or_insert((parts, Vec::new()));
        found.push(file);
    }

    /// The parts of a whole checkpoint of a version.
    fn checkpoint_of(&self, version: u64) -> Option<Vec<ObjectMeta>> {
        let mut whole = self
            .checkpoints
            .get(&version)?
            .values()
            .filter(|(parts, found)| found.len() == *parts);
        whole.next().map(|(_, found)| found.clone())
    }

    fn segment(mut self, folder: &Path, wanted: Option<u64>) -> Outcome<Option<LogSegment>> {
        let newest_checkpoint = self
            .checkpoints
            .keys()
            .rev()
            .find(|version| self.checkpoint_of(**version).is_some());
        let newest = self
            .commits
            .keys()
            .next_back()
            .max(newest_checkpoint)
            .copied();
        let Some(newest) = newest else {
            return Ok(None);
        };
        let version = wanted.unwrap_or(newest);
        let missing_version = |what: &str| {
            EngineFailure::new(FailureCode::VersionNotFound, what)
                .with("version", version)
                .with("newestVersion", newest)
        };
        if version > newest {
            return Err(missing_version(&format!(
                "the table has no version {version}, its newest is {newest}"
            )));
        }
        let begin = self
            .checkpoints
            .range(..=version)
            .rev()
            .find_map(|(at, _)| Some((*at, self.checkpoint_of(*at)?)));
        let (first, checkpoint) = match begin {
            Some((at, parts)) => (at + 1, parts),
            None => (0, Vec::new()),
        };
        let committed = self.commits.get(&version).map(|file| file.last_modified);
        let mut commits = Vec::new();
        for at in first..=version {
            let Some(file) = self.commits.remove(&at) else {
                // Where a later checkpoint is, the log was cleaned up to it.
                let cleaned = checkpoint.is_empty() && newest_checkpoint_after(&self, version);
                return Err(if cleaned {
                    missing_version(&format!(
                        "version {version} is not in the log any more, which was cleaned up"
                    ))
                } else {
                    unreadable(folder.clone().join(format!("{at:020}.json")), "is missing")
                });
            };
            commits.push((at, file));
        }
        Ok(Some(LogSegment {
            version,
            committed_at_ms: committed.map(|time| time.timestamp_millis()),
            checkpoint,
            commits,
        }))
    }
}

fn newest_checkpoint_after(listing: &Listing, version: u64) -> bool {
    listing
        .checkpoints
        .range(version + 1..)
        .any(|(at, _)| listing.checkpoint_of(*at).is_some())
}

/// The version that `_last_checkpoint` names. It is a hint: one that cannot be read is none.
async fn last_checkpoint(store: &dyn ObjectStore, folder: &Path) -> Outcome<Option<u64>> {
    let path = folder.clone().join("_last_checkpoint");
    let bytes = match store.get(&path).await {
        Ok(found) => found.bytes().await,
        Err(object_store::Error::NotFound { .. }) => return Ok(None),
        Err(error) => Err(error),
    };
    let bytes = bytes.map_err(|error| storage_failure(&error))?;
    let pointer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    Ok(pointer["version"].as_u64())
}

/// A file of the log that cannot be read.
pub(crate) fn unreadable(path: impl Into<String>, what: &str) -> EngineFailure {
    let path = path.into();
    EngineFailure::new(FailureCode::FileUnreadable, format!("{path} {what}")).with("path", path)
}
