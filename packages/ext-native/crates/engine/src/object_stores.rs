//! Object stores by URL: local files, S3, Azure, GCS and HTTP(S), with the same options for plain files and for Delta logs.
//!
//! Both go through `object_store` alone, not through delta-rs's crates for the three clouds: these add the AWS SDK (and DynamoDB locks that
//! conditional puts replace) for a third of the addon's size.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, Once};

use datafusion::execution::runtime_env::RuntimeEnv;
use deltalake_core::logstore::{
    LogStore, LogStoreFactory, ObjectStoreFactory, ObjectStoreRef, StorageConfig, default_logstore,
    logstore_factories, object_store_factories,
};
use deltalake_core::{DeltaResult, DeltaTableError, Path};
use object_store::ObjectStore;
use url::Url;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::failure_from_datafusion::storage_failure;
use crate::redaction::redacted_url;

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
        let (_, path) = object_store::parse_url_opts(url, std::iter::empty::<(String, String)>())
            .map_err(|source| DeltaTableError::ObjectStore { source })?;
        let store =
            open_root(url, options).map_err(|source| DeltaTableError::ObjectStore { source })?;
        Ok((store, path))
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

/// Teaches delta-rs the remote schemes, once a process.
pub(crate) fn register_with_delta() {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
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
fn open_root(
    url: &Url,
    options: impl IntoIterator<Item = (String, String)>,
) -> object_store::Result<ObjectStoreRef> {
    let mut merged: HashMap<String, String> = std::env::vars()
        .map(|(name, value)| (name.to_lowercase(), value))
        .filter(|(name, _)| {
            ["aws_", "azure_", "google_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
        })
        .collect();
    merged.extend(options);
    let (store, _) = object_store::parse_url_opts(url, merged)?;
    Ok(Arc::from(store) as Arc<dyn ObjectStore>)
}

/// The stores that a session has registered, so that one authority is never read with two sets of credentials.
#[derive(Debug, Default)]
pub(crate) struct RegisteredStores {
    options_by_root: Mutex<HashMap<String, StorageOptions>>,
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
        let root = url[..url::Position::BeforePath].to_owned();
        let Ok(mut known) = self.options_by_root.lock() else {
            return Err(EngineFailure::new(
                FailureCode::Internal,
                "the list of stores is unusable after a panic",
            ));
        };
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
        runtime.register_object_store(&root_url, store);
        known.insert(root, options.clone());
        Ok(())
    }
}
