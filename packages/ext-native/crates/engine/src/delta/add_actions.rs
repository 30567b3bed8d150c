//! The add actions of a version, flat, and in the order of delta-rs.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, make_array};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use deltalake_core::kernel::EagerSnapshot;

use crate::failure::Outcome;

/// The active files in the flat shape of delta-rs (`add_actions_table`): `path`, `size_bytes`, `modification_time`, `num_records`, `partition.*`,
/// `null_count.*`, `min.*`, `max.*`, `deletion_vector.*`, the fields of structs with points between.
///
/// delta-rs's own flattening fails where only some of the files have a deletion vector: it keeps the fields of an absent one as not nullable.
pub(crate) fn flat_add_actions(snapshot: &EagerSnapshot) -> Outcome<RecordBatch> {
    let nested = snapshot.add_actions_table(false)?;
    let mut flat = Flat::default();
    for (field, column) in nested.schema().fields().iter().zip(nested.columns()) {
        flat.take(field.name(), column, None)?;
    }
    let schema = Arc::new(Schema::new(flat.fields));
    Ok(RecordBatch::try_new(schema, flat.columns)?)
}

#[derive(Default)]
struct Flat {
    fields: Vec<FieldRef>,
    columns: Vec<ArrayRef>,
}

impl Flat {
    /// A field is null where a struct around it is.
    fn take(&mut self, name: &str, column: &ArrayRef, around: Option<&NullBuffer>) -> Outcome<()> {
        let nulls = NullBuffer::union(around, column.nulls());
        if let DataType::Struct(fields) = column.data_type() {
            for (field, inner) in fields.iter().zip(column.as_struct().columns()) {
                self.take(&format!("{name}.{}", field.name()), inner, nulls.as_ref())?;
            }
            return Ok(());
        }
        let column = match around {
            Some(_) => make_array(column.to_data().into_builder().nulls(nulls).build()?),
            None => column.clone(),
        };
        self.fields
            .push(Arc::new(Field::new(name, column.data_type().clone(), true)));
        self.columns.push(column);
        Ok(())
    }
}
