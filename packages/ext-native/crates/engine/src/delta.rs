//! Delta tables: their logs, the operations on them, and the guard over their commits.

pub(crate) mod add_actions;
pub(crate) mod change;
pub(crate) mod commit_guard;
pub(crate) mod convert;
pub(crate) mod create;
pub(crate) mod description;
pub(crate) mod file_keys;
pub(crate) mod files;
pub(crate) mod history;
pub(crate) mod input;
pub(crate) mod json_scanner;
pub(crate) mod location;
pub(crate) mod log;
pub(crate) mod log_examination;
pub(crate) mod merge;
pub(crate) mod operation;
pub(crate) mod optimize;
pub(crate) mod progress;
pub(crate) mod properties;
pub(crate) mod restore;
pub(crate) mod rows;
pub(crate) mod statistics;
pub(crate) mod table_version;
pub(crate) mod tables;
pub(crate) mod vacuum;
pub(crate) mod write;
