//! The add actions of a version as one flat table.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, Int32Array, Int64Array, RecordBatch, StringArray, UInt32Array,
};
use arrow::compute::{concat, take};
use arrow::datatypes::{DataType, Field, Schema};
use serde_json::Value;

use crate::delta::files::{DeltaFiles, FilePart};
use crate::delta::statistics::{FileStatistics, StatisticsColumn};
use crate::failure::Outcome;

/// The files that are still there, in the shape that delta-rs gives add actions: `number` (of ours), `path`, `size_bytes`, `modification_time`,
/// `num_records`, `null_count.*`, `min.*`, `max.*` of these columns, `partition.*`, `deletion_vector.*` where a file has one. Columns are named as the
/// log names them, the fields of structs with points between.
pub(crate) fn flat_add_actions(
    files: &DeltaFiles,
    statistics: &FileStatistics,
    columns: &[StatisticsColumn],
) -> Outcome<RecordBatch> {
    let (rows, known) = statistics.of(files, columns)?;
    let parts: Vec<FilePart<'_>> = files.parts().collect();
    let mut flat = Flat::default();
    let numbers = parts
        .iter()
        .flat_map(|part| part.numbers.iter().map(|(_, number)| *number));
    flat.push("number", Arc::new(UInt32Array::from_iter_values(numbers)));
    flat.push(
        "path",
        of_parts(&parts, &DataType::Utf8, |part| Arc::new(part.paths.clone()))?,
    );
    let whole = &DataType::Int64;
    flat.push(
        "size_bytes",
        of_parts(&parts, whole, |part| Arc::new(part.sizes.clone()))?,
    );
    flat.push(
        "modification_time",
        of_parts(&parts, whole, |part| Arc::new(part.modified.clone()))?,
    );
    flat.push("num_records", Arc::new(rows));
    for (column, known) in columns.iter().zip(&known) {
        let name = column.stored_path.join(".");
        flat.push(
            &format!("null_count.{name}"),
            Arc::new(known.null_count.clone()),
        );
        if !column.data_type.is_binary() {
            flat.push(&format!("min.{name}"), known.min.clone());
            flat.push(&format!("max.{name}"), known.max.clone());
        }
    }
    for (at, (field, name)) in files
        .partition_fields()
        .iter()
        .zip(files.stored_partitions())
        .enumerate()
    {
        let values = of_parts(&parts, field.data_type(), |part| {
            part.partitions[at].clone()
        })?;
        flat.push(&format!("partition.{name}"), values);
    }
    flat.push_vectors(&parts);
    let schema = Arc::new(Schema::new(flat.fields));
    Ok(RecordBatch::try_new(schema, flat.columns)?)
}

#[derive(Default)]
struct Flat {
    fields: Vec<Field>,
    columns: Vec<ArrayRef>,
}

impl Flat {
    fn push(&mut self, name: &str, column: ArrayRef) {
        self.fields.push(Field::new(
            name,
            column.data_type().clone(),
            name != "number",
        ));
        self.columns.push(column);
    }

    fn push_vectors(&mut self, parts: &[FilePart<'_>]) {
        let vectors: Vec<Option<&Value>> = parts
            .iter()
            .flat_map(|part| part.numbers.iter().map(|(row, _)| part.vectors.get(row)))
            .collect();
        if vectors.iter().all(Option::is_none) {
            return;
        }
        let text = |name: &str| -> ArrayRef {
            let texts = vectors.iter().map(|vector| (*vector)?[name].as_str());
            Arc::new(texts.collect::<StringArray>())
        };
        let whole = |name: &str| {
            vectors
                .iter()
                .map(move |vector| (*vector)?[name].as_i64())
                .collect::<Vec<_>>()
        };
        let short = |name: &str| -> ArrayRef {
            let numbers = whole(name)
                .into_iter()
                .map(|number| i32::try_from(number?).ok());
            Arc::new(numbers.collect::<Int32Array>())
        };
        let columns: [(&str, ArrayRef); 5] = [
            ("storageType", text("storageType")),
            ("pathOrInlineDv", text("pathOrInlineDv")),
            ("offset", short("offset")),
            ("sizeInBytes", short("sizeInBytes")),
            (
                "cardinality",
                Arc::new(Int64Array::from(whole("cardinality"))),
            ),
        ];
        for (name, column) in columns {
            self.push(&format!("deletion_vector.{name}"), column);
        }
    }
}

/// A column of all parts, without the rows of files that are gone.
fn of_parts(
    parts: &[FilePart<'_>],
    data_type: &DataType,
    column: impl Fn(&FilePart<'_>) -> ArrayRef,
) -> Outcome<ArrayRef> {
    let arrays = parts
        .iter()
        .map(|part| {
            let whole = column(part);
            if part.numbers.len() == whole.len() {
                return Ok(whole);
            }
            let rows = part
                .numbers
                .iter()
                .map(|(row, _)| u32::try_from(*row).unwrap_or(u32::MAX));
            Ok(take(
                whole.as_ref(),
                &UInt32Array::from_iter_values(rows),
                None,
            )?)
        })
        .collect::<Outcome<Vec<_>>>()?;
    let arrays: Vec<&dyn Array> = arrays.iter().map(AsRef::as_ref).collect();
    Ok(match arrays.as_slice() {
        [] => arrow::array::new_empty_array(data_type),
        arrays => concat(arrays)?,
    })
}
