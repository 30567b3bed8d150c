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

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::Result;
use datafusion::physical_expr::expressions::{Column, cast};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::projection::ProjectionExec;

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

/// The plan with the columns cast whose type leaves as another one, so that each partition casts its own.
///
/// Before: `Plan`. After: `ProjectionExec(Plan)`, or `Plan` where nothing is to be cast. Above all optimisation: what stands below a cast that is
/// part of it may be dealt out to partitions anew, and an ORDER BY is lost.
pub(crate) fn in_output_types(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let schema = plan.schema();
    let outside = output_schema(&schema);
    if outside == schema {
        return Ok(plan);
    }
    let columns = outside
        .fields()
        .iter()
        .enumerate()
        .map(|(index, field)| {
            let column = Arc::new(Column::new(field.name(), index));
            let cast = cast(column, &schema, field.data_type().clone())?;
            Ok((cast, field.name().clone()))
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Arc::new(ProjectionExec::try_new(columns, plan)?))
}

#[cfg(test)]
mod tests {
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
}
