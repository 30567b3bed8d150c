//! Finds the columns of a Delta table in its data files, whatever their names, their order and their types are there.
//!
//! - A column, or a field of a struct, is found by its name; under column mapping by its physical name, or by its id (PROTOCOL.md, "Column Mapping").
//! - One that a file does not have is null.
//! - One that a file holds in another type is cast to that of the table (PROTOCOL.md, "Type Widening"); what does not fit is an error.
//!
//! Before, over the table's columns: `f > 1.5`. After, over those of a file: `CAST(col-7 AS Float64) > 1.5`. A column that a file holds as the
//! table has it becomes a plain column, so that the statistics of its row groups can be used.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Fields, SchemaRef};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, ScalarValue, exec_err};
use datafusion::functions::core::getfield::GetFieldFunc;
use datafusion::physical_expr::expressions::{CastExpr, Column, Literal, lit};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_expr_adapter::{PhysicalExprAdapter, PhysicalExprAdapterFactory};

use crate::scan::conformed::{Conformed, mapping_of, verify_unshredded};

const PHYSICAL_NAME: &str = "delta.columnMapping.physicalName";
const COLUMN_ID: &str = "delta.columnMapping.id";
const FIELD_ID: &str = "PARQUET:field_id";

/// What identifies a column in the data files: the table's `delta.columnMapping.mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ColumnMapping {
    None,
    Name,
    Id,
}

impl ColumnMapping {
    /// The field of a file that a field of the table stands for.
    pub(crate) fn find<'held>(
        self,
        wanted: &Field,
        held: &'held Fields,
    ) -> Option<(usize, &'held FieldRef)> {
        held.find(match self {
            Self::None => wanted.name(),
            Self::Name => physical_name(wanted),
            Self::Id => {
                let id = wanted.metadata().get(COLUMN_ID)?;
                return held
                    .iter()
                    .enumerate()
                    .find(|(_, field)| field.metadata().get(FIELD_ID) == Some(id));
            }
        })
    }
}

/// The name of a column in the log and in the files.
pub(crate) fn physical_name(field: &Field) -> &str {
    field
        .metadata()
        .get(PHYSICAL_NAME)
        .map_or(field.name(), String::as_str)
}

/// Makes the adapter of each file.
#[derive(Debug)]
pub(crate) struct StoredColumns {
    pub(crate) mapping: ColumnMapping,
}

impl PhysicalExprAdapterFactory for StoredColumns {
    fn create(&self, table: SchemaRef, file: SchemaRef) -> Result<Arc<dyn PhysicalExprAdapter>> {
        let has_ids = |field: &FieldRef| field.metadata().contains_key(FIELD_ID);
        if self.mapping == ColumnMapping::Id && !file.fields().iter().any(has_ids) {
            return exec_err!("a data file has no field ids, by which the table maps its columns");
        }
        Ok(Arc::new(FileColumns {
            mapping: self.mapping,
            table,
            file,
        }))
    }
}

/// The columns of one file.
#[derive(Debug)]
struct FileColumns {
    mapping: ColumnMapping,
    table: SchemaRef,
    file: SchemaRef,
}

impl PhysicalExprAdapter for FileColumns {
    fn rewrite(&self, expression: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
        expression
            .transform_down(|node| {
                let found = match node.downcast_ref::<Column>() {
                    Some(column) => self.column(column)?,
                    None => self.struct_field(node.as_ref())?,
                };
                Ok(match found {
                    Some(found) => Transformed::new(found, true, TreeNodeRecursion::Jump),
                    None => Transformed::no(node),
                })
            })
            .map(|rewritten| rewritten.data)
    }
}

impl FileColumns {
    /// A column of the table as the file has it; `None` for what is no column of the table.
    fn column(&self, column: &Column) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let Some((_, wanted)) = self.table.fields().find(column.name()) else {
            return Ok(None);
        };
        match self.mapping.find(wanted, self.file.fields()) {
            None => absent(wanted).map(Some),
            Some((index, held)) => {
                let column = Arc::new(Column::new(held.name(), index));
                Ok(Some(self.as_wanted(column, held, wanted)))
            }
        }
    }

    /// `get_field(s, 'a', 'b')` with the names that the file has for them, so that no more than that field is read; `None` for anything else.
    fn struct_field(&self, node: &dyn PhysicalExpr) -> Result<Option<Arc<dyn PhysicalExpr>>> {
        let Some(access) = ScalarFunctionExpr::try_downcast_func::<GetFieldFunc>(node) else {
            return Ok(None);
        };
        let Some((source, keys)) = access.args().split_first() else {
            return Ok(None);
        };
        let start = source
            .downcast_ref::<Column>()
            .and_then(|column| self.table.fields().find(column.name()));
        let Some((_, mut wanted)) = start else {
            return Ok(None);
        };
        let root = self.mapping.find(wanted, self.file.fields());
        let mut held = root.map(|(_, field)| field);
        let mut stored_keys: Vec<Arc<dyn PhysicalExpr>> = Vec::new();
        for key in keys {
            let name = key
                .downcast_ref::<Literal>()
                .and_then(|literal| literal.value().try_as_str().flatten());
            let (Some(name), DataType::Struct(fields)) = (name, wanted.data_type()) else {
                return Ok(None);
            };
            let Some((_, inner)) = fields.find(name) else {
                return Ok(None);
            };
            if let Some(held) = held {
                verify_unshredded(wanted, held)?;
            }
            let mapping = mapping_of(wanted, self.mapping);
            wanted = inner;
            held = match held.map(|field| field.data_type()) {
                Some(DataType::Struct(fields)) => {
                    mapping.find(wanted, fields).map(|(_, field)| field)
                }
                None => None,
                // Not the struct that the table has: it is for the whole column to fail.
                Some(_) => return Ok(None),
            };
            if let Some(held) = held {
                stored_keys.push(lit(held.name().as_str()));
            }
        }
        let (Some((index, column)), Some(held)) = (root, held) else {
            return ScalarValue::try_from(wanted.data_type()).map(|null| Some(lit(null)));
        };
        let mut arguments: Vec<Arc<dyn PhysicalExpr>> =
            vec![Arc::new(Column::new(column.name(), index))];
        arguments.extend(stored_keys);
        let stored = ScalarFunctionExpr::try_new(
            Arc::new(access.fun().clone()),
            arguments,
            &self.file,
            Arc::new(access.config_options().clone()),
        )?;
        Ok(Some(self.as_wanted(Arc::new(stored), held, wanted)))
    }

    fn as_wanted(
        &self,
        stored: Arc<dyn PhysicalExpr>,
        held: &FieldRef,
        wanted: &FieldRef,
    ) -> Arc<dyn PhysicalExpr> {
        let (from, to) = (held.data_type(), wanted.data_type());
        if to.is_nested() {
            if from == to && self.mapping == ColumnMapping::None {
                return stored;
            }
            return Arc::new(Conformed::new(stored, held, wanted, self.mapping));
        }
        if from == to {
            return stored;
        }
        Arc::new(CastExpr::new(stored, to.clone(), None))
    }
}

fn absent(wanted: &Field) -> Result<Arc<dyn PhysicalExpr>> {
    if !wanted.is_nullable() {
        return exec_err!(
            "a data file has no column {}, which is not nullable",
            wanted.name()
        );
    }
    Ok(lit(ScalarValue::try_from(wanted.data_type())?))
}
