use causeway_engine::EngineFailure;
use napi_derive::napi;
use serde::Serialize;

/// A failure as it crosses: thrown once, in TypeScript.
#[napi(object, object_from_js = false)]
pub struct NativeFailure {
    pub failure_code: String,
    pub message: String,
    /// A JSON object: the data needed to act.
    pub details_json: String,
}

impl From<EngineFailure> for NativeFailure {
    fn from(failure: EngineFailure) -> Self {
        Self {
            failure_code: failure.code.name(),
            details_json: json(&failure.details),
            message: failure.message,
        }
    }
}

/// JSON of what the engine describes. Its types hold no maps with keys that are not text, the one thing that can fail.
pub(crate) fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}
