//! What a session is: its options, threads, memory, spill folder, and what it holds.

pub(crate) mod context;
pub(crate) mod engine_options;
pub(crate) mod engine_session;
pub(crate) mod expr_planners;
pub(crate) mod planning_session;
pub(crate) mod query_memory;
pub(crate) mod spill_folder;
pub(crate) mod threads;
pub(crate) mod versions;
pub(crate) mod with_delta;
pub(crate) mod with_functions;
