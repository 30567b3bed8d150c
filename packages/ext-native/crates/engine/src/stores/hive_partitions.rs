//! Partition columns that stand in the names of folders: `year=2024/month=1/part.parquet`.

use object_store::ObjectMeta;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::stores::file_locations::FileLocation;
use crate::tables::table_source::PartitionColumn;

/// Errors: `invalid-option` for a file whose folders do not name the columns, outermost first: its rows would have no values there.
pub(crate) fn verify(
    columns: &[PartitionColumn],
    locations: &[FileLocation],
    files: &[ObjectMeta],
) -> Outcome<()> {
    let names_all = |file: &ObjectMeta| {
        locations.iter().any(|location| {
            location
                .url
                .strip_prefix(&file.location)
                .is_some_and(|mut folders| {
                    columns.iter().all(|column| {
                        folders
                            .next()
                            .and_then(|folder| folder.split_once('='))
                            .is_some_and(|(name, _)| name == column.name)
                    })
                })
        })
    };
    match files.iter().find(|file| !names_all(file)) {
        None => Ok(()),
        Some(file) => Err(EngineFailure::new(
            FailureCode::InvalidOption,
            format!(
                "the folders of {} do not name the partition columns {}",
                file.location,
                columns
                    .iter()
                    .map(|column| column.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        )
        .with("option", "partitionColumns")
        .with("path", file.location.to_string())),
    }
}
