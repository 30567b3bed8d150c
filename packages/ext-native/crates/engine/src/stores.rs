//! Where files are: object stores by URL, folders and globs, partitions in names.

pub(crate) mod file_locations;
pub(crate) mod hive_partitions;
pub(crate) mod matching_store;
pub(crate) mod object_stores;
pub(crate) mod traced_store;
