//! The types that Delta tables store (Delta protocol, "Primitive Types"): what Arrow has beyond them is cast to the nearest.
//!
//! | rows | stored | why |
//! | --- | --- | --- |
//! | views, dictionaries and the like | plain, as in [`crate::execution::output_types`] | |
//! | UInt8, UInt16, UInt32 | Int16, Int32, Int64 | Delta has signed integers only |
//! | UInt64 | Int64 | what does not fit is an error |
//! | Float16 | Float32 | |
//! | Date64 | Date32 | |
//! | timestamps of any unit and zone | microseconds, in UTC if there is a zone | the instant stays, its zone is not stored |
//!
//! The rule goes into lists, maps and structs. All other types stay, and those that Delta does not have (times, intervals) are refused by it.
//!
//! The ids that Parquet files give to their fields stay behind ([`crate::tables::field_ids`]).

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef, TimeUnit};
use datafusion::common::Column;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, cast, col, ident};

use crate::execution::output_types::output_type;
use crate::failure::Outcome;
use crate::tables::field_ids::{field_without_ids, has_field_id, without_field_ids};

/// A plan whose rows can be stored.
pub(crate) fn storable(input: LogicalPlan) -> Outcome<LogicalPlan> {
    let schema = input.schema().clone();
    let is_stored = |inside: &DataType| stored_type(inside) == *inside;
    if schema
        .fields()
        .iter()
        .all(|field| is_stored(field.data_type()) && !has_field_id(field))
    {
        return Ok(input);
    }
    let without_ids = without_field_ids();
    let columns = schema.iter().map(|(qualifier, field)| {
        let column = match qualifier {
            Some(_) => col(Column::new(qualifier.cloned(), field.name())),
            None => ident(field.name()),
        };
        let column = if has_field_id(field) {
            without_ids.call(vec![column]).alias(field.name())
        } else {
            column
        };
        if is_stored(field.data_type()) {
            column
        } else {
            cast(column, stored_type(field.data_type())).alias(field.name())
        }
    });
    Ok(LogicalPlanBuilder::from(input).project(columns)?.build()?)
}

/// The columns of a table for such rows.
pub(crate) fn stored_schema(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| {
        let field = field_without_ids(field);
        let stored = stored_type(field.data_type());
        Arc::new(Field::clone(&field).with_data_type(stored))
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

fn stored_type(inside: &DataType) -> DataType {
    stored_of_plain(&output_type(inside))
}

fn stored_of_plain(plain: &DataType) -> DataType {
    match plain {
        DataType::UInt8 => DataType::Int16,
        DataType::UInt16 => DataType::Int32,
        DataType::UInt32 | DataType::UInt64 => DataType::Int64,
        DataType::Float16 => DataType::Float32,
        DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, zone) => {
            DataType::Timestamp(TimeUnit::Microsecond, zone.as_ref().map(|_| "UTC".into()))
        }
        DataType::List(item) | DataType::FixedSizeList(item, _) => {
            DataType::List(stored_field(item))
        }
        DataType::Map(entries, sorted) => DataType::Map(stored_field(entries), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(stored_field).collect()),
        other => other.clone(),
    }
}

fn stored_field(field: &FieldRef) -> FieldRef {
    let stored = stored_of_plain(field.data_type());
    if stored == *field.data_type() {
        field.clone()
    } else {
        Arc::new(
            Field::new(field.name(), stored, field.is_nullable())
                .with_metadata(field.metadata().clone()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_stored_in_utc_at_any_depth() {
        let berlin = DataType::Timestamp(TimeUnit::Nanosecond, Some("Europe/Berlin".into()));
        let utc = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        let list_of = |item| DataType::List(Arc::new(Field::new_list_field(item, true)));
        assert_eq!(stored_type(&list_of(berlin)), list_of(utc));
        let local = DataType::Timestamp(TimeUnit::Microsecond, None);
        assert_eq!(stored_type(&local), local);
    }

    #[test]
    fn unsigned_integers_are_stored_as_signed_ones() {
        let fields = |first, second| {
            DataType::Struct(
                vec![Field::new("a", first, true), Field::new("b", second, true)].into(),
            )
        };
        assert_eq!(
            stored_type(&fields(DataType::UInt16, DataType::Utf8View)),
            fields(DataType::Int32, DataType::Utf8)
        );
    }
}
