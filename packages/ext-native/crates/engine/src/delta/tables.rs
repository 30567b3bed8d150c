//! The Delta tables of a session, as plans hold them: what the log tells of their files, and how they move to a newer version.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use arrow::array::{ArrayRef, AsArray, BooleanArray, RecordBatch};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Schema, UInt32Type};
use arrow::ipc::writer::StreamWriter;
use datafusion::catalog::Session;
use datafusion::execution::session_state::SessionState;
use serde_json::Value;

use crate::delta::files::{FileCommit, numbers_beside};
use crate::execution::output_types::output_schema;
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
        let adds = provider.add_actions()?;
        let numbers = numbers_beside(provider.files(), &adds)?;
        // Under column mapping the log has names of its own.
        let is_mapped = snapshot_maps_columns(&provider)?;
        let is_wanted = |name: &str| match name.split_once('.') {
            Some(_) if is_mapped => true,
            Some(("min" | "max" | "null_count", column)) => columns.iter().any(|wanted| {
                column == wanted
                    || column
                        .strip_prefix(wanted.as_str())
                        .is_some_and(|rest| rest.starts_with('.'))
            }),
            _ => true,
        };
        let schema = adds.schema();
        let mut fields = vec![Arc::new(Field::new("number", DataType::UInt32, false))];
        let mut values: Vec<ArrayRef> = vec![Arc::new(numbers)];
        for (field, column) in schema.fields().iter().zip(adds.columns()) {
            if is_wanted(field.name()) {
                fields.push(field.clone());
                values.push(column.clone());
            }
        }
        let schema = Arc::new(Schema::new(fields));
        let outside = output_schema(&schema);
        let values = values
            .iter()
            .zip(outside.fields())
            .map(|(column, field)| arrow::compute::cast(column, field.data_type()))
            .collect::<Result<_, _>>()?;
        let mut batch = RecordBatch::try_new(outside.clone(), values)?;
        if let Some(only) = provider.restricted_to() {
            let numbers = batch.column(0).as_primitive::<UInt32Type>();
            let kept: BooleanArray = numbers
                .values()
                .iter()
                .map(|number| Some(only.contains(number)))
                .collect();
            batch = filter_record_batch(&batch, &kept)?;
        }
        let mut writer = StreamWriter::try_new(Vec::new(), &outside)?;
        writer.write(&batch)?;
        Ok(writer.into_inner()?)
    }

    /// The `metaData` action of a version, as JSON.
    pub(crate) fn metadata(&self, lineage: u64, version: u64) -> Outcome<Value> {
        let provider = self.held(lineage, version)?;
        let snapshot = provider.table().snapshot()?;
        serde_json::to_value(snapshot.metadata())
            .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))
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
        let log = held.table().log_store();
        if log.read_commit_entry(held.version() + 1).await?.is_none() {
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
        let mut table = held.table().clone();
        table.update_state().await?;
        let version = table.snapshot()?.version();
        if version <= held.version() {
            return Ok(None);
        }
        let followed = if held.files().is_worn() {
            None
        } else {
            commits_of(&held, version).await?
        };
        let files = followed.and_then(|commits| held.files().after(commits));
        let session: &dyn Session = state;
        DeltaProvider::new(table, files, held.options(), session)
            .map(|provider| Some(Arc::new(provider)))
    }
}

fn snapshot_maps_columns(provider: &DeltaProvider) -> Outcome<bool> {
    let configuration = provider.table().snapshot()?.metadata().configuration();
    Ok(configuration
        .get("delta.columnMapping.mode")
        .is_some_and(|mode| mode != "none"))
}

/// The commits after a version; `None` where one is not there, or changes more than files.
async fn commits_of(held: &DeltaProvider, through: u64) -> Outcome<Option<Vec<FileCommit>>> {
    let log = held.table().log_store();
    let mut commits = Vec::new();
    for version in held.version() + 1..=through {
        let Some(bytes) = log.read_commit_entry(version).await? else {
            return Ok(None);
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
        commits.push(commit);
    }
    Ok(Some(commits))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
