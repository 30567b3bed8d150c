//! Whose the functions of a session are: only what SQL or the host has made can be defined anew or dropped.

use std::any::Any;

use datafusion::catalog::TableFunction;
use datafusion::execution::session_state::SessionState;

use super::host_aggregate::HostAggregate;
use super::host_function::HostLink;
use super::host_scalar::HostScalar;
use super::host_table::HostTable;
use super::sql_macro::SqlMacro;

/// A function of a session.
pub(crate) enum KnownFunction {
    Macro,
    Host(HostLink),
    /// DataFusion's, one of ours, or one that belongs to the session.
    Engine,
}

/// The function of that name, of whatever kind.
pub(crate) fn known_function(state: &SessionState, name: &str) -> Option<KnownFunction> {
    if let Some(function) = state.scalar_functions().get(name) {
        let inner = function.inner();
        return Some(if inner.downcast_ref::<SqlMacro>().is_some() {
            KnownFunction::Macro
        } else {
            host_or_engine(inner.downcast_ref::<HostScalar>().map(HostScalar::link))
        });
    }
    if let Some(function) = state.aggregate_functions().get(name) {
        let host = function.inner().downcast_ref::<HostAggregate>();
        return Some(host_or_engine(host.map(HostAggregate::link)));
    }
    if let Some(function) = state.table_functions().get(name) {
        return Some(host_or_engine(made_by_host(function).map(HostTable::link)));
    }
    let is_other = state.window_functions().contains_key(name)
        || state.higher_order_functions().contains_key(name);
    is_other.then_some(KnownFunction::Engine)
}

/// A table function that the host has made for its queries; those that tell of the session are part of it.
pub(crate) fn made_by_host(function: &TableFunction) -> Option<&HostTable> {
    host_table(function).filter(|table| !table.tells_of_the_session())
}

/// Whether the rows of a table function may tell of what a policy hides.
pub(crate) fn tells_of_the_session(function: &TableFunction) -> bool {
    host_table(function).is_some_and(HostTable::tells_of_the_session)
}

fn host_table(function: &TableFunction) -> Option<&HostTable> {
    let function: &dyn Any = function.function().as_ref();
    function.downcast_ref()
}

fn host_or_engine(link: Option<&HostLink>) -> KnownFunction {
    link.map_or(KnownFunction::Engine, |link| {
        KnownFunction::Host(link.clone())
    })
}
