//! Tables of a session: registered from files, Delta logs and Arrow, described, and known to their scans.

pub(crate) mod arrow_input;
pub(crate) mod called_table;
pub(crate) mod field_ids;
pub(crate) mod made_tables;
pub(crate) mod parquet_zones;
pub(crate) mod register_arrow;
pub(crate) mod register_delta;
pub(crate) mod register_files;
pub(crate) mod scanned_table;
pub(crate) mod stored_types;
pub(crate) mod table_description;
pub(crate) mod table_source;
pub(crate) mod unused_values;
