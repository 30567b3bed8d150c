//! A nested column of a data file in the table's type: fields found as columns are, those that are not there null, all of them cast.
//!
//! DataFusion's own cast of structs goes by names alone, and not into maps (`nested_struct.rs` of datafusion-common).

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeListArray, ListArray, MapArray, RecordBatch, StructArray,
    new_null_array,
};
use arrow::compute::{CastOptions, cast, cast_with_options};
use arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;

use crate::failure::{EngineFailure, FailureCode};
use crate::scan::stored_columns::ColumnMapping;

/// An expression over a file, as the field of the table that it stands for.
#[derive(Debug, Clone, Eq)]
pub(crate) struct Conformed {
    stored: Arc<dyn PhysicalExpr>,
    held: FieldRef,
    wanted: FieldRef,
    mapping: ColumnMapping,
}

impl Conformed {
    pub(crate) fn new(
        stored: Arc<dyn PhysicalExpr>,
        held: &FieldRef,
        wanted: &FieldRef,
        mapping: ColumnMapping,
    ) -> Self {
        Self {
            stored,
            held: held.clone(),
            wanted: wanted.clone(),
            mapping,
        }
    }
}

impl PartialEq for Conformed {
    fn eq(&self, other: &Self) -> bool {
        self.stored.eq(&other.stored)
            && self.wanted == other.wanted
            && self.held == other.held
            && self.mapping == other.mapping
    }
}

impl Hash for Conformed {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.stored.hash(state);
        self.wanted.hash(state);
    }
}

impl fmt::Display for Conformed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} AS STORED", self.stored)
    }
}

impl PhysicalExpr for Conformed {
    fn data_type(&self, _schema: &Schema) -> Result<DataType> {
        Ok(self.wanted.data_type().clone())
    }

    fn nullable(&self, schema: &Schema) -> Result<bool> {
        self.stored.nullable(schema)
    }

    fn return_field(&self, schema: &Schema) -> Result<FieldRef> {
        let nullable = self.stored.nullable(schema)?;
        Ok(Arc::new(Field::clone(&self.wanted).with_nullable(nullable)))
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        let stored = self.stored.evaluate(batch)?.into_array(batch.num_rows())?;
        conformed(&stored, &self.held, &self.wanted, self.mapping).map(ColumnarValue::Array)
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.stored]
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        match children.pop() {
            Some(stored) if children.is_empty() => Ok(Arc::new(Self {
                stored,
                ..Self::clone(&self)
            })),
            _ => exec_err!("a stored column has one expression"),
        }
    }

    fn fmt_sql(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

fn conformed(
    stored: &ArrayRef,
    held: &Field,
    wanted: &Field,
    mapping: ColumnMapping,
) -> Result<ArrayRef> {
    let inner = |values: &ArrayRef, held: &FieldRef, wanted: &FieldRef| {
        conformed(values, held, wanted, mapping)
    };
    match (held.data_type(), wanted.data_type()) {
        (DataType::Struct(held_fields), DataType::Struct(fields)) => {
            verify_unshredded(wanted, held)?;
            let structs = stored.as_struct();
            let columns = fields
                .iter()
                .map(
                    |field| match mapping_of(wanted, mapping).find(field, held_fields) {
                        Some((index, held)) => inner(structs.column(index), held, field),
                        None => Ok(new_null_array(field.data_type(), stored.len())),
                    },
                )
                .collect::<Result<Vec<_>>>()?;
            Ok(Arc::new(StructArray::try_new_with_length(
                fields.clone(),
                columns,
                structs.nulls().cloned(),
                stored.len(),
            )?))
        }
        (DataType::List(held), DataType::List(item)) => {
            let lists = stored.as_list::<i32>();
            Ok(Arc::new(ListArray::try_new(
                item.clone(),
                lists.offsets().clone(),
                inner(lists.values(), held, item)?,
                lists.nulls().cloned(),
            )?))
        }
        (DataType::FixedSizeList(held, length), DataType::FixedSizeList(item, wanted_length))
            if length == wanted_length =>
        {
            let lists = stored.as_fixed_size_list();
            Ok(Arc::new(FixedSizeListArray::try_new(
                item.clone(),
                *length,
                inner(lists.values(), held, item)?,
                lists.nulls().cloned(),
            )?))
        }
        (DataType::Map(held_entries, _), DataType::Map(entries, sorted)) => {
            let maps = stored.as_map();
            let (DataType::Struct(held), DataType::Struct(fields)) =
                (held_entries.data_type(), entries.data_type())
            else {
                return exec_err!("a map without entries");
            };
            // Key and value are told apart by their places: each writer has other names for them.
            let columns = maps
                .entries()
                .columns()
                .iter()
                .zip(held.iter().zip(fields))
                .map(|(values, (held, wanted))| inner(values, held, wanted))
                .collect::<Result<Vec<_>>>()?;
            let pairs = StructArray::try_new(fields.clone(), columns, None)?;
            Ok(Arc::new(MapArray::try_new(
                entries.clone(),
                maps.offsets().clone(),
                pairs,
                maps.nulls().cloned(),
                *sorted,
            )?))
        }
        (from, to) if from == to => Ok(stored.clone()),
        // Lists of other forms hold the same; their items are then held in the table's form.
        (
            DataType::LargeList(item) | DataType::ListView(item) | DataType::LargeListView(item),
            DataType::List(_),
        ) => {
            let plain = Field::new(held.name(), DataType::List(item.clone()), true);
            conformed(&cast(stored, plain.data_type())?, &plain, wanted, mapping)
        }
        (_, to) => {
            let strict = CastOptions {
                safe: false,
                ..CastOptions::default()
            };
            Ok(cast_with_options(stored, to, &strict)?)
        }
    }
}

/// The two fields of a variant have names of their own, and no ids.
pub(crate) fn mapping_of(wanted: &Field, mapping: ColumnMapping) -> ColumnMapping {
    if is_variant(wanted) {
        ColumnMapping::None
    } else {
        mapping
    }
}

fn is_variant(wanted: &Field) -> bool {
    let DataType::Struct(fields) = wanted.data_type() else {
        return false;
    };
    let is_binary = |name| {
        fields
            .find(name)
            .is_some_and(|(_, field)| field.data_type().is_binary())
    };
    fields.len() == 2 && is_binary("metadata") && is_binary("value")
}

/// The value of a shredded variant is in more fields than the two (Parquet format, "Variant Shredding"), which must not be passed over.
pub(crate) fn verify_unshredded(wanted: &Field, held: &Field) -> Result<()> {
    let shredded = matches!(held.data_type(), DataType::Struct(fields) if fields.find("typed_value").is_some());
    if is_variant(wanted) && shredded {
        let failure = EngineFailure::new(
            FailureCode::UnsupportedDeltaFeature,
            format!(
                "{} is a shredded variant, which this version does not read",
                wanted.name()
            ),
        );
        return Err(DataFusionError::External(Box::new(
            failure
                .with("feature", "variantShredding")
                .with("column", wanted.name().as_str()),
        )));
    }
    Ok(())
}
