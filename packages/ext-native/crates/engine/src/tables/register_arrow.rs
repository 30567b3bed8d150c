use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::execution::session_state::SessionState;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::tables::arrow_input::table_from_ipc;
use crate::tables::table_description::{TableDescription, describe_columns};

/// The provider of rows that come as Arrow IPC bytes, held in memory, and its description. Errors: `invalid-arrow`, `invalid-option`.
pub(crate) fn provide(
    name: &str,
    ipc: Option<Vec<u8>>,
    state: &SessionState,
) -> Outcome<(Arc<dyn TableProvider>, TableDescription)> {
    let bytes = ipc.ok_or_else(|| {
        EngineFailure::new(FailureCode::InvalidOption, "an arrow table needs its bytes")
            .with("option", "arrow")
    })?;
    let options = state.config_options();
    let provider = table_from_ipc(
        bytes,
        options.execution.batch_size.into(),
        options.execution.target_partitions,
    )?;
    let description = TableDescription {
        name: name.to_owned(),
        kind: "arrow",
        uri: None,
        version: None,
        files: None,
        bytes: None,
        columns: describe_columns(&provider.schema()),
        protocol: None,
    };
    Ok((provider, description))
}
