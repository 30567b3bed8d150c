//! The Delta tables of a session, as plans hold them: what the log tells of their files, and how they move to a newer version.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use arrow::array::{AsArray, BooleanArray};
use arrow::compute::filter_record_batch;
use arrow::datatypes::UInt32Type;
use datafusion::catalog::Session;
use datafusion::execution::session_state::SessionState;
use serde_json::Value;

use crate::delta::description::flat_ipc;
use crate::delta::files::{DeltaFiles, FileCommit};
use crate::delta::log::replay::{Replayed, read_version};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::scan::provider::DeltaProvider;

/// How long the commit that follows is taken for the next one. Only a log whose old commits are cleaned away in less time has a gap there.
const LISTING_INTERVAL: Duration = Duration::from_secs(600);

/// What is known of the Delta tables of a session.
#[derive(Default)]
pub(crate) struct DeltaTables {
    /// Versions that are registered or that a plan holds, by lineage and version.
    snapshots: Mutex<HashMap<(u64, u64), Weak<DeltaProvider>>>,
    /// Registered tables that follow the newest version.
    followed: Mutex<HashMap<String, Followed>>,
    /// One table moves at a time.
    pub(crate) moving: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Followed {
    provider: Arc<DeltaProvider>,
    listed: Instant,
}

impl DeltaTables {
    /// Remembers a version; under its name too, if it follows the newest one.
    pub(crate) fn hold(&self, name: &str, provider: &Arc<DeltaProvider>, follows: bool) {
        let mut snapshots = locked(&self.snapshots);
        snapshots.retain(|_, held| held.strong_count() > 0);
        let key = (provider.files().lineage(), provider.version());
        snapshots.insert(key, Arc::downgrade(provider));
        drop(snapshots);
        if follows {
            let followed = Followed {
                provider: provider.clone(),
                listed: Instant::now(),
            };
            locked(&self.followed).insert(name.to_owned(), followed);
        }
    }

    /// Whether a table is registered at its newest version, rather than at a fixed one.
    pub(crate) fn follows(&self, name: &str) -> bool {
        locked(&self.followed).contains_key(name)
    }

    pub(crate) fn forget(&self, name: &str) {
        locked(&self.followed).remove(name);
    }

    pub(crate) fn clear(&self) {
        locked(&self.followed).clear();
        locked(&self.snapshots).clear();
    }

    fn held(&self, lineage: u64, version: u64) -> Outcome<Arc<DeltaProvider>> {
        let held = locked(&self.snapshots).get(&(lineage, version)).cloned();
        held.and_then(|held| held.upgrade()).ok_or_else(|| {
            EngineFailure::new(
                FailureCode::VersionNotFound,
                format!("version {version} of the table is not held any more"),
            )
            .with("version", version)
        })
    }

    /// The files of a version with their numbers, and what the log tells of these columns: the flat shape of delta-rs's add actions and a
    /// column `number`, as an Arrow IPC stream. A name that is no column is passed over.
    pub(crate) fn index_ipc(
        &self,
        lineage: u64,
        version: u64,
        columns: &[String],
    ) -> Outcome<Vec<u8>> {
        let provider = self.held(lineage, version)?;
        let mut files = provider.add_actions(columns)?;
        if let Some(only) = provider.restricted_to() {
            let numbers = files.column(0).as_primitive::<UInt32Type>();
            let kept: BooleanArray = numbers
                .values()
                .iter()
                .map(|number| Some(only.contains(number)))
                .collect();
            files = filter_record_batch(&files, &kept)?;
        }
        flat_ipc(&files)
    }

    /// The `metaData` action of a version, as JSON.
    pub(crate) fn metadata(&self, lineage: u64, version: u64) -> Outcome<Value> {
        let provider = self.held(lineage, version)?;
        Ok(provider.table_version().metadata.clone())
    }

    /// The commits between two versions, as they have been followed; `None` where they are not known.
    pub(crate) fn commits(
        &self,
        lineage: u64,
        after: u64,
        through: u64,
    ) -> Outcome<Option<Vec<FileCommit>>> {
        let provider = self.held(lineage, through)?;
        Ok(provider.files().commits_between(after, through))
    }

    /// The newest version of a table that follows it, where that is another than the one held.
    ///
    /// Reads the new commits only, unless they change the table's schema or protocol.
    pub(crate) async fn newer(
        &self,
        name: &str,
        state: &SessionState,
    ) -> Outcome<Option<Arc<DeltaProvider>>> {
        let Some(followed) = locked(&self.followed).get(name).cloned() else {
            return Ok(None);
        };
        let held = followed.provider;
        let log = held.log().clone();
        let session: &dyn Session = state;
        let commits = commits_after(&held).await?;
        if commits.as_ref().is_some_and(Vec::is_empty) {
            if followed.listed.elapsed() < LISTING_INTERVAL {
                return Ok(None);
            }
            let newest = log.get_latest_version(held.version()).await?;
            if let Some(followed) = locked(&self.followed).get_mut(name) {
                followed.listed = Instant::now();
            }
            if newest <= held.version() {
                return Ok(None);
            }
        }
        let next = commits
            .filter(|commits| !commits.is_empty() && !held.files().is_worn())
            .and_then(|commits| {
                let last = commits.last()?.version;
                Some((last, held.files().after(commits)?))
            });
        let (version, files) = match next {
            Some((number, files)) => (held.table_version().at(number), files),
            None => {
                let Replayed { version, adds } = read_version(&log, None).await?;
                let files = DeltaFiles::of(&version, adds, log.root_url())?;
                (version, files)
            }
        };
        if version.number <= held.version() {
            return Ok(None);
        }
        DeltaProvider::new(log, version, files, held.options(), session)
            .map(|provider| Some(Arc::new(provider)))
    }
}

/// The commits after a version, none for the newest; `None` where one cannot be read, or changes more than files.
async fn commits_after(held: &DeltaProvider) -> Outcome<Option<Vec<FileCommit>>> {
    let log = held.log();
    let mut commits = Vec::new();
    for version in held.version() + 1.. {
        let Some(bytes) = log.read_commit_entry(version).await? else {
            break;
        };
        let mut commit = FileCommit {
            version,
            added: Vec::new(),
            removed: Vec::new(),
        };
        for line in bytes.split(|byte| *byte == b'\n') {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let Ok(Value::Object(mut action)) = serde_json::from_slice(line) else {
                return Ok(None);
            };
            if action.contains_key("metaData") || action.contains_key("protocol") {
                return Ok(None);
            }
            commit.added.extend(action.remove("add"));
            commit.removed.extend(action.remove("remove"));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        commits.push(commit);
    }
    Ok(Some(commits))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
