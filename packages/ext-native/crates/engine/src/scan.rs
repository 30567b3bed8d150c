//! What reaches a scan of a Delta table, which files it takes, and how they are read.

pub(crate) mod delta_scans;
pub(crate) mod direct_scan;
pub(crate) mod file_bounds;
pub(crate) mod literal;
pub(crate) mod predicate;
pub(crate) mod provider;
pub(crate) mod sound_pruning;
