//! The ids of fields in Parquet files, which Arrow carries on as metadata: they belong to the file that they were read from.
//!
//! In a table whose columns are found by name they must not be written on: readers that find columns by id (DuckDB) then read nulls.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

const FIELD_ID: &str = "PARQUET:field_id";

/// Whether a field, or one inside it, has an id.
pub(crate) fn has_field_id(field: &Field) -> bool {
    field.metadata().contains_key(FIELD_ID)
        || match field.data_type() {
            DataType::Struct(fields) => fields.iter().any(|field| has_field_id(field)),
            DataType::List(inner)
            | DataType::LargeList(inner)
            | DataType::ListView(inner)
            | DataType::LargeListView(inner)
            | DataType::FixedSizeList(inner, _)
            | DataType::Map(inner, _) => has_field_id(inner),
            _ => false,
        }
}

/// The same field without ids, at any depth.
pub(crate) fn field_without_ids(field: &FieldRef) -> FieldRef {
    if !has_field_id(field) {
        return field.clone();
    }
    let inside = match field.data_type() {
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(field_without_ids).collect())
        }
        DataType::List(inner) => DataType::List(field_without_ids(inner)),
        DataType::LargeList(inner) => DataType::LargeList(field_without_ids(inner)),
        DataType::ListView(inner) => DataType::ListView(field_without_ids(inner)),
        DataType::LargeListView(inner) => DataType::LargeListView(field_without_ids(inner)),
        DataType::FixedSizeList(inner, length) => {
            DataType::FixedSizeList(field_without_ids(inner), *length)
        }
        DataType::Map(inner, sorted) => DataType::Map(field_without_ids(inner), *sorted),
        other => other.clone(),
    };
    let metadata: HashMap<String, String> = field
        .metadata()
        .iter()
        .filter(|(name, _)| *name != FIELD_ID)
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    Arc::new(Field::new(field.name(), inside, field.is_nullable()).with_metadata(metadata))
}

/// A function that gives its argument under such a field. Projections keep metadata, so only a function can drop it.
pub(crate) fn without_field_ids() -> ScalarUDF {
    ScalarUDF::from(WithoutFieldIds {
        signature: Signature::any(1, Volatility::Immutable),
    })
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct WithoutFieldIds {
    signature: Signature,
}

impl ScalarUDFImpl for WithoutFieldIds {
    fn name(&self) -> &str {
        "without_field_ids"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        let field: FieldRef = Arc::new(Field::new(
            "value",
            arguments.first().cloned().unwrap_or(DataType::Null),
            true,
        ));
        Ok(field_without_ids(&field).data_type().clone())
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs) -> Result<FieldRef> {
        Ok(arguments.arg_fields.first().map_or_else(
            || Arc::new(Field::new("value", DataType::Null, true)),
            field_without_ids,
        ))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let value = arrays
            .first()
            .map(|array| cast(array, arguments.return_field.data_type()))
            .transpose()?;
        value.map(ColumnarValue::Array).ok_or_else(|| {
            datafusion::common::exec_datafusion_err!("without_field_ids takes one argument")
        })
    }
}
