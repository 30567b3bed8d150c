//! The statistics of a table's files as bounds, for queries that come without a choice of files.
//!
//! The log's minima and maxima are widened by what writers leave out (Delta protocol, "Per-file Statistics"): texts that may be cut have no
//! maximum, floats none because of NaN, decimals of more digits than a double has no bounds, and timestamps are taken a millisecond wider.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, RecordBatch, StringArray, UInt32Array, UInt64Array,
};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Float32Type, Float64Type, SchemaRef, TimeUnit, TimestampMicrosecondType,
};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, ScalarValue};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use deltalake_core::DeltaTable;

use crate::delta::add_actions::flat_add_actions;
use crate::delta::files::{DeltaFiles, numbers_beside};
use crate::execution::output_types::output_type;
use crate::failure::Outcome;

/// Texts from this length on may be cut; shorter ones are no Delta writer's limit.
const CUT_BYTES: usize = 32;
/// Decimals of more digits are not kept by a double, which JSON numbers are for some writers.
const DOUBLE_DIGITS: u8 = 15;
const MICROSECONDS_BELOW: i64 = 999;

#[derive(Debug)]
pub(crate) struct FileBounds {
    adds: RecordBatch,
    numbers: UInt32Array,
    partition_columns: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Least,
    Greatest,
}

impl FileBounds {
    pub(crate) fn of(
        table: &DeltaTable,
        files: &DeltaFiles,
        partition_columns: &[String],
    ) -> Outcome<Self> {
        let adds = flat_add_actions(table.snapshot()?.snapshot())?;
        Ok(Self {
            numbers: numbers_beside(files, &adds)?,
            adds,
            partition_columns: partition_columns.to_vec(),
        })
    }

    /// The numbers of the files that may hold a row for which all conditions are true. A condition that cannot be judged keeps all.
    pub(crate) fn kept(
        &self,
        conditions: impl Iterator<Item = Arc<dyn PhysicalExpr>>,
        schema: &SchemaRef,
    ) -> Vec<u32> {
        let typed = TypedBounds {
            bounds: self,
            schema,
        };
        let mut keep = vec![true; self.adds.num_rows()];
        for condition in conditions {
            let predicate = PruningPredicateBuilder::new()
                .with_file_schema(schema.clone())
                .try_build(condition);
            if let Ok(Ok(may_match)) = predicate.map(|predicate| predicate.prune(&typed)) {
                for (kept, may_match) in keep.iter_mut().zip(may_match) {
                    *kept &= may_match;
                }
            }
        }
        self.numbers
            .values()
            .iter()
            .zip(keep)
            .filter_map(|(number, kept)| kept.then_some(*number))
            .collect()
    }

    fn column(&self, group: &str, name: &str) -> Option<&ArrayRef> {
        self.adds.column_by_name(&format!("{group}.{name}"))
    }

    fn is_partition(&self, name: &str) -> bool {
        self.partition_columns
            .iter()
            .any(|partition| partition == name)
    }
}

struct TypedBounds<'bounds> {
    bounds: &'bounds FileBounds,
    schema: &'bounds SchemaRef,
}

impl TypedBounds<'_> {
    fn bound(&self, column: &Column, side: Side) -> Option<ArrayRef> {
        let wanted = self.schema.field_with_name(column.name()).ok()?.data_type();
        let bound = if self.bounds.is_partition(column.name()) {
            self.bounds.column("partition", column.name())?.clone()
        } else {
            let group = if side == Side::Least { "min" } else { "max" };
            widened(self.bounds.column(group, column.name())?, side)?
        };
        // Read as another type, values may have another order.
        (output_type(bound.data_type()) == output_type(wanted))
            .then(|| cast(&bound, wanted).ok())
            .flatten()
    }
}

impl PruningStatistics for TypedBounds<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bound(column, Side::Least)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bound(column, Side::Greatest)
    }

    fn num_containers(&self) -> usize {
        self.bounds.adds.num_rows()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        if !self.bounds.is_partition(column.name()) {
            let counts = self.bounds.column("null_count", column.name())?;
            return cast(counts, &DataType::UInt64).ok();
        }
        let values = self.bounds.column("partition", column.name())?;
        let rows = self.row_counts()?;
        let rows = rows.as_primitive::<arrow::datatypes::UInt64Type>();
        let counts: UInt64Array = (0..values.len())
            .map(|row| {
                if values.is_valid(row) {
                    Some(0)
                } else {
                    rows.is_valid(row).then(|| rows.value(row))
                }
            })
            .collect();
        Some(Arc::new(counts))
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        let rows = self.bounds.adds.column_by_name("num_records")?;
        cast(rows, &DataType::UInt64).ok()
    }

    fn contained(&self, _column: &Column, _values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}

/// A bound as far as it proves something; `None` for a type whose bounds prove nothing.
fn widened(bound: &ArrayRef, side: Side) -> Option<ArrayRef> {
    match (bound.data_type(), side) {
        (DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64, _)
        | (DataType::Boolean | DataType::Date32, _)
        | (DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View, Side::Least) => {
            Some(bound.clone())
        }
        (DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View, Side::Greatest) => {
            let texts = cast(bound, &DataType::Utf8).ok()?;
            let whole: StringArray = texts
                .as_string::<i32>()
                .iter()
                .map(|text| text.filter(|text| text.len() < CUT_BYTES))
                .collect();
            Some(Arc::new(whole))
        }
        (DataType::Decimal128(precision, _), _) if *precision <= DOUBLE_DIGITS => {
            Some(bound.clone())
        }
        // Zero stands for -0 as well.
        (DataType::Float32, Side::Least) => Some(Arc::new(
            bound
                .as_primitive::<Float32Type>()
                .unary_opt::<_, Float32Type>(|value| {
                    (!value.is_nan()).then_some(if value == 0.0 {
                        -0.0
                    } else {
                        value.next_down()
                    })
                }),
        )),
        (DataType::Float64, Side::Least) => Some(Arc::new(
            bound
                .as_primitive::<Float64Type>()
                .unary_opt::<_, Float64Type>(|value| {
                    (!value.is_nan()).then_some(if value == 0.0 {
                        -0.0
                    } else {
                        value.next_down()
                    })
                }),
        )),
        (DataType::Timestamp(TimeUnit::Microsecond, zone), side) => {
            let by = if side == Side::Least {
                -MICROSECONDS_BELOW
            } else {
                MICROSECONDS_BELOW
            };
            let wider = bound
                .as_primitive::<TimestampMicrosecondType>()
                .unary::<_, TimestampMicrosecondType>(|value| value.saturating_add(by));
            Some(Arc::new(wider.with_timezone_opt(zone.clone())))
        }
        _ => None,
    }
}
