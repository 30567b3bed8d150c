//! Finds the file that is to blame when the log of a table cannot be read: the kernel tells what is wrong, and not where.

use deltalake_core::logstore::LogStoreRef;
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use serde_json::Value;

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// A Parquet file begins and ends with it; before the last one stands the size of the footer, in 4 bytes.
const PARQUET_MAGIC: &[u8] = b"PAR1";

/// The failure with the `path` of the damaged file, where one is found; then it is `file-unreadable`.
pub(crate) async fn examined(failure: EngineFailure, log: &LogStoreRef) -> EngineFailure {
    let suspect = matches!(
        failure.code,
        FailureCode::FileUnreadable | FailureCode::ExecutionError
    );
    if !suspect || failure.details.contains_key("path") {
        return failure;
    }
    match damage(log).await {
        Ok(Some((path, what))) => EngineFailure {
            code: FailureCode::FileUnreadable,
            message: format!("{path} {what}: {}", failure.message),
            ..failure.with("path", path)
        },
        // The store may fail as well: what was known first counts.
        Ok(None) | Err(_) => failure,
    }
}

/// A commit without a byte is none: it is what a machine that lost its power leaves. The kernel reads it as one that does nothing.
///
/// Errors: `file-unreadable` with `path`.
pub(crate) async fn verify_newest_commit(log: &LogStoreRef, version: u64) -> Outcome<()> {
    if log.root_url().scheme() != "file" {
        // Object stores have objects as a whole or not at all.
        return Ok(());
    }
    let path = log.log_path().clone().join(format!("{version:020}.json"));
    match log.object_store(None).head(&path).await {
        Ok(file) if file.size == 0 => Err(EngineFailure::new(
            FailureCode::FileUnreadable,
            format!("{path} is empty, and so no commit"),
        )
        .with("path", path.to_string())),
        _ => Ok(()),
    }
}

type Damage = Option<(String, String)>;

async fn damage(log: &LogStoreRef) -> object_store::Result<Damage> {
    let store = log.object_store(None);
    let folder = log.log_path().clone();
    let mut files: Vec<ObjectMeta> = store.list(Some(&folder)).try_collect().await?;
    files.sort_by(|one, other| one.location.cmp(&other.location));
    if let Some(found) = damaged_pointer(store.as_ref(), &folder, &files).await? {
        return Ok(Some(found));
    }
    let checkpoint = files.iter().filter_map(checkpoint_of).max();
    for file in files
        .iter()
        .filter(|file| checkpoint_of(file) == checkpoint)
    {
        if checkpoint.is_some() && is_broken_parquet(store.as_ref(), file).await? {
            return Ok(Some((
                file.location.to_string(),
                "is no whole Parquet file".to_owned(),
            )));
        }
    }
    let mut expected = checkpoint.map_or(0, |version| version + 1);
    for file in &files {
        match version_of(file, ".json") {
            Some(version) if version < expected => continue,
            Some(version) if version > expected => {
                let missing = folder.clone().join(format!("{expected:020}.json"));
                return Ok(Some((missing.to_string(), "is missing".to_owned())));
            }
            Some(_) => expected += 1,
            None => continue,
        }
        if let Some(what) = broken_commit(store.as_ref(), file).await? {
            return Ok(Some((file.location.to_string(), what)));
        }
    }
    Ok(None)
}

/// `_last_checkpoint`, if it names a checkpoint that is not there.
async fn damaged_pointer(
    store: &dyn ObjectStore,
    folder: &Path,
    files: &[ObjectMeta],
) -> object_store::Result<Damage> {
    let path = folder.clone().join("_last_checkpoint");
    if !files.iter().any(|file| file.location == path) {
        return Ok(None);
    }
    let bytes = store.get(&path).await?.bytes().await?;
    let pointer: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let version = pointer["version"].as_u64();
    let is_there = |version| {
        files
            .iter()
            .any(|file| checkpoint_of(file) == Some(version))
    };
    Ok(version
        .filter(|version| !is_there(*version))
        .map(|version| {
            (
                path.to_string(),
                format!("names a checkpoint of version {version}, which is not there"),
            )
        }))
}

async fn is_broken_parquet(
    store: &dyn ObjectStore,
    file: &ObjectMeta,
) -> object_store::Result<bool> {
    if !file.location.as_ref().ends_with(".parquet") {
        return Ok(false);
    }
    let Some(end) = file.size.checked_sub(12) else {
        return Ok(true);
    };
    let begins = store.get_range(&file.location, 0..4).await?;
    let tail = store.get_range(&file.location, end..file.size).await?;
    let footer = tail
        .get(4..8)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(u32::MAX, u32::from_le_bytes);
    Ok(begins.as_ref() != PARQUET_MAGIC
        || tail.get(8..) != Some(PARQUET_MAGIC)
        || u64::from(footer) > end)
}

async fn broken_commit(
    store: &dyn ObjectStore,
    file: &ObjectMeta,
) -> object_store::Result<Option<String>> {
    let bytes = store.get(&file.location).await?.bytes().await?;
    let mut actions = 0;
    for line in bytes.split(|byte| *byte == b'\n') {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if !matches!(serde_json::from_slice(line), Ok(Value::Object(_))) {
            return Ok(Some(format!("is damaged in its line {}", actions + 1)));
        }
        actions += 1;
    }
    Ok((actions == 0).then(|| "is empty, and so no commit".to_owned()))
}

/// The version that a checkpoint is of: `<version>.checkpoint.parquet`, a part of several, or with a UUID.
fn checkpoint_of(file: &ObjectMeta) -> Option<u64> {
    let (version, rest) = file.location.filename()?.split_once(".checkpoint.")?;
    let whole = rest.ends_with("parquet") || rest.ends_with("json");
    (whole && version.len() == 20).then(|| version.parse().ok())?
}

fn version_of(file: &ObjectMeta, ending: &str) -> Option<u64> {
    let version = file.location.filename()?.strip_suffix(ending)?;
    (version.len() == 20).then(|| version.parse().ok())?
}
