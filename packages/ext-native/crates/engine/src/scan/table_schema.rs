//! The columns of a Delta table as queries see them.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::datasource::physical_plan::wrap_partition_type_in_dict;

use crate::delta::table_version::TableVersion;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::scan::stored_columns::ColumnMapping;
use crate::tables::table_source::DeltaReadOptions;

/// The table's columns in the types that the session and the options ask for, and the column with the name of each row's file.
///
/// Errors: `invalid-option` for a file column that has the name of another, and for columns to read as that the table does not have.
pub(crate) fn table_schema(
    version: &TableVersion,
    options: &DeltaReadOptions,
    session: &dyn Session,
) -> Outcome<SchemaRef> {
    let forces_views = options.schema_force_view_types.unwrap_or(
        session
            .config_options()
            .execution
            .parquet
            .schema_force_view_types,
    );
    let wraps = options.wrap_partition_values.unwrap_or(true);
    let mut fields: Vec<FieldRef> = match &options.schema {
        Some(schema) => read_as(version, schema)?,
        None => version
            .schema
            .fields()
            .iter()
            .map(|field| {
                let is_partition = version.partition_columns.contains(field.name());
                match field.data_type() {
                    kind if is_partition && wraps && is_large(kind) => {
                        with_type(field, wrap_partition_type_in_dict(kind.clone()))
                    }
                    _ if is_partition && wraps => field.clone(),
                    _ if forces_views => with_type(field, with_views(field.data_type())),
                    _ => field.clone(),
                }
            })
            .collect(),
    };
    if let Some(name) = &options.file_column_name {
        if fields.iter().any(|field| field.name() == name) {
            return Err(refused(
                "fileColumnName",
                format!("the table has a column {name}"),
            ));
        }
        let names = wrap_partition_type_in_dict(DataType::Utf8);
        fields.push(Arc::new(Field::new(name, names, false)));
    }
    Ok(Arc::new(Schema::new(fields)))
}

/// The columns of a schema, each with what the table's own says of where it is found.
fn read_as(version: &TableVersion, schema: &SchemaRef) -> Outcome<Vec<FieldRef>> {
    let known = version.schema.fields();
    schema
        .fields()
        .iter()
        .map(|field| {
            let Some((_, stored)) = known.find(field.name()) else {
                let text = format!("the table has no column {}", field.name());
                return Err(refused("schemaIpc", text));
            };
            // Under column mapping the fields of a struct are found by what the table's own say.
            if !field.data_type().is_nested() || version.mapping == ColumnMapping::None {
                let metadata = stored.metadata().clone();
                return Ok(Arc::new(Field::clone(field).with_metadata(metadata)));
            }
            if field.data_type().equals_datatype(stored.data_type()) {
                return Ok(stored.clone());
            }
            let text = format!("{} is nested and mapped: it is read as it is", field.name());
            Err(refused("schemaIpc", text))
        })
        .collect()
}

fn refused(option: &str, text: String) -> EngineFailure {
    EngineFailure::new(FailureCode::InvalidOption, text).with("option", option)
}

/// Types whose values may be long, so that one for all rows of a file is worth a dictionary.
fn is_large(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Binary | DataType::LargeBinary
    )
}

/// Texts and binaries as views, at any depth but in maps.
fn with_views(data_type: &DataType) -> DataType {
    let inside = |field: &FieldRef| with_type(field, with_views(field.data_type()));
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 => DataType::Utf8View,
        DataType::Binary | DataType::LargeBinary => DataType::BinaryView,
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(inside).collect()),
        DataType::List(item) => DataType::List(inside(item)),
        DataType::LargeList(item) => DataType::LargeList(inside(item)),
        other => other.clone(),
    }
}

fn with_type(field: &FieldRef, data_type: DataType) -> FieldRef {
    Arc::new(Field::clone(field).with_data_type(data_type))
}
