//! What reaches a scan of a Delta table, which files it takes, and how they are read.

pub(crate) mod conformed;
pub(crate) mod deleted_rows;
pub(crate) mod delta_scans;
pub(crate) mod direct_scan;
pub(crate) mod file_bounds;
pub(crate) mod literal;
pub(crate) mod predicate;
pub(crate) mod provider;
pub(crate) mod sound_pruning;
pub(crate) mod stored_columns;
pub(crate) mod table_schema;
