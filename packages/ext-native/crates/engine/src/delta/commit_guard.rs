//! The store through which an operation on a Delta table commits, and the rules that it holds each commit to.
//!
//! delta-rs 1.1 commits by putting `_delta_log/<version>.json` into its log store's object store unless it is there. Between reading a version and
//! that put it checks for conflicts, with these gaps, which are closed here, where every commit passes:
//!
//! - Files that a winner removed without changing data (OPTIMIZE) may be removed again, with their rows added anew: rows come twice.
//! - A commit that loses the race to make the table is committed behind the winner, metadata and all.
//! - Appends, which read nothing, are refused because a winner removed files.
//! - OPTIMIZE forgets the application transaction that it was given.
//! - A put whose answer was lost is taken for another's commit, and committed once more.

use std::collections::HashSet;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use bytes::Bytes;
use deltalake_core::DeltaTable;
use deltalake_core::logstore::{commit_uri_from_version, default_logstore};
use futures::stream::BoxStream;
use object_store::path::Path;
use object_store::{
    CopyOptions, GetOptions, GetResult, GetResultPayload, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, ObjectStoreExt, PutMode, PutMultipartOptions, PutOptions, PutPayload, PutResult,
    RenameOptions, Result, UploadPart,
};
use serde::Deserialize;
use serde_json::Value;
use tracing::{Instrument, info_span};

use crate::delta::progress::Progress;
use crate::delta::write::ApplicationTransaction;
use crate::failure::{EngineFailure, FailureCode};

/// What an operation does to the table, as far as others can come between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    /// Makes the table: there must be none.
    Create,
    /// Adds rows and reads none: in whatever order with others.
    Append,
    /// Anything else: what it read must still be there.
    Change,
}

/// Watches the commits of one operation.
#[derive(Debug)]
pub(crate) struct CommitGuard {
    intent: Intent,
    /// The version that the operation read; unset while it makes the table.
    base: OnceLock<u64>,
    /// Written into the commit by the guard, for an operation that forgets its own.
    transaction: OnceLock<ApplicationTransaction>,
    landed: OnceLock<u64>,
    progress: Arc<Progress>,
}

impl CommitGuard {
    pub(crate) fn new(intent: Intent) -> Arc<Self> {
        Arc::new(Self {
            intent,
            base: OnceLock::new(),
            transaction: OnceLock::new(),
            landed: OnceLock::new(),
            progress: Progress::of_this_operation(),
        })
    }

    /// The same table, which commits under this guard. Nothing is loaded.
    pub(crate) fn watch(self: &Arc<Self>, table: &DeltaTable) -> DeltaTable {
        let log = table.log_store();
        let store = GuardedStore {
            inner: log.object_store(None),
            guard: self.clone(),
        };
        DeltaTable::new(default_logstore(
            Arc::new(store),
            log.root_object_store(None),
            log.root_url(),
            log.config().options(),
        ))
    }

    /// Tells which version the operation reads.
    pub(crate) fn reads(&self, version: u64) {
        // A table is loaded once for an operation.
        let _ = self.base.set(version);
    }

    /// Makes the operation's commit carry a transaction.
    pub(crate) fn carry(&self, transaction: Option<ApplicationTransaction>) {
        if let Some(transaction) = transaction {
            // An operation has one.
            let _ = self.transaction.set(transaction);
        }
    }

    /// The version that the operation has committed, if it has.
    pub(crate) fn landed(&self) -> Option<u64> {
        self.landed.get().copied()
    }

    /// The commit as it may be written as this version. Errors: `table-exists`, `commit-conflict`.
    async fn admit(
        &self,
        store: &dyn ObjectStore,
        version: u64,
        commit: Bytes,
    ) -> std::result::Result<Bytes, EngineFailure> {
        let (own, commit) = self.with_transaction(commit);
        let Some(base) = self.base.get() else {
            return self.join(store, version, own, commit).await;
        };
        for winner in base + 1..version {
            own.verify_against(&Actions::of(&read(store, winner).await?), winner)?;
        }
        Ok(commit)
    }

    /// A commit that makes the table, when another has made it.
    async fn join(
        &self,
        store: &dyn ObjectStore,
        version: u64,
        own: Actions,
        commit: Bytes,
    ) -> std::result::Result<Bytes, EngineFailure> {
        if version == 0 {
            return Ok(commit);
        }
        if self.intent == Intent::Create {
            return Err(EngineFailure::new(
                FailureCode::TableExists,
                "another writer has made the table first",
            ));
        }
        let mut theirs = Actions::default();
        for winner in 0..version {
            let actions = Actions::of(&read(store, winner).await?);
            own.verify_against(&actions, winner)?;
            theirs.table = actions.table.or(theirs.table);
            theirs.protocol = actions.protocol.or(theirs.protocol);
        }
        if self.intent == Intent::Append && own.makes_the_same_table_as(&theirs) {
            return Ok(lines_of(&commit, |line| !Actions::of(line).makes_a_table()));
        }
        Err(conflict(
            "another writer has made the table first, and not the same",
            0,
        ))
    }

    fn with_transaction(&self, commit: Bytes) -> (Actions, Bytes) {
        let mut actions = Actions::of(&commit);
        let Some(ApplicationTransaction {
            app_id, version, ..
        }) = self.transaction.get()
        else {
            return (actions, commit);
        };
        if actions.applications.contains(app_id) {
            return (actions, commit);
        }
        let now = chrono::Utc::now().timestamp_millis();
        let line = serde_json::json!({ "txn": { "appId": app_id, "version": version, "lastUpdated": now } });
        actions.applications.insert(app_id.clone());
        let commit = [commit.as_ref(), b"\n", line.to_string().as_bytes()].concat();
        (actions, commit.into())
    }
}

/// What matters of a commit's actions.
#[derive(Debug, Default)]
struct Actions {
    /// Paths of removed files, decoded.
    removed: HashSet<String>,
    /// Application transactions.
    applications: HashSet<String>,
    /// What the table is made of: schema, partition columns.
    table: Option<(Value, Value)>,
    protocol: Option<Value>,
}

#[derive(Deserialize)]
struct Line {
    remove: Option<RemovedFile>,
    txn: Option<Application>,
    #[serde(rename = "metaData")]
    metadata: Option<Value>,
    protocol: Option<Value>,
}

#[derive(Deserialize)]
struct RemovedFile {
    path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Application {
    app_id: String,
}

impl Actions {
    fn of(commit: &[u8]) -> Self {
        let mut actions = Self::default();
        for line in commit.split(|byte| *byte == b'\n') {
            // A line that is none is found by whoever loads the table.
            let Ok(line) = serde_json::from_slice::<Line>(line) else {
                continue;
            };
            actions.removed.extend(line.remove.map(|file| {
                // Writers differ in what they encode.
                Path::from_url_path(&file.path).map_or(file.path, String::from)
            }));
            actions.applications.extend(line.txn.map(|txn| txn.app_id));
            if let Some(metadata) = line.metadata {
                let schema = metadata["schemaString"]
                    .as_str()
                    .and_then(|text| serde_json::from_str(text).ok())
                    .unwrap_or_default();
                actions.table = Some((schema, metadata["partitionColumns"].clone()));
            }
            actions.protocol = line.protocol.or(actions.protocol);
        }
        actions
    }

    fn verify_against(
        &self,
        winner: &Self,
        version: u64,
    ) -> std::result::Result<(), EngineFailure> {
        if let Some(path) = self.removed.intersection(&winner.removed).next() {
            let message = format!("another writer has replaced {path} already");
            return Err(conflict(&message, version));
        }
        match self.applications.intersection(&winner.applications).next() {
            Some(application) => {
                let message = format!("another writer has committed for {application:?}");
                Err(conflict(&message, version))
            }
            None => Ok(()),
        }
    }

    fn makes_a_table(&self) -> bool {
        self.table.is_some() || self.protocol.is_some()
    }

    fn makes_the_same_table_as(&self, other: &Self) -> bool {
        self.table == other.table && self.protocol == other.protocol
    }
}

fn conflict(message: &str, version: u64) -> EngineFailure {
    EngineFailure::new(
        FailureCode::CommitConflict,
        format!("{message} (in version {version}): read the table again and repeat the operation"),
    )
    .with("version", version)
}

/// The lines of a commit that pass.
fn lines_of(commit: &Bytes, passes: impl Fn(&[u8]) -> bool) -> Bytes {
    let lines: Vec<&[u8]> = commit
        .split(|byte| *byte == b'\n')
        .filter(|line| passes(line))
        .collect();
    lines.join(&b'\n').into()
}

async fn read(store: &dyn ObjectStore, version: u64) -> std::result::Result<Bytes, EngineFailure> {
    let bytes = async {
        store
            .get(&commit_uri_from_version(Some(version)))
            .await?
            .bytes()
            .await
    };
    bytes.await.map_err(|error: object_store::Error| {
        conflict(
            &format!("a commit since then cannot be read: {error}"),
            version,
        )
    })
}

/// The version that a path is the commit of.
fn version_of(location: &Path) -> Option<u64> {
    let name = location.as_ref().strip_prefix("_delta_log/")?;
    let digits = name.strip_suffix(".json")?;
    (digits.len() == 20).then(|| digits.parse().ok()).flatten()
}

fn is_data_file(location: &Path) -> bool {
    location.extension() == Some("parquet") && !location.as_ref().starts_with("_delta_log/")
}

/// The upload of a data file, counted.
#[derive(Debug)]
struct CountedUpload {
    upload: Box<dyn MultipartUpload>,
    progress: Arc<Progress>,
}

#[async_trait]
impl MultipartUpload for CountedUpload {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        let bytes = data.content_length();
        let progress = self.progress.clone();
        let part = self.upload.put_part(data);
        Box::pin(async move {
            part.await?;
            progress.count_bytes(bytes);
            Ok(())
        })
    }

    async fn complete(&mut self) -> Result<PutResult> {
        let put = self.upload.complete().await?;
        self.progress.count_file();
        Ok(put)
    }

    async fn abort(&mut self) -> Result<()> {
        self.upload.abort().await
    }
}

/// A table's store that lets commits pass under a guard, and everything else as it is.
#[derive(Debug)]
struct GuardedStore {
    inner: Arc<dyn ObjectStore>,
    guard: Arc<CommitGuard>,
}

impl GuardedStore {
    async fn commit(
        &self,
        location: &Path,
        version: u64,
        commit: Bytes,
        options: PutOptions,
    ) -> Result<PutResult> {
        let commit = self
            .guard
            .admit(self.inner.as_ref(), version, commit)
            .await
            .map_err(|failure| object_store::Error::Generic {
                store: "Delta log",
                source: Box::new(failure),
            })?;
        let put = self
            .inner
            .put_opts(location, commit.clone().into(), options)
            .await;
        let put = match put {
            Err(error) => match read(self.inner.as_ref(), version).await {
                Ok(there) if there == commit => PutResult {
                    e_tag: None,
                    version: None,
                },
                _ => return Err(error),
            },
            Ok(put) => put,
        };
        let _ = self.guard.landed.set(version);
        Ok(put)
    }
}

impl fmt::Display for GuardedStore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(formatter)
    }
}

#[async_trait]
impl ObjectStore for GuardedStore {
    async fn put_opts(
        &self,
        location: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        match version_of(location) {
            Some(version) if matches!(options.mode, PutMode::Create) => {
                self.commit(location, version, payload.into(), options)
                    .instrument(info_span!("delta.commit", version))
                    .await
            }
            _ => {
                let bytes = payload.content_length();
                let put = self.inner.put_opts(location, payload, options).await?;
                if is_data_file(location) {
                    self.guard.progress.count_bytes(bytes);
                    self.guard.progress.count_file();
                }
                Ok(put)
            }
        }
    }

    async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
        let whole = options.range.is_none() && !options.head;
        let found = self.inner.get_opts(location, options).await?;
        if self.guard.intent != Intent::Append || version_of(location).is_none() || !whole {
            return Ok(found);
        }
        let (meta, attributes) = (found.meta.clone(), found.attributes.clone());
        let kept = lines_of(&found.bytes().await?, |line| {
            Actions::of(line).removed.is_empty()
        });
        let size = kept.len() as u64;
        let payload = futures::stream::once(futures::future::ready(Ok(kept)));
        Ok(GetResult {
            payload: GetResultPayload::Stream(Box::pin(payload)),
            meta: ObjectMeta { size, ..meta },
            range: 0..size,
            attributes,
        })
    }

    async fn get_ranges(&self, location: &Path, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
        self.inner.get_ranges(location, ranges).await
    }

    async fn put_multipart_opts(
        &self,
        location: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let upload = self.inner.put_multipart_opts(location, options).await?;
        if !is_data_file(location) {
            return Ok(upload);
        }
        Ok(Box::new(CountedUpload {
            upload,
            progress: self.guard.progress.clone(),
        }))
    }

    fn delete_stream(
        &self,
        locations: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(locations)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    fn list_with_offset(
        &self,
        prefix: Option<&Path>,
        offset: &Path,
    ) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list_with_offset(prefix, offset)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }

    async fn rename_opts(&self, from: &Path, to: &Path, options: RenameOptions) -> Result<()> {
        self.inner.rename_opts(from, to, options).await
    }
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    /// A store whose answers to writes are lost on the way back.
    #[derive(Debug)]
    struct SilentStore(InMemory);

    impl fmt::Display for SilentStore {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.fmt(formatter)
        }
    }

    #[async_trait]
    impl ObjectStore for SilentStore {
        async fn put_opts(
            &self,
            location: &Path,
            payload: PutPayload,
            options: PutOptions,
        ) -> Result<PutResult> {
            self.0.put_opts(location, payload, options).await?;
            Err(object_store::Error::Generic {
                store: "silent",
                source: "the connection was lost".into(),
            })
        }

        async fn get_opts(&self, location: &Path, options: GetOptions) -> Result<GetResult> {
            self.0.get_opts(location, options).await
        }

        async fn put_multipart_opts(
            &self,
            location: &Path,
            options: PutMultipartOptions,
        ) -> Result<Box<dyn MultipartUpload>> {
            self.0.put_multipart_opts(location, options).await
        }

        fn delete_stream(
            &self,
            locations: BoxStream<'static, Result<Path>>,
        ) -> BoxStream<'static, Result<Path>> {
            self.0.delete_stream(locations)
        }

        fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
            self.0.list(prefix)
        }

        async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
            self.0.list_with_delimiter(prefix).await
        }

        async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
            self.0.copy_opts(from, to, options).await
        }
    }

    fn guarded(inner: impl ObjectStore) -> GuardedStore {
        let guard = CommitGuard::new(Intent::Change);
        guard.reads(0);
        GuardedStore {
            inner: Arc::new(inner),
            guard,
        }
    }

    async fn commit(store: &GuardedStore, version: u64, lines: &'static str) -> Result<PutResult> {
        let location = commit_uri_from_version(Some(version));
        let only_new = PutOptions::from(PutMode::Create);
        store.put_opts(&location, lines.into(), only_new).await
    }

    #[tokio::test]
    async fn a_commit_whose_answer_was_lost_is_known_again() {
        let store = guarded(SilentStore(InMemory::new()));
        assert!(commit(&store, 1, r#"{"add":{"path":"a"}}"#).await.is_ok());
        assert_eq!(store.guard.landed(), Some(1));
        assert!(commit(&store, 1, r#"{"add":{"path":"b"}}"#).await.is_err());
    }

    #[tokio::test]
    async fn a_file_is_the_same_however_its_path_is_written() {
        let store = guarded(InMemory::new());
        let first = commit(&store, 1, r#"{"remove":{"path":"day=a%20b/1.parquet"}}"#).await;
        assert!(first.is_ok());
        let again = r#"{"remove":{"path":"day=a b/1.parquet","dataChange":false}}"#;
        let refused = commit(&store, 2, again)
            .await
            .err()
            .map(|error| crate::failure::from_datafusion::storage_failure(&error).code);
        assert_eq!(refused, Some(FailureCode::CommitConflict));
        let other = commit(&store, 2, r#"{"remove":{"path":"2.parquet"}}"#).await;
        assert!(other.is_ok());
    }
}
