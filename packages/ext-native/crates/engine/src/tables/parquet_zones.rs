//! The time zones of Parquet columns that were written as Arrow timestamps in seconds.
//!
//! Parquet has no seconds, so they are stored as milliseconds in UTC, and the Arrow schema beside them names unit and zone. The reader takes the zone only
//! where the unit is the stored one (`apply_hint` in the `parquet` crate's `arrow/schema/primitive.rs`), and reads these as UTC: the right instant, in another zone.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef, TimeUnit};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use datafusion::datasource::physical_plan::parquet::metadata::DFParquetMetadata;
use datafusion::execution::session_state::SessionState;
use object_store::{ObjectMeta, ObjectStore};

use crate::failure::Outcome;
use crate::tables::arrow_input::StreamInput;

/// The end of an Arrow IPC stream.
const END_OF_STREAM: [u8; 8] = [0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0];
/// Where writers keep the Arrow schema.
const ARROW_SCHEMA: &str = "ARROW:schema";

/// An inferred schema with the zones that the file's Arrow schema names.
pub(crate) async fn with_zones(
    schema: SchemaRef,
    file: &ObjectMeta,
    store: &dyn ObjectStore,
    state: &SessionState,
) -> Outcome<SchemaRef> {
    if !schema.fields().iter().any(|field| may_be_seconds(field)) {
        return Ok(schema);
    }
    let cache = state.runtime_env().cache_manager.get_file_metadata_cache();
    let metadata = DFParquetMetadata::new(store, file)
        .with_file_metadata_cache(Some(cache))
        .fetch_metadata()
        .await?;
    let pairs = metadata.file_metadata().key_value_metadata();
    let written = pairs
        .and_then(|pairs| pairs.iter().find(|pair| pair.key == ARROW_SCHEMA))
        .and_then(|pair| BASE64_STANDARD.decode(pair.value.as_deref()?).ok())
        .and_then(arrow_schema);
    Ok(match written {
        Some(written) => Arc::new(Schema::new_with_metadata(
            zoned_fields(schema.fields(), written.fields()),
            schema.metadata().clone(),
        )),
        None => schema,
    })
}

/// It is kept as the schema message of an Arrow IPC stream, which lacks its end.
fn arrow_schema(message: Vec<u8>) -> Option<SchemaRef> {
    let mut input = StreamInput::new();
    input
        .push([message.as_slice(), &END_OF_STREAM].concat())
        .ok()?;
    input.schema()
}

fn may_be_seconds(field: &Field) -> bool {
    match field.data_type() {
        DataType::Timestamp(TimeUnit::Millisecond, Some(_)) => true,
        DataType::Struct(fields) => fields.iter().any(|field| may_be_seconds(field)),
        DataType::List(inner) | DataType::LargeList(inner) | DataType::Map(inner, _) => {
            may_be_seconds(inner)
        }
        _ => false,
    }
}

fn zoned_fields(fields: &Fields, written: &Fields) -> Fields {
    fields
        .iter()
        .map(|field| match written.find(field.name()) {
            Some((_, written)) => zoned(field, written),
            None => field.clone(),
        })
        .collect()
}

fn zoned(field: &FieldRef, written: &Field) -> FieldRef {
    let inside = match (field.data_type(), written.data_type()) {
        (DataType::Timestamp(unit, Some(_)), DataType::Timestamp(TimeUnit::Second, Some(zone))) => {
            DataType::Timestamp(*unit, Some(zone.clone()))
        }
        (DataType::Struct(fields), DataType::Struct(written)) => {
            DataType::Struct(zoned_fields(fields, written))
        }
        (DataType::List(inner), DataType::List(written)) => DataType::List(zoned(inner, written)),
        (DataType::LargeList(inner), DataType::LargeList(written)) => {
            DataType::LargeList(zoned(inner, written))
        }
        (DataType::Map(inner, sorted), DataType::Map(written, _)) => {
            DataType::Map(zoned(inner, written), *sorted)
        }
        _ => return field.clone(),
    };
    Arc::new(Field::clone(field).with_data_type(inside))
}
