use causeway_engine::{CancellationToken, TraceScope};
use napi_derive::napi;

use crate::native_trace::NativeTrace;

/// What each call is given that it was given to: a way to stop it, and the run that it is done for.
#[napi]
pub struct NativeCancellation {
    token: CancellationToken,
    scope: TraceScope,
}

#[napi]
impl NativeCancellation {
    #[napi(constructor)]
    pub fn new(trace: Option<&NativeTrace>) -> Self {
        Self {
            token: CancellationToken::new(),
            scope: trace.map_or_else(TraceScope::none, NativeTrace::scope),
        }
    }

    /// May be called any number of times.
    #[napi]
    pub fn cancel(&self) {
        self.token.cancel();
    }
}

/// The token of one call: cancelled with the caller's, and by itself without touching it.
pub(crate) fn token_of(cancellation: Option<&NativeCancellation>) -> CancellationToken {
    cancellation.map_or_else(CancellationToken::new, |given| given.token.child_token())
}

/// The run that one call is part of.
pub(crate) fn scope_of(cancellation: Option<&NativeCancellation>) -> TraceScope {
    cancellation.map_or_else(TraceScope::none, |given| given.scope.clone())
}
