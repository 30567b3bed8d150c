//! Takes out of arrays the values that no row of them has.
//!
//! A filtered dictionary array still holds the values of the rows that are gone, and expressions over dictionaries are evaluated
//! on their values: a cast of one would fail on a value that no row has.

use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::compute::{CastOptions, cast_with_options};
use arrow::datatypes::{DataType, Field, FieldRef};
use arrow::error::ArrowError;

/// Whether arrays of a type can be rid of such values: the children of list views cannot.
pub(crate) fn can_be_rid(data_type: &DataType) -> bool {
    match data_type {
        DataType::ListView(_) | DataType::LargeListView(_) | DataType::RunEndEncoded(..) => false,
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => can_be_rid(item.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| can_be_rid(field.data_type())),
        DataType::Dictionary(_, values) => can_be_rid(values),
        _ => true,
    }
}

/// The same rows, in dictionaries of no other values than theirs.
pub(crate) fn without_unused_values(array: ArrayRef) -> Result<ArrayRef, ArrowError> {
    let packed = array.data_type().clone();
    let plain = plain_type(&packed);
    if plain == packed {
        return Ok(array);
    }
    let options = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let unpacked = cast_with_options(&array, &plain, &options)?;
    cast_with_options(&unpacked, &packed, &options)
}

/// The type with the values of dictionaries in their place, at any depth.
fn plain_type(data_type: &DataType) -> DataType {
    match data_type {
        DataType::Dictionary(_, values) => plain_type(values),
        DataType::List(item) => DataType::List(plain_field(item)),
        DataType::LargeList(item) => DataType::LargeList(plain_field(item)),
        DataType::FixedSizeList(item, size) => DataType::FixedSizeList(plain_field(item), *size),
        DataType::Map(entries, sorted) => DataType::Map(plain_field(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(plain_field).collect()),
        other => other.clone(),
    }
}

fn plain_field(field: &FieldRef) -> FieldRef {
    let plain = plain_type(field.data_type());
    Arc::new(
        Field::new(field.name(), plain, field.is_nullable())
            .with_metadata(field.metadata().clone()),
    )
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, BooleanArray, DictionaryArray};
    use arrow::compute::filter;
    use arrow::datatypes::Int32Type;

    use super::*;

    #[test]
    fn a_filtered_dictionary_keeps_only_what_its_rows_have() -> Result<(), ArrowError> {
        let all: DictionaryArray<Int32Type> = ["a", "b", "a"].into_iter().collect();
        let kept = filter(&all, &BooleanArray::from(vec![true, false, true]))?;
        let rid = without_unused_values(kept)?;
        let rid = rid.as_any().downcast_ref::<DictionaryArray<Int32Type>>();
        assert_eq!(rid.map(|array| array.values().len()), Some(1));
        assert_eq!(rid.map(Array::len), Some(2));
        Ok(())
    }
}
