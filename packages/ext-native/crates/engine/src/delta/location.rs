//! Finds and loads a Delta table.

use chrono::{DateTime, Utc};
use deltalake_core::logstore::LogStoreRef;
use deltalake_core::{DeltaTable, DeltaTableBuilder};
use serde_json::Value;
use url::Url;

use crate::delta::files::DeltaFiles;
use crate::delta::log::replay::{Replayed, read_version};
use crate::delta::log_examination::{examined, verify_newest_commit};
use crate::delta::table_version::TableVersion;
use crate::failure::redaction::{redacted_location, redacted_text, redacted_url};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::stores::object_stores::{StorageOptions, register_with_delta};
use crate::tables::table_source::{DeltaSource, folder_url};

/// The table of a source, loaded at the version that the source asks for.
///
/// Errors: `not-a-delta-table`, `version-not-found`, `timestamp-out-of-range`, `unsupported-delta-feature`, `storage-error`, `invalid-option`.
#[tracing::instrument(name = "delta.open", skip_all, fields(uri = redacted_location(&source.uri), version = source.version))]
pub(crate) async fn load(source: &DeltaSource) -> Outcome<(Url, DeltaTable)> {
    if source.version.is_some() && source.timestamp.is_some() {
        return Err(EngineFailure::new(
            FailureCode::InvalidOption,
            "give version or timestamp, not both",
        )
        .with("option", "timestamp"));
    }
    let url = folder_url(&source.uri)?;
    let blame = |failure: EngineFailure| with_place(failure, &url, source.version);
    let mut table = unloaded(&url, &source.storage_options).map_err(blame)?;
    let loading = async {
        verify_existence(&table, &url).await?;
        if let Some(text) = &source.timestamp {
            load_at(&mut table, text, &url).await
        } else if let Some(version) = source.version {
            load_version(&mut table, version).await
        } else {
            Ok(table.load().await?)
        }
    };
    let loaded = loading.await;
    verify_log(loaded, &table).await.map_err(blame)?;
    Ok((url, table))
}

/// What a source reads: a version of a table and its files, from the log alone.
pub(crate) struct OpenedTable {
    pub(crate) url: Url,
    pub(crate) log: LogStoreRef,
    pub(crate) version: TableVersion,
    pub(crate) files: DeltaFiles,
}

/// Opens the table of a source for reading.
///
/// Errors: `not-a-delta-table`, `version-not-found`, `timestamp-out-of-range`, `unsupported-delta-feature`, `file-unreadable` with the `path` of a damaged
/// file of the log, `storage-error`, `invalid-option`.
#[tracing::instrument(name = "delta.open", skip_all, fields(uri = redacted_location(&source.uri), version = source.version))]
pub(crate) async fn open(source: &DeltaSource) -> Outcome<OpenedTable> {
    if source.timestamp.is_some() {
        let (url, table) = load(source).await?;
        let wanted = table.version();
        return read(url, table.log_store(), wanted, source).await;
    }
    let url = folder_url(&source.uri)?;
    let table = unloaded(&url, &source.storage_options)
        .map_err(|failure| with_place(failure, &url, source.version))?;
    read(url, table.log_store(), source.version, source).await
}

async fn read(
    url: Url,
    log: LogStoreRef,
    wanted: Option<u64>,
    source: &DeltaSource,
) -> Outcome<OpenedTable> {
    let reading = async {
        let Replayed { version, adds } = read_version(&log, wanted).await?;
        let files = DeltaFiles::of(&version, adds, log.root_url())?;
        Ok((version, files))
    };
    let (version, files) = reading
        .await
        .map_err(|failure| with_place(failure, &url, source.version))?;
    Ok(OpenedTable {
        url,
        log,
        version,
        files,
    })
}

/// Loads the newest version of a table. Errors: `not-a-delta-table`, `unsupported-delta-feature`, `storage-error`, …
#[tracing::instrument(name = "delta.open", skip_all, fields(uri = redacted_url(url)))]
pub(crate) async fn load_newest(table: &mut DeltaTable, url: &Url) -> Outcome<()> {
    verify_existence(table, url).await?;
    let loaded = table.load().await.map_err(EngineFailure::from);
    verify_log(loaded, table).await
}

/// Names the file that is to blame where the log could not be read, and sees that its newest commit is one.
async fn verify_log(loaded: Outcome<()>, table: &DeltaTable) -> Outcome<()> {
    let log = table.log_store();
    if let Err(failure) = loaded {
        return Err(examined(failure, &log).await);
    }
    match table.version() {
        Some(version) => verify_newest_commit(&log, version).await,
        None => Ok(()),
    }
}

async fn verify_existence(table: &DeltaTable, url: &Url) -> Outcome<()> {
    if table.verify_deltatable_existence().await? {
        return Ok(());
    }
    let shown = redacted_url(url);
    Err(EngineFailure::new(
        FailureCode::NotADeltaTable,
        format!("{shown} holds no Delta table: it has no _delta_log"),
    )
    .with("uri", shown))
}

/// A handle on the place of a table, whether one is there or not.
pub(crate) fn unloaded(url: &Url, options: &StorageOptions) -> Outcome<DeltaTable> {
    register_with_delta();
    Ok(DeltaTableBuilder::from_url(url.clone())?
        .with_storage_options(
            options
                .iter()
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        )
        .with_allow_http(true)
        .build()?)
}

pub(crate) async fn load_version(table: &mut DeltaTable, version: u64) -> Outcome<()> {
    let newest = newest_version(&table.log_store()).await?;
    if version > newest {
        return Err(EngineFailure::new(
            FailureCode::VersionNotFound,
            format!("the table has no version {version}, its newest is {newest}"),
        )
        .with("version", version)
        .with("newestVersion", newest));
    }
    Ok(table.load_version(version).await?)
}

pub(crate) async fn newest_version(log: &LogStoreRef) -> Outcome<u64> {
    Ok(log.get_latest_version(0).await?)
}

/// Time travel to the newest version that is not younger than the time (Delta protocol, in-commit or file timestamps).
async fn load_at(table: &mut DeltaTable, text: &str, url: &Url) -> Outcome<()> {
    let wanted = DateTime::parse_from_rfc3339(text)
        .map_err(|error| {
            EngineFailure::new(
                FailureCode::InvalidOption,
                format!("timestamp {text:?} is not in RFC 3339 form: {error}"),
            )
            .with("option", "timestamp")
        })?
        .with_timezone(&Utc);
    table.load_with_datetime(wanted).await?;
    let Some(version) = table.version() else {
        return Err(EngineFailure::new(
            FailureCode::Internal,
            "a loaded table has no version",
        ));
    };
    let committed = table
        .snapshot()?
        .version_timestamp(version)
        .unwrap_or(i64::MIN);
    if committed > wanted.timestamp_millis() {
        let shown = redacted_url(url);
        return Err(EngineFailure::new(
            FailureCode::TimestampOutOfRange,
            format!(
                "{shown} has no version as old as {text}: its oldest is of {}",
                readable(committed)
            ),
        )
        .with("uri", shown)
        .with("timestamp", text));
    }
    Ok(())
}

fn readable(milliseconds: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(milliseconds)
        .map_or_else(|| milliseconds.to_string(), |time| time.to_rfc3339())
}

/// Names the table in a failure, and the version where one was asked for.
pub(crate) fn with_place(failure: EngineFailure, url: &Url, version: Option<u64>) -> EngineFailure {
    let mut placed = failure;
    placed.message = redacted_text(&placed.message, &[]);
    let shown = redacted_url(url);
    if !placed.message.contains(shown.as_str()) {
        placed.message = format!("{shown}: {}", placed.message);
    }
    placed
        .details
        .entry("uri")
        .or_insert_with(|| Value::String(shown));
    if let Some(version) = version {
        placed
            .details
            .entry("version")
            .or_insert_with(|| version.into());
    }
    placed
}
