use std::sync::Arc;

use causeway_engine::Progress;
use napi_derive::napi;

/// How far the operation has come that it was given to.
#[napi]
pub struct NativeProgress {
    progress: Arc<Progress>,
}

#[napi]
impl NativeProgress {
    #[napi(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript constructs it")]
    pub fn new() -> Self {
        Self {
            progress: Arc::default(),
        }
    }

    /// Data files that are written to their end.
    #[napi(getter)]
    pub fn files(&self) -> f64 {
        self.progress.files() as f64
    }

    /// Bytes of data files, those that are open included.
    #[napi(getter)]
    pub fn bytes(&self) -> f64 {
        self.progress.bytes() as f64
    }
}

/// What an operation counts on, whether somebody looks or not.
pub(crate) fn progress_of(progress: Option<&NativeProgress>) -> Arc<Progress> {
    progress.map_or_else(Arc::default, |given| given.progress.clone())
}
