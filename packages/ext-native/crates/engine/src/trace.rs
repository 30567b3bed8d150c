//! Spans of delta-rs, the Delta kernel and the engine itself, collected for each run that asks for them, without a thread or a network of their own.

pub(crate) mod collector;
pub(crate) mod fields;
pub(crate) mod joined_tasks;
pub(crate) mod run_spans;
pub(crate) mod run_trace;
pub(crate) mod session_tracing;
