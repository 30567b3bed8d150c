//! What goes wrong, with a stable code and a culprit, and without secrets.

mod engine_failure;
pub(crate) mod from_datafusion;
pub(crate) mod from_delta;
pub(crate) mod guarded;
pub(crate) mod plan_refusals;
pub(crate) mod redaction;

pub use engine_failure::{EngineFailure, FailureCode, Outcome};
