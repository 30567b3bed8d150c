//! Which commits a reader of changes means: versions, or times that lead to versions.

use chrono::{DateTime, Utc};
use deltalake_core::DeltaTable;
use deltalake_core::logstore::LogStoreRef;
use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path;
use serde::Deserialize;
use serde_json::Value;

use crate::failure::from_datafusion::storage_failure;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// The property of a table that turns its change data feed on.
pub(crate) const FEED: &str = "delta.enableChangeDataFeed";
/// The property of a table whose commits hold their own time.
const IN_COMMIT_TIMESTAMPS: &str = "delta.enableInCommitTimestamps";

/// Where a range begins and ends, both inclusive, as it was asked for. Or `snapshot_version`, beside nothing else: all rows of a version, as inserted by it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RangeBounds {
    pub from_version: Option<u64>,
    /// RFC 3339: the range begins with the first commit that is not older.
    pub from_timestamp: Option<String>,
    pub to_version: Option<u64>,
    /// RFC 3339: the range ends with the last commit that is not younger.
    pub to_timestamp: Option<String>,
    pub snapshot_version: Option<u64>,
}

/// The commits from `first` to `last`, each with its time. Times alone can mean a range without commits: then `commits` is empty.
#[derive(Debug)]
pub(crate) struct ChangeRange {
    pub(crate) first: u64,
    pub(crate) last: u64,
    pub(crate) commits: Vec<Commit>,
}

/// One commit of a log.
#[derive(Debug)]
pub(crate) struct Commit {
    pub(crate) version: u64,
    /// Milliseconds since the epoch: the commit's own where the table keeps such, else when its file was written.
    pub(crate) timestamp: i64,
    pub(crate) actions: Vec<Value>,
}

impl ChangeRange {
    /// Errors: `invalid-option`, `version-not-found`, `timestamp-out-of-range`, `file-unreadable`.
    pub(crate) async fn resolve(bounds: &RangeBounds, newest: &DeltaTable) -> Outcome<Self> {
        let log = newest.log_store();
        let newest_version = newest.version().ok_or_else(|| {
            EngineFailure::new(FailureCode::Internal, "a loaded table has no version")
        })?;
        let times = CommitTimes::list(newest, newest_version).await?;
        let first = match (bounds.from_version, &bounds.from_timestamp) {
            (Some(version), None) => version,
            (None, Some(text)) => times.first_since(&log, text).await?,
            _ => {
                return Err(invalid(
                    "fromVersion",
                    "give one of fromVersion and fromTimestamp",
                ));
            }
        };
        let last = match (bounds.to_version, &bounds.to_timestamp) {
            (None, None) => newest_version,
            (Some(version), None) => version,
            (None, Some(text)) => times.last_until(&log, text).await?,
            _ => {
                return Err(invalid(
                    "toVersion",
                    "give one of toVersion and toTimestamp, or neither",
                ));
            }
        };
        times.verify(first)?;
        times.verify(last)?;
        if last < first {
            // Two times between two commits mean no commit; versions in the wrong order mean nothing.
            if bounds.from_timestamp.is_some() && bounds.to_timestamp.is_some() && first == last + 1
            {
                return Ok(Self {
                    first,
                    last,
                    commits: Vec::new(),
                });
            }
            return Err(invalid(
                if bounds.to_timestamp.is_some() {
                    "toTimestamp"
                } else {
                    "toVersion"
                },
                &format!("the range ends with version {last}, before it begins with {first}"),
            ));
        }
        let mut commits = Vec::new();
        for version in first..=last {
            let actions = read_commit(&log, version).await?;
            commits.push(Commit {
                version,
                timestamp: times.of(version, &actions),
                actions,
            });
        }
        Ok(Self {
            first,
            last,
            commits,
        })
    }
}

/// When the commits were made that the log still has.
struct CommitTimes {
    /// Version and time of its file in milliseconds, in the order of the versions. Clocks go wrong, so that no time is before an earlier one.
    written: Vec<(u64, i64)>,
    in_commit: bool,
}

impl CommitTimes {
    async fn list(newest: &DeltaTable, newest_version: u64) -> Outcome<Self> {
        let log = newest.log_store();
        let store = log.object_store(None);
        let folder = log.log_path().clone();
        let mut written: Vec<(u64, i64)> = store
            .list(Some(&folder))
            .try_filter_map(|file| async move {
                let version = version_of(&file.location);
                Ok(version.map(|version| (version, file.last_modified.timestamp_millis())))
            })
            .try_collect()
            .await
            .map_err(|error| storage_failure(&error))?;
        written.retain(|(version, _)| *version <= newest_version);
        written.sort_unstable();
        let mut latest = i64::MIN;
        for (_, time) in &mut written {
            latest = latest.max(*time);
            *time = latest;
        }
        // What lies before a hole cannot be read in one go, and log clean-up leaves none.
        let contiguous = written
            .windows(2)
            .rposition(|pair| pair[1].0 != pair[0].0 + 1)
            .map_or(0, |hole| hole + 1);
        written.drain(..contiguous);
        let in_commit = newest
            .snapshot()?
            .metadata()
            .configuration()
            .get(IN_COMMIT_TIMESTAMPS)
            .is_some_and(|value| value == "true");
        Ok(Self { written, in_commit })
    }

    fn verify(&self, version: u64) -> Outcome<()> {
        let (Some((oldest, _)), Some((newest, _))) = (self.written.first(), self.written.last())
        else {
            return Err(EngineFailure::new(
                FailureCode::VersionNotFound,
                "the log has no commit left, only checkpoints: its changes are gone",
            )
            .with("version", version));
        };
        if version > *newest {
            return Err(EngineFailure::new(
                FailureCode::VersionNotFound,
                format!("the table has no version {version}, its newest is {newest}"),
            )
            .with("version", version)
            .with("newestVersion", *newest));
        }
        if version < *oldest {
            return Err(EngineFailure::new(
                FailureCode::VersionNotFound,
                format!(
                    "the changes of version {version} are gone: log clean-up has left the commits from {oldest} on"
                ),
            )
            .with("version", version)
            .with("oldestVersion", *oldest)
            .with("newestVersion", *newest));
        }
        Ok(())
    }

    fn of(&self, version: u64, actions: &[Value]) -> i64 {
        let own = actions
            .iter()
            .find_map(|action| action["commitInfo"]["inCommitTimestamp"].as_i64());
        let written = self
            .written
            .binary_search_by_key(&version, |(known, _)| *known)
            .ok()
            .and_then(|index| self.written.get(index))
            .map_or(0, |(_, time)| *time);
        match own {
            Some(time) if self.in_commit => time,
            _ => written,
        }
    }

    /// The first commit that is not older than a time.
    async fn first_since(&self, log: &LogStoreRef, text: &str) -> Outcome<u64> {
        let wanted = parsed("fromTimestamp", text)?;
        let mut found = None;
        for (version, _) in self.written.iter().rev() {
            if self.read(log, *version).await? < wanted {
                break;
            }
            found = Some(*version);
        }
        found.ok_or_else(|| out_of_range(text, "no commit is as young as that"))
    }

    /// The last commit that is not younger than a time.
    async fn last_until(&self, log: &LogStoreRef, text: &str) -> Outcome<u64> {
        let wanted = parsed("toTimestamp", text)?;
        for (version, _) in self.written.iter().rev() {
            if self.read(log, *version).await? <= wanted {
                return Ok(*version);
            }
        }
        Err(out_of_range(text, "no commit is as old as that"))
    }

    async fn read(&self, log: &LogStoreRef, version: u64) -> Outcome<i64> {
        let actions = if self.in_commit {
            read_commit(log, version).await?
        } else {
            Vec::new()
        };
        Ok(self.of(version, &actions))
    }
}

/// When a version was committed, in milliseconds since the epoch; none, if log clean-up has taken its commit.
pub(crate) async fn commit_time(log: &LogStoreRef, version: u64) -> Outcome<Option<i64>> {
    let Some(bytes) = log.read_commit_entry(version).await? else {
        return Ok(None);
    };
    let own = actions_of(&bytes, version)?
        .iter()
        .find_map(|action| action["commitInfo"]["inCommitTimestamp"].as_i64());
    if own.is_some() {
        return Ok(own);
    }
    let path = log.log_path().clone().join(format!("{version:020}.json"));
    let file = log.object_store(None).head(&path).await;
    let file = file.map_err(|error| storage_failure(&error))?;
    Ok(Some(file.last_modified.timestamp_millis()))
}

fn out_of_range(text: &str, why: &str) -> EngineFailure {
    EngineFailure::new(
        FailureCode::TimestampOutOfRange,
        format!("there are no changes at {text}: {why}"),
    )
    .with("timestamp", text)
}

fn invalid(option: &str, problem: &str) -> EngineFailure {
    EngineFailure::new(FailureCode::InvalidOption, problem).with("option", option)
}

fn parsed(option: &str, text: &str) -> Outcome<i64> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.with_timezone(&Utc).timestamp_millis())
        .map_err(|error| {
            invalid(
                option,
                &format!("{option} {text:?} is not in RFC 3339 form: {error}"),
            )
        })
}

/// The version that a commit file is named after.
fn version_of(path: &Path) -> Option<u64> {
    let name = path.filename()?.strip_suffix(".json")?;
    (name.len() == 20).then(|| name.parse().ok()).flatten()
}

/// The actions of one commit. Errors: `file-unreadable` with `path`, `version-not-found`.
async fn read_commit(log: &LogStoreRef, version: u64) -> Outcome<Vec<Value>> {
    let bytes = log.read_commit_entry(version).await?.ok_or_else(|| {
        EngineFailure::new(
            FailureCode::VersionNotFound,
            format!("the commit of version {version} is gone"),
        )
        .with("version", version)
    })?;
    actions_of(&bytes, version)
}

fn actions_of(bytes: &[u8], version: u64) -> Outcome<Vec<Value>> {
    let path = format!("_delta_log/{version:020}.json");
    bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.iter().all(u8::is_ascii_whitespace))
        .map(|line| {
            serde_json::from_slice(line).map_err(|error| {
                EngineFailure::new(FailureCode::FileUnreadable, format!("{path}: {error}"))
                    .with("path", path.as_str())
            })
        })
        .collect()
}
