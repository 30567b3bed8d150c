//! Node-API over the engine: conversions only, no decisions.
//!
//! Every failure crosses as a value, a [`NativeFailure`]; nothing is thrown here. Every promise settles exactly once, also when its session is
//! closed or its environment ends before the work does. The classes hold engine handles; dropping one (garbage collection, the end of a worker)
//! stops the work behind it.

mod native_bound_plan;
mod native_cancellation;
mod native_delta_writer;
mod native_failure;
mod native_function;
mod native_plan;
mod native_progress;
mod native_session;
mod native_stream;
mod native_trace;
mod settled;

use mimalloc::MiMalloc;
use napi::bindgen_prelude::Either;

use native_failure::{NativeFailure, json};
use settled::answer;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// mimalloc's `mi_option_purge_delay`, which its bindings do not name.
const PURGE_DELAY_OPTION: i32 = 15;
/// Freed memory goes back to the system after so many milliseconds, when something is allocated again. After mimalloc's 10 ms the next query would
/// have to ask for it anew: with this it takes a fifth of the page faults, and 4 % less time over TPC-H.
const PURGE_DELAY_MS: std::ffi::c_long = 2_000;

#[napi_derive::module_init]
#[allow(
    unsafe_code,
    reason = "mimalloc's options have no safe form; the call only stores a number"
)]
fn keep_freed_memory_a_little() {
    // SAFETY: takes two integers, at any time and from any thread.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY_OPTION, PURGE_DELAY_MS) };
}

/// Removes the spill folders of all sessions: for the end of the process, which runs no finalizers.
#[napi_derive::napi]
pub fn remove_spill_folders() {
    causeway_engine::remove_spill_folders();
}

/// What this build is made of and can do, as JSON.
#[napi_derive::napi]
pub fn capabilities() -> Either<NativeFailure, String> {
    answer(|| Ok(json(&causeway_engine::capabilities()?)))
}

/// What TypeScript may expect of this addon, as JSON.
#[napi_derive::napi]
pub fn native_abi() -> &'static str {
    causeway_engine::native_abi()
}
