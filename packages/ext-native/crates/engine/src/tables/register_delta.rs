use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::execution::session_state::SessionState;

use crate::delta::location::{self, OpenedTable};
use crate::failure::Outcome;
use crate::failure::redaction::redacted_url;
use crate::scan::provider::DeltaProvider;
use crate::stores::object_stores::RegisteredStores;
use crate::tables::table_description::{TableDescription, describe_columns};
use crate::tables::table_source::DeltaSource;

/// The provider of a Delta table and its description. It stays at the version found now.
pub(crate) async fn provide(
    name: &str,
    source: &DeltaSource,
    state: SessionState,
    stores: &RegisteredStores,
) -> Outcome<(Arc<DeltaProvider>, TableDescription)> {
    let OpenedTable {
        url,
        log,
        version,
        files,
    } = location::open(source).await?;
    stores.ensure(state.runtime_env(), &url, &source.storage_options)?;
    let provider = DeltaProvider::new(log, version, files, &source.read, &state)
        .map_err(|failure| location::with_place(failure, &url, source.version))?;
    let description = describe(name, &provider);
    Ok((Arc::new(provider), description))
}

/// A version of a registered table, as users see it.
pub(crate) fn describe(name: &str, provider: &DeltaProvider) -> TableDescription {
    TableDescription {
        name: name.to_owned(),
        kind: "delta",
        uri: Some(redacted_url(provider.log().root_url())),
        version: Some(provider.version()),
        files: Some(provider.files().live()),
        bytes: Some(provider.files().bytes()),
        columns: describe_columns(&provider.schema()),
        protocol: Some(provider.table_version().protocol.clone()),
    }
}
