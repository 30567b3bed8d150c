//! What the log tells of the values in each file, column by column (PROTOCOL.md, "Per-file Statistics").
//!
//! The statistics of a file are one JSON text, of which a query needs a column or two: only those are read, when they are asked for first, and kept.
//! A text that is no JSON tells nothing, and neither does a value that is none of its column's type: statistics are never exact, so that to know less
//! of a file only means to read it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray, StringBuilder};
use arrow::compute::{cast, concat};
use arrow::datatypes::{DataType, Field, Float32Type, Float64Type, Int64Type};

use crate::delta::files::{DeltaFiles, FilePart};
use crate::delta::json_scanner::{Wanted, scan};
use crate::delta::table_version::TableVersion;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Files of which several threads read the statistics.
const MANY_FILES: usize = 4096;

/// A column, or a field of a struct, that files may have statistics of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatisticsColumn {
    /// As the table names it.
    pub(crate) path: Vec<String>,
    /// As the log names it.
    pub(crate) stored_path: Vec<String>,
    pub(crate) data_type: DataType,
    /// Whether files from before a change of type may hold it as a float, so that its bounds are floats' texts.
    pub(crate) was_float: bool,
}

/// One value for each file that is still there, in the order of their numbers.
#[derive(Debug)]
pub(crate) struct ColumnStatistics {
    pub(crate) min: ArrayRef,
    pub(crate) max: ArrayRef,
    pub(crate) null_count: Int64Array,
}

/// The statistics of a version's files, as far as they have been asked for.
#[derive(Debug, Default)]
pub(crate) struct FileStatistics {
    rows: OnceLock<Int64Array>,
    columns: Mutex<HashMap<Vec<String>, Arc<ColumnStatistics>>>,
}

/// The columns of a table that files may have statistics of: all of primitive types that are no partition columns, not those in lists and maps.
pub(crate) fn statistics_columns(version: &TableVersion) -> Vec<StatisticsColumn> {
    let mut columns = Vec::new();
    for field in version.schema.fields() {
        if !version.partition_columns.contains(field.name()) {
            take(version, field, &[], &[], &mut columns);
        }
    }
    columns
}

fn take(
    version: &TableVersion,
    field: &Field,
    around: &[String],
    stored_around: &[String],
    columns: &mut Vec<StatisticsColumn>,
) {
    let path = [around, &[field.name().clone()]].concat();
    let stored_path = [stored_around, &[version.stored_name(field).to_owned()]].concat();
    match field.data_type() {
        DataType::Struct(fields) => {
            for inner in fields {
                take(version, inner, &path, &stored_path, columns);
            }
        }
        nested if nested.is_nested() => {}
        data_type => columns.push(StatisticsColumn {
            was_float: field
                .metadata()
                .get("delta.typeChanges")
                .is_some_and(|changes| changes.contains("\"float\"")),
            data_type: data_type.clone(),
            path,
            stored_path,
        }),
    }
}

/// The rows of a file by its statistics.
pub(crate) fn row_count(text: &str) -> Option<u64> {
    let mut found = [None];
    scan(text, &[("numRecords", Wanted::Value(0))], &mut found)?;
    found[0].take()?.parse().ok()
}

impl FileStatistics {
    /// The row counts of all files, and the statistics of these columns.
    pub(crate) fn of(
        &self,
        files: &DeltaFiles,
        columns: &[StatisticsColumn],
    ) -> Outcome<(Int64Array, Vec<Arc<ColumnStatistics>>)> {
        let mut known = self.columns.lock().unwrap_or_else(PoisonError::into_inner);
        let missing: Vec<&StatisticsColumn> = columns
            .iter()
            .filter(|column| !known.contains_key(&column.path))
            .collect();
        if !missing.is_empty() || self.rows.get().is_none() {
            let (rows, read) = read(files, &missing)?;
            self.rows.get_or_init(|| rows);
            for (column, statistics) in missing.iter().zip(read) {
                known.insert(column.path.clone(), Arc::new(statistics));
            }
        }
        let found = columns
            .iter()
            .filter_map(|column| known.get(&column.path).cloned())
            .collect();
        let rows = self.rows.get().cloned();
        Ok((
            rows.unwrap_or_else(|| Int64Array::new_null(files.live())),
            found,
        ))
    }
}

/// Reads the columns of all files, by as many threads as there are processors.
fn read(
    files: &DeltaFiles,
    columns: &[&StatisticsColumn],
) -> Outcome<(Int64Array, Vec<ColumnStatistics>)> {
    let parts: Vec<FilePart<'_>> = files.parts().collect();
    let threads = match std::thread::available_parallelism() {
        Ok(threads) if files.live() > MANY_FILES => threads.get(),
        _ => 1,
    };
    let share = parts.len().div_ceil(threads).max(1);
    let texts: Vec<Outcome<Vec<Vec<ArrayRef>>>> = std::thread::scope(|scope| {
        let running: Vec<_> = parts
            .chunks(share)
            .map(|parts| {
                scope.spawn(move || parts.iter().map(|part| read_part(part, columns)).collect())
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(stopped())))
            .collect()
    });
    let parts = texts.into_iter().collect::<Outcome<Vec<_>>>()?.concat();
    let column = |index: usize, data_type: &DataType| -> Outcome<ArrayRef> {
        let arrays: Vec<&dyn Array> = parts.iter().map(|part| part[index].as_ref()).collect();
        Ok(match arrays.as_slice() {
            [] => arrow::array::new_empty_array(data_type),
            arrays => concat(arrays)?,
        })
    };
    let whole = |index| -> Outcome<Int64Array> {
        Ok(column(index, &DataType::Int64)?
            .as_primitive::<Int64Type>()
            .clone())
    };
    let statistics = columns
        .iter()
        .enumerate()
        .map(|(at, wanted)| {
            Ok(ColumnStatistics {
                min: column(3 * at + 1, &wanted.data_type)?,
                max: column(3 * at + 2, &wanted.data_type)?,
                null_count: whole(3 * at + 3)?,
            })
        })
        .collect::<Outcome<_>>()?;
    Ok((whole(0)?, statistics))
}

fn stopped() -> EngineFailure {
    EngineFailure::new(
        FailureCode::Internal,
        "a thread that read statistics stopped",
    )
}

/// The row counts, and the minima, maxima and null counts of each column, of the files of a part that are still there.
fn read_part(part: &FilePart<'_>, columns: &[&StatisticsColumn]) -> Outcome<Vec<ArrayRef>> {
    let paths: Vec<&[String]> = columns
        .iter()
        .map(|column| column.stored_path.as_slice())
        .collect();
    let group = |offset: usize| {
        let places = (0..paths.len())
            .map(|at| 3 * at + offset)
            .collect::<Vec<_>>();
        Wanted::fields(&paths, &places)
    };
    let wanted = [
        ("numRecords", Wanted::Value(0)),
        ("minValues", group(1)),
        ("maxValues", group(2)),
        ("nullCount", group(3)),
    ];
    let count = 3 * columns.len() + 1;
    let mut builders: Vec<StringBuilder> = (0..count).map(|_| StringBuilder::new()).collect();
    let mut found = vec![None; count];
    for (row, _) in &part.numbers {
        found.fill(None);
        if part.statistics.is_valid(*row)
            && scan(part.statistics.value(*row), &wanted, &mut found).is_none()
        {
            found.fill(None);
        }
        for (builder, value) in builders.iter_mut().zip(&found) {
            builder.append_option(value.as_deref());
        }
    }
    builders
        .iter_mut()
        .enumerate()
        .map(|(index, builder)| {
            let texts = builder.finish();
            match index.checked_sub(1).map(|place| (place / 3, place % 3)) {
                Some((column, 0 | 1)) => typed(&texts, &columns[column].data_type),
                _ => Ok(cast(&texts, &DataType::Int64)?),
            }
        })
        .collect()
}

/// The values of texts; null for what is none of the type, and for NaN, which is no bound.
fn typed(texts: &StringArray, data_type: &DataType) -> Outcome<ArrayRef> {
    if data_type.is_binary() {
        return Ok(arrow::array::new_null_array(data_type, texts.len()));
    }
    let values = cast(texts, data_type)?;
    Ok(match data_type {
        DataType::Float32 => Arc::new(
            values
                .as_primitive::<Float32Type>()
                .unary_opt::<_, Float32Type>(|value| (!value.is_nan()).then_some(value)),
        ),
        DataType::Float64 => Arc::new(
            values
                .as_primitive::<Float64Type>()
                .unary_opt::<_, Float64Type>(|value| (!value.is_nan()).then_some(value)),
        ),
        _ => values,
    })
}
