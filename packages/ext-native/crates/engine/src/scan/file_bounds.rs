//! The statistics of a table's files as bounds, for queries that come without a choice of files.
//!
//! The log's minima and maxima are widened by what writers leave out (Delta protocol, "Per-file Statistics"): texts that may be cut have no
//! maximum, floats none because of NaN, decimals of more digits than a double has no bounds, and timestamps are taken a millisecond wider.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Int64Array, StringArray, UInt32Array, UInt64Array,
};
use arrow::compute::{cast, concat, take};
use arrow::datatypes::{
    DataType, Float32Type, Float64Type, SchemaRef, TimeUnit, TimestampMicrosecondType,
};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::{Column, ScalarValue};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;

use crate::delta::files::DeltaFiles;
use crate::delta::statistics::{ColumnStatistics, FileStatistics, StatisticsColumn};
use crate::execution::output_types::output_type;
use crate::failure::Outcome;

/// Texts from this length on may be cut; shorter ones are no Delta writer's limit.
const CUT_BYTES: usize = 32;
/// Decimals of more digits are not kept by a double, which JSON numbers are for some writers.
const DOUBLE_DIGITS: u8 = 15;
const MICROSECONDS_BELOW: i64 = 999;

#[derive(Debug)]
pub(crate) struct FileBounds {
    numbers: UInt32Array,
    rows: Int64Array,
    columns: Vec<(StatisticsColumn, Arc<ColumnStatistics>)>,
    /// The values of the partition columns.
    partitions: Vec<(String, ArrayRef)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Least,
    Greatest,
}

impl FileBounds {
    /// The bounds of these columns, and of the partition columns.
    pub(crate) fn of(
        files: &DeltaFiles,
        statistics: &FileStatistics,
        columns: Vec<StatisticsColumn>,
    ) -> Outcome<Self> {
        let (rows, known) = statistics.of(files, &columns)?;
        let partitions = files
            .partition_fields()
            .iter()
            .enumerate()
            .map(|(at, field)| {
                Ok((
                    field.name().clone(),
                    partition_of(files, at, field.data_type())?,
                ))
            })
            .collect::<Outcome<_>>()?;
        Ok(Self {
            numbers: files.numbers().collect(),
            rows,
            columns: columns.into_iter().zip(known).collect(),
            partitions,
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
        let mut keep = vec![true; self.rows.len()];
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

    fn column(&self, name: &str) -> Option<&(StatisticsColumn, Arc<ColumnStatistics>)> {
        self.columns
            .iter()
            .find(|(column, _)| column.path.as_slice() == [name])
    }

    fn partition(&self, name: &str) -> Option<&ArrayRef> {
        let mut partitions = self.partitions.iter();
        partitions
            .find(|(partition, _)| partition == name)
            .map(|(_, values)| values)
    }
}

/// The values of a partition column in the files that are still there.
fn partition_of(files: &DeltaFiles, at: usize, data_type: &DataType) -> Outcome<ArrayRef> {
    let parts = files
        .parts()
        .map(|part| {
            let rows = part.numbers.iter().map(|(row, _)| *row as u64);
            let rows = UInt64Array::from_iter_values(rows);
            Ok(take(part.partitions[at].as_ref(), &rows, None)?)
        })
        .collect::<Outcome<Vec<_>>>()?;
    let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
    Ok(match parts.as_slice() {
        [] => arrow::array::new_empty_array(data_type),
        parts => concat(parts)?,
    })
}

struct TypedBounds<'bounds> {
    bounds: &'bounds FileBounds,
    schema: &'bounds SchemaRef,
}

impl TypedBounds<'_> {
    fn bound(&self, column: &Column, side: Side) -> Option<ArrayRef> {
        let wanted = self.schema.field_with_name(column.name()).ok()?.data_type();
        let bound = match self.bounds.partition(column.name()) {
            Some(values) => values.clone(),
            None => {
                let (known, statistics) = self.bounds.column(column.name())?;
                let (bound, is_least) = match side {
                    Side::Least => (&statistics.min, true),
                    Side::Greatest => (&statistics.max, false),
                };
                if known.was_float && is_least {
                    below_floats(bound)?
                } else {
                    widened(bound, side)?
                }
            }
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
        self.bounds.rows.len()
    }

    fn null_counts(&self, column: &Column) -> Option<ArrayRef> {
        let Some(values) = self.bounds.partition(column.name()) else {
            let (_, statistics) = self.bounds.column(column.name())?;
            return cast(&statistics.null_count, &DataType::UInt64).ok();
        };
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
        cast(&self.bounds.rows, &DataType::UInt64).ok()
    }

    fn contained(&self, _column: &Column, _values: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}

/// The texts of floats, read as doubles, may be a little above the floats: the next float below is not.
fn below_floats(bound: &ArrayRef) -> Option<ArrayRef> {
    let floats = cast(bound, &DataType::Float32).ok()?;
    cast(&widened(&floats, Side::Least)?, bound.data_type()).ok()
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
