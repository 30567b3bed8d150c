//! The change data feed: which commits, which files, which rows.

pub(crate) mod deletion_vector;
pub(crate) mod feed;
pub(crate) mod files;
pub(crate) mod range;
pub(crate) mod table;
