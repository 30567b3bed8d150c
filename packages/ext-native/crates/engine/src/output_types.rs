//! The types that leave the engine: what Arrow implementations outside Rust read reliably.
//!
//! | inside | outside | why |
//! | --- | --- | --- |
//! | Utf8View, BinaryView | Utf8, Binary | views are not read everywhere, and a view drags its whole buffers along |
//! | Dictionary | its values | a stream whose dictionary changes is not read everywhere |
//! | RunEndEncoded | its values | not read everywhere |
//! | Decimal32, Decimal64 | Decimal128 | not read everywhere; precision and scale stay |
//! | LargeList, ListView, LargeListView | List | not read everywhere |
//!
//! The rule goes into lists, maps and structs. All other types leave as they are.

use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};

use crate::failure::Outcome;

/// The type that a type leaves as.
pub(crate) fn output_type(inside: &DataType) -> DataType {
    match inside {
        DataType::Utf8View => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        DataType::Dictionary(_, values) => output_type(values),
        DataType::RunEndEncoded(_, values) => output_type(values.data_type()),
        DataType::Decimal32(precision, scale) | DataType::Decimal64(precision, scale) => {
            DataType::Decimal128(*precision, *scale)
        }
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::ListView(item)
        | DataType::LargeListView(item) => DataType::List(output_field(item)),
        DataType::FixedSizeList(item, length) => {
            DataType::FixedSizeList(output_field(item), *length)
        }
        DataType::Map(entries, sorted) => DataType::Map(output_field(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(output_field).collect()),
        other => other.clone(),
    }
}

fn output_field(field: &FieldRef) -> FieldRef {
    let outside = output_type(field.data_type());
    if outside == *field.data_type() {
        field.clone()
    } else {
        Arc::new(
            Field::new(field.name(), outside, field.is_nullable())
                .with_metadata(field.metadata().clone()),
        )
    }
}

/// The schema that results leave with.
pub(crate) fn output_schema(schema: &Schema) -> SchemaRef {
    let fields: Vec<FieldRef> = schema.fields().iter().map(output_field).collect();
    Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()))
}

/// Casts the columns whose type leaves as another one; the others are not touched.
pub(crate) fn to_output(batch: RecordBatch, outside: &SchemaRef) -> Outcome<RecordBatch> {
    if batch.schema_ref() == outside {
        return Ok(batch);
    }
    let columns = batch
        .columns()
        .iter()
        .zip(outside.fields())
        .map(|(column, field)| {
            if column.data_type() == field.data_type() {
                Ok(column.clone())
            } else {
                cast(column, field.data_type())
            }
        })
        .collect::<Result<Vec<ArrayRef>, _>>()?;
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(
        outside.clone(),
        columns,
        &options,
    )?)
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray, DictionaryArray, Int32Array, StringViewArray};
    use arrow::datatypes::Int32Type;

    use super::*;

    #[test]
    fn views_and_dictionaries_become_plain_at_any_depth() {
        let item = Arc::new(Field::new_list_field(DataType::Utf8View, true));
        let inside =
            DataType::Struct(vec![Field::new("a", DataType::LargeList(item), true)].into());
        let plain = Arc::new(Field::new_list_field(DataType::Utf8, true));
        assert_eq!(
            output_type(&inside),
            DataType::Struct(vec![Field::new("a", DataType::List(plain), true)].into())
        );
    }

    #[test]
    fn values_and_nulls_survive_the_cast() -> Result<(), Box<dyn std::error::Error>> {
        let words: DictionaryArray<Int32Type> =
            vec![Some("a"), None, Some("a")].into_iter().collect();
        let views = StringViewArray::from(vec![
            Some("a longer text than twelve bytes"),
            None,
            Some(""),
        ]);
        let batch = RecordBatch::try_from_iter(vec![
            ("words", Arc::new(words) as ArrayRef),
            ("views", Arc::new(views) as ArrayRef),
            (
                "plain",
                Arc::new(Int32Array::from(vec![1, 2, 3])) as ArrayRef,
            ),
        ])?;
        let outside = output_schema(&batch.schema());
        let cast = to_output(batch, &outside)?;
        let words = cast.column(0).as_string::<i32>();
        assert_eq!(
            (words.value(0), words.is_null(1), words.value(2)),
            ("a", true, "a")
        );
        assert_eq!(
            cast.column(1).as_string::<i32>().value(0),
            "a longer text than twelve bytes"
        );
        Ok(())
    }
}
