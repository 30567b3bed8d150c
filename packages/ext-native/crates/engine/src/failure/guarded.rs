//! Runs work so that it can be stopped, and so that a panic in it becomes a failure instead of the end of the process.

use std::any::Any;
use std::cell::RefCell;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Once;

use futures::FutureExt;
use tokio_util::sync::CancellationToken;

use crate::failure::{EngineFailure, FailureCode, Outcome};

thread_local! {
    /// Where the last panic of this thread happened; the hook writes it, the failure reads it.
    static PANIC_LOCATION: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The name of the engine's own threads.
pub(crate) const THREAD_NAME: &str = "causeway-engine";

/// Remembers the place of a panic, and keeps those of the engine's threads off standard error: they become failures.
pub(crate) fn install_panic_hook() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let others = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let location = info.location().map(ToString::to_string);
            PANIC_LOCATION.with(|slot| slot.replace(location));
            if std::thread::current().name() != Some(THREAD_NAME) {
                others(info);
            }
        }));
    });
}

/// The failure that a caught panic becomes: code `internal-panic`, with `location` where it is known.
pub fn panic_failure(payload: &(dyn Any + Send)) -> EngineFailure {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned());
    let failure = EngineFailure::new(FailureCode::InternalPanic, message);
    match PANIC_LOCATION.with(|slot| slot.take()) {
        Some(location) => failure.with("location", location),
        None => failure,
    }
}

/// Awaits work until it ends, panics, or is cancelled; what is cancelled is dropped at its next await point.
pub(crate) async fn guarded<T>(
    work: impl Future<Output = Outcome<T>>,
    cancellation: &CancellationToken,
    closed: &CancellationToken,
) -> Outcome<T> {
    tokio::select! {
        biased;
        () = closed.cancelled() => Err(EngineFailure::session_closed()),
        () = cancellation.cancelled() => Err(EngineFailure::aborted()),
        result = AssertUnwindSafe(work).catch_unwind() => {
            result.unwrap_or_else(|payload| Err(panic_failure(payload.as_ref())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_becomes_a_failure_with_its_place() {
        install_panic_hook();
        let token = CancellationToken::new();
        let empty: Vec<usize> = Vec::new();
        let work = async move { Ok(empty[0]) };
        let outcome = guarded(work, &token, &token.child_token()).await;
        let failure = outcome.err();
        assert_eq!(
            failure.as_ref().map(|failure| failure.code),
            Some(FailureCode::InternalPanic)
        );
        assert!(failure.is_some_and(|failure| {
            failure.details["location"]
                .as_str()
                .is_some_and(|place| place.contains("guarded.rs"))
        }));
    }

    #[tokio::test]
    async fn cancelled_work_ends_as_aborted() {
        let token = CancellationToken::new();
        token.cancel();
        let outcome: Outcome<()> =
            guarded(std::future::pending(), &token, &CancellationToken::new()).await;
        assert_eq!(
            outcome.err().map(|failure| failure.code),
            Some(FailureCode::Aborted)
        );
    }
}
