use causeway_engine::CancellationToken;
use napi_derive::napi;

/// Stops every call that it was given to.
#[napi]
pub struct NativeCancellation {
    token: CancellationToken,
}

#[napi]
impl NativeCancellation {
    #[napi(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript constructs it")]
    pub fn new() -> Self {
        Self {
            token: CancellationToken::new(),
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
