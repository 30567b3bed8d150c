//! Object stores by URL: local files, S3, Azure, GCS and HTTP(S), with the same options for plain files and for Delta logs.
//!
//! Both go through `object_store` alone, not through delta-rs's crates for the three clouds: these add the AWS SDK (and DynamoDB locks that
//! conditional puts replace) for a third of the addon's size.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, Once};

use datafusion::datasource::listing::ListingTableUrl;
use datafusion::execution::runtime_env::RuntimeEnv;
use deltalake_core::logstore::{
    LogStore, LogStoreFactory, ObjectStoreFactory, ObjectStoreRef, StorageConfig, default_logstore,
    logstore_factories, object_store_factories,
};
use deltalake_core::{DeltaResult, DeltaTableError, Path};
use object_store::ObjectStoreScheme;
use object_store::aws::AmazonS3Builder;
use object_store::azure::MicrosoftAzureBuilder;
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::local::LocalFileSystem;
use url::{Position, Url};

use crate::failure::from_datafusion::storage_failure;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::stores::file_locations::FileLocation;
use crate::stores::matching_store::MatchingStore;
use crate::stores::traced_store::TracedStore;

/// Storage options as users give them: names of `object_store`'s configuration keys, for example `aws_region`.
pub(crate) type StorageOptions = BTreeMap<String, String>;

/// URL schemes of the clouds and of HTTP.
const SCHEMES: [&str; 12] = [
    "s3", "s3a", "gs", "az", "azure", "abfs", "abfss", "adl", "wasb", "wasbs", "http", "https",
];

struct RemoteStores;

impl ObjectStoreFactory for RemoteStores {
    fn parse_url_opts(
        &self,
        url: &Url,
        config: &StorageConfig,
    ) -> DeltaResult<(ObjectStoreRef, Path)> {
        let options = config
            .raw
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.clone()));
        let (_, path) =
            ObjectStoreScheme::parse(url).map_err(|error| DeltaTableError::ObjectStore {
                source: error.into(),
            })?;
        let store =
            open_root(url, options).map_err(|source| DeltaTableError::ObjectStore { source })?;
        Ok((TracedStore::over(store), path))
    }
}

/// This machine's files.
struct LocalStores;

impl ObjectStoreFactory for LocalStores {
    fn parse_url_opts(
        &self,
        url: &Url,
        _config: &StorageConfig,
    ) -> DeltaResult<(ObjectStoreRef, Path)> {
        let (_, path) =
            ObjectStoreScheme::parse(url).map_err(|error| DeltaTableError::ObjectStore {
                source: error.into(),
            })?;
        Ok((TracedStore::over(Arc::new(LocalFileSystem::new())), path))
    }
}

impl LogStoreFactory for RemoteStores {
    fn with_options(
        &self,
        prefixed_store: ObjectStoreRef,
        root_store: ObjectStoreRef,
        location: &Url,
        options: &StorageConfig,
    ) -> DeltaResult<Arc<dyn LogStore>> {
        Ok(default_logstore(
            prefixed_store,
            root_store,
            location,
            options,
        ))
    }
}

/// Teaches delta-rs our stores, once a process.
pub(crate) fn register_with_delta() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        if let Ok(url) = Url::parse("file://") {
            object_store_factories().insert(url, Arc::new(LocalStores));
        }
        let factory = Arc::new(RemoteStores);
        for scheme in SCHEMES {
            if let Ok(url) = Url::parse(&format!("{scheme}://")) {
                object_store_factories().insert(url.clone(), factory.clone());
                logstore_factories().insert(url, factory.clone());
            }
        }
    });
}

/// Opens the store at a URL's root. The environment's variables (`AWS_…`, `AZURE_…`, `GOOGLE_…`) stand behind the options.
///
/// Beside the names of `object_store` the options take those of delta-rs for retries: `max_retries`, `retry_timeout`, `backoff_config.…`.
/// Plain HTTP is spoken where a URL or an endpoint says so, unless `allow_http` forbids it: the clouds' own endpoints are HTTPS.
fn open_root(
    url: &Url,
    options: impl IntoIterator<Item = (String, String)>,
) -> object_store::Result<ObjectStoreRef> {
    let environment = std::env::vars()
        .map(|(name, value)| (name.to_lowercase(), value))
        .filter(|(name, _)| {
            ["aws_", "azure_", "google_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
        });
    let mut settings: Vec<(String, String)> = environment.chain(options).collect();
    if !settings
        .iter()
        .any(|(name, _)| name.ends_with("allow_http"))
    {
        settings.push(("allow_http".to_owned(), "true".to_owned()));
    }
    let retry = StorageConfig::parse_options(settings.clone())
        .map_err(|error| object_store::Error::Generic {
            store: "storage options",
            source: Box::new(error),
        })?
        .retry;
    /// The names of one store among the settings; a later one counts.
    macro_rules! built {
        ($builder:expr) => {
            settings
                .into_iter()
                .fold(
                    $builder.with_retry(retry),
                    |builder, (name, value)| match name.parse() {
                        Ok(key) => builder.with_config(key, value),
                        Err(_) => builder,
                    },
                )
                .build()?
        };
    }
    let (scheme, _) = ObjectStoreScheme::parse(url)?;
    Ok(match scheme {
        ObjectStoreScheme::Local => Arc::new(LocalFileSystem::new()),
        ObjectStoreScheme::AmazonS3 => {
            Arc::new(built!(AmazonS3Builder::new().with_url(url.as_str())))
        }
        ObjectStoreScheme::GoogleCloudStorage => Arc::new(built!(
            GoogleCloudStorageBuilder::new().with_url(url.as_str())
        )),
        ObjectStoreScheme::MicrosoftAzure => {
            Arc::new(built!(MicrosoftAzureBuilder::new().with_url(url.as_str())))
        }
        ObjectStoreScheme::Http => Arc::new(built!(
            HttpBuilder::new().with_url(&url[..Position::BeforePath])
        )),
        _ => {
            return Err(object_store::Error::NotSupported {
                source: format!("no store for {}:// URLs", url.scheme()).into(),
            });
        }
    })
}

/// The stores that a session has registered, so that one authority is never read with two sets of credentials.
#[derive(Debug, Default)]
pub(crate) struct RegisteredStores {
    options_by_root: Mutex<HashMap<String, StorageOptions>>,
    /// The locations that views are registered for; the number of a view is its index.
    views: Mutex<Vec<String>>,
}

impl RegisteredStores {
    /// Makes the store of a URL known to the session.
    ///
    /// Errors: `storage-options-conflict` if the same bucket or host is in use with other options; `storage-error` for bad options.
    pub(crate) fn ensure(
        &self,
        runtime: &RuntimeEnv,
        url: &Url,
        options: &StorageOptions,
    ) -> Outcome<()> {
        if url.scheme() == "file" {
            return Ok(());
        }
        let root = url[..Position::BeforePath].to_owned();
        let mut known = self.options_by_root.lock().map_err(|_| unusable())?;
        match known.get(&root) {
            Some(present) if present == options => return Ok(()),
            Some(_) => {
                let shown = redacted_url(url);
                return Err(EngineFailure::new(
                    FailureCode::StorageOptionsConflict,
                    format!(
                        "{shown}: the session reads this store with other storage options already"
                    ),
                )
                .with("uri", shown));
            }
            None => {}
        }
        let store = open_root(
            url,
            options
                .iter()
                .map(|(name, value)| (name.to_lowercase(), value.clone())),
        )
        .map_err(|error| storage_failure(&error).with("uri", redacted_url(url)))?;
        let root_url = Url::parse(&root)
            .map_err(|error| EngineFailure::new(FailureCode::StorageError, error.to_string()))?;
        runtime.register_object_store(&root_url, TracedStore::over(store));
        known.insert(root, options.clone());
        Ok(())
    }

    /// The places that DataFusion lists for the locations of one table. Where they are not all folders, through a view of the store.
    ///
    /// Errors: `invalid-option` if the locations are in more than one store.
    pub(crate) fn listed(
        &self,
        runtime: &RuntimeEnv,
        locations: &[FileLocation],
    ) -> Outcome<Vec<ListingTableUrl>> {
        let roots: BTreeSet<_> = locations
            .iter()
            .map(|location| location.url.object_store())
            .map(|root| root.as_str().to_owned())
            .collect();
        if roots.len() > 1 {
            return Err(EngineFailure::new(
                FailureCode::InvalidOption,
                "the files of one table must be in one store",
            )
            .with("option", "paths"));
        }
        let Some(first) = locations.first() else {
            return Ok(Vec::new());
        };
        if !MatchingStore::is_needed(locations) {
            return Ok(locations
                .iter()
                .map(|location| location.url.clone())
                .collect());
        }
        let view = MatchingStore::new(runtime.object_store(&first.url)?, locations);
        let root = format!("view://{}", self.view_number(locations)?);
        let places =
            view.places()
                .into_iter()
                .map(|place| {
                    let url = Url::parse(&format!("{root}{}", place.get_url().path())).map_err(
                        |error| EngineFailure::new(FailureCode::Internal, error.to_string()),
                    )?;
                    Ok(ListingTableUrl::try_new(url, None)?)
                })
                .collect::<Outcome<_>>()?;
        let root_url = Url::parse(&root)
            .map_err(|error| EngineFailure::new(FailureCode::Internal, error.to_string()))?;
        runtime.register_object_store(&root_url, Arc::new(view));
        Ok(places)
    }

    fn view_number(&self, locations: &[FileLocation]) -> Outcome<usize> {
        let key = locations
            .iter()
            .map(FileLocation::key)
            .collect::<Vec<_>>()
            .join("\n");
        let mut views = self.views.lock().map_err(|_| unusable())?;
        Ok(match views.iter().position(|view| *view == key) {
            Some(number) => number,
            None => {
                views.push(key);
                views.len() - 1
            }
        })
    }
}

fn unusable() -> EngineFailure {
    EngineFailure::new(
        FailureCode::Internal,
        "the list of stores is unusable after a panic",
    )
}
