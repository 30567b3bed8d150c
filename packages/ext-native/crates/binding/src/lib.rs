//! Node-API over the engine: conversions only, no decisions.
//!
//! Every failure crosses as a value, a [`NativeFailure`]; nothing is thrown here. Every promise settles exactly once, also when its session is
//! closed or its environment ends before the work does. The classes hold engine handles; dropping one (garbage collection, the end of a worker)
//! stops the work behind it.

mod native_cancellation;
mod native_delta_writer;
mod native_failure;
mod native_plan;
mod native_session;
mod native_stream;
mod settled;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Removes the spill folders of all sessions: for the end of the process, which runs no finalizers.
#[napi_derive::napi]
pub fn remove_spill_folders() {
    causeway_engine::remove_spill_folders();
}

/// What this build is made of, as JSON.
#[napi_derive::napi]
pub fn capabilities() -> String {
    native_failure::json(&causeway_engine::capabilities())
}
