use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::execution::session_state::SessionState;

use crate::delta_description::files_and_bytes;
use crate::delta_location;
use crate::failure::Outcome;
use crate::object_stores::RegisteredStores;
use crate::redaction::redacted_url;
use crate::table_description::{TableDescription, describe_columns};
use crate::table_source::DeltaSource;

/// The provider of a Delta table and its description. It stays at the version found now.
pub(crate) async fn provide(
    name: &str,
    source: &DeltaSource,
    state: SessionState,
    stores: &RegisteredStores,
) -> Outcome<(Arc<dyn TableProvider>, TableDescription)> {
    let (url, table) = delta_location::load(source).await?;
    stores.ensure(state.runtime_env(), &url, &source.storage_options)?;
    let (files, bytes) = files_and_bytes(&table)?;
    let provider: Arc<dyn TableProvider> = Arc::new(
        table
            .table_provider()
            .with_session(Arc::new(state))
            .build()
            .await
            .map_err(|error| delta_location::with_place(error.into(), &url, source.version))?,
    );
    let description = TableDescription {
        name: name.to_owned(),
        kind: "delta",
        uri: Some(redacted_url(&url)),
        version: table.version(),
        files: Some(files),
        bytes: Some(bytes),
        columns: describe_columns(&provider.schema()),
    };
    Ok((provider, description))
}
