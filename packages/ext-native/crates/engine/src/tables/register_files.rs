use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::execution::session_state::SessionState;
use futures::TryStreamExt;
use object_store::ObjectMeta;

use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::stores::file_locations::FileLocation;
use crate::stores::hive_partitions;
use crate::stores::object_stores::RegisteredStores;
use crate::tables::parquet_zones;
use crate::tables::table_description::{TableDescription, describe_columns};
use crate::tables::table_source::FileSource;

/// Formats of plain files.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FileKind {
    Parquet,
    Csv,
    Json,
}

impl FileKind {
    fn name(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    fn format(self, source: &FileSource, state: &SessionState) -> Outcome<Arc<dyn FileFormat>> {
        let options = state.default_table_options();
        Ok(match self {
            Self::Parquet => Arc::new(ParquetFormat::default().with_options(options.parquet)),
            Self::Csv => Arc::new(csv_format(
                source,
                CsvFormat::default().with_options(options.csv),
            )?),
            Self::Json => {
                let mut format = JsonFormat::default().with_options(options.json);
                if let Some(rows) = source.schema_infer_rows {
                    format = format.with_schema_infer_max_rec(rows);
                }
                Arc::new(format)
            }
        })
    }
}

fn csv_format(source: &FileSource, format: CsvFormat) -> Outcome<CsvFormat> {
    let csv = &source.csv;
    let mut format = format.with_has_header(csv.header.unwrap_or(true));
    if let Some(delimiter) = csv.delimiter {
        format = format.with_delimiter(single_byte("delimiter", delimiter)?);
    }
    if let Some(quote) = csv.quote {
        format = format.with_quote(single_byte("quote", quote)?);
    }
    if let Some(escape) = csv.escape {
        format = format.with_escape(Some(single_byte("escape", escape)?));
    }
    if let Some(rows) = source.schema_infer_rows {
        format = format.with_schema_infer_max_rec(rows);
    }
    Ok(format)
}

fn single_byte(option: &str, character: char) -> Outcome<u8> {
    u8::try_from(character)
        .ok()
        .filter(u8::is_ascii)
        .ok_or_else(|| {
            EngineFailure::new(
                FailureCode::InvalidOption,
                format!("{option} must be one ASCII character"),
            )
            .with("option", option)
        })
}

/// The provider of plain files and its description.
///
/// Errors: `file-not-found`, `file-unreadable` (each with `path`), `storage-error`, `invalid-option`.
pub(crate) async fn provide(
    name: &str,
    kind: FileKind,
    source: &FileSource,
    state: &SessionState,
    stores: &RegisteredStores,
) -> Outcome<(Arc<dyn TableProvider>, TableDescription)> {
    let format = kind.format(source, state)?;
    let locations = source
        .paths
        .iter()
        .map(|path| FileLocation::parse(path))
        .collect::<Outcome<Vec<_>>>()?;
    let runtime = state.runtime_env();
    for location in &locations {
        stores.ensure(runtime, location.url.get_url(), &source.storage_options)?;
    }
    let urls = stores.listed(runtime, &locations)?;
    let extension = extension(kind, source, &locations);
    let files = existing_files(&locations, &urls, &extension, state).await?;
    hive_partitions::verify(&source.partition_columns, &locations, &files)?;
    let options = listing_options(extension, source, format.clone());
    let mut schema = infer_schema(&format, &urls, &locations, &files, state).await?;
    if let (FileKind::Parquet, Some(url), Some(file)) = (kind, urls.first(), files.first()) {
        let store = runtime.object_store(url)?;
        schema = parquet_zones::with_zones(schema, file, store.as_ref(), state).await?;
    }
    let config = ListingTableConfig::new_with_multi_paths(urls.clone())
        .with_listing_options(options)
        .with_schema(schema);
    let cache = state.runtime_env().cache_manager.get_file_statistic_cache();
    let provider: Arc<dyn TableProvider> =
        Arc::new(ListingTable::try_new(config)?.with_cache(cache));
    let description = TableDescription {
        name: name.to_owned(),
        kind: kind.name(),
        uri: locations
            .first()
            .map(|location| redacted_url(location.url.get_url())),
        version: None,
        files: Some(files.len()),
        bytes: Some(files.iter().map(|file| file.size).sum()),
        columns: describe_columns(&provider.schema()),
        protocol: None,
    };
    Ok((provider, description))
}

fn listing_options(
    extension: String,
    source: &FileSource,
    format: Arc<dyn FileFormat>,
) -> ListingOptions {
    ListingOptions::new(format)
        .with_file_extension(extension)
        .with_table_partition_cols(
            source
                .partition_columns
                .iter()
                .map(|column| (column.name.clone(), column.kind.data_type()))
                .collect(),
        )
}

/// The ending that files must have: of a folder's files the format's own, of files and globs that are named outright any.
fn extension(kind: FileKind, source: &FileSource, locations: &[FileLocation]) -> String {
    if let Some(extension) = &source.extension {
        return extension.clone();
    }
    let named_outright =
        |location: &FileLocation| location.is_glob() || !location.url.is_collection();
    if locations.iter().all(named_outright) {
        String::new()
    } else {
        format!(".{}", kind.name())
    }
}

/// The files of all places. Errors: `file-not-found` for a location that leads to none.
async fn existing_files(
    locations: &[FileLocation],
    places: &[ListingTableUrl],
    extension: &str,
    state: &SessionState,
) -> Outcome<Vec<ObjectMeta>> {
    let mut files = Vec::new();
    for place in places {
        files.extend(files_at(place, extension, state).await.map_err(|failure| {
            let shown = locations
                .iter()
                .find(|location| location.url.prefix() == place.prefix())
                .map_or("", |location| location.shown.as_str());
            if failure.code == FailureCode::FileNotFound {
                missing(shown)
            } else {
                failure.with("path", shown)
            }
        })?);
    }
    let empty = locations
        .iter()
        .find(|location| !files.iter().any(|file| location.contains(&file.location)));
    match empty {
        Some(location) => Err(missing(&location.shown)),
        None => Ok(files),
    }
}

async fn files_at(
    place: &ListingTableUrl,
    extension: &str,
    state: &SessionState,
) -> Outcome<Vec<ObjectMeta>> {
    let store = state.runtime_env().object_store(place)?;
    let listed = place
        .list_all_files(state, store.as_ref(), extension)
        .await?;
    Ok(listed.try_collect().await?)
}

fn missing(shown: &str) -> EngineFailure {
    EngineFailure::new(FailureCode::FileNotFound, format!("no file at {shown}")).with("path", shown)
}

/// A file as the paths of its source name files: with the root of its store where that is not this machine's.
fn shown_file(locations: &[FileLocation], file: &ObjectMeta) -> String {
    let root = locations
        .first()
        .map(|location| location.url.object_store().as_str().to_owned())
        .filter(|root| !root.starts_with("file:"));
    format!("{}{}", root.as_deref().unwrap_or("/"), file.location)
}

/// Infers the schema over all files; if that fails, finds the file that is to blame.
async fn infer_schema(
    format: &Arc<dyn FileFormat>,
    urls: &[ListingTableUrl],
    locations: &[FileLocation],
    files: &[ObjectMeta],
    state: &SessionState,
) -> Outcome<arrow::datatypes::SchemaRef> {
    let Some(first) = urls.first() else {
        return Err(EngineFailure::new(
            FailureCode::InvalidOption,
            "a file table needs at least one path",
        )
        .with("option", "paths"));
    };
    let store = state.runtime_env().object_store(first)?;
    let error = match format.infer_schema(state, &store, files).await {
        Ok(schema) => return Ok(schema),
        Err(error) => error,
    };
    for file in files {
        if let Err(own) = format
            .infer_schema(state, &store, std::slice::from_ref(file))
            .await
        {
            let shown = shown_file(locations, file);
            let failure = EngineFailure::from(own);
            return Err(EngineFailure::new(
                FailureCode::FileUnreadable,
                format!("{shown} cannot be read: {}", failure.message),
            )
            .with("path", shown));
        }
    }
    let failure = EngineFailure::from(error);
    Err(EngineFailure {
        code: FailureCode::SchemaMismatch,
        ..failure
    })
}
