//! Keeps from the statistics of Parquet files the conditions that they would judge wrongly.
//!
//! The statistics of a float column leave NaN out (Parquet format, `ColumnOrder`), while a comparison takes NaN for the greatest of all numbers:
//! rows with NaN would be lost to `> c`, `>= c` and `<> c`.
//!
//! Before: `FilterExec(f > 1, DataSourceExec(predicate = f > 1 AND k = 2))`. After: `FilterExec(f > 1, DataSourceExec(predicate = k = 2))`.
//! A scan that filters rows by its predicate keeps it and is not pruned. Conditions without floats, and those that no NaN meets, stay.

use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::physical_plan::{
    FileScanConfig, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::logical_expr::Operator;
use datafusion::physical_expr::expressions::{BinaryExpr, Column, Literal};
use datafusion::physical_expr::utils::collect_columns;
use datafusion::physical_expr::{PhysicalExpr, conjunction, split_conjunction};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;

#[derive(Debug)]
pub(crate) struct SoundPruning;

impl PhysicalOptimizerRule for SoundPruning {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        config: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let filters_rows = config.execution.parquet.pushdown_filters;
        plan.transform_up(|node| {
            Ok(match sound(node.as_ref(), filters_rows) {
                Some(scan) => Transformed::yes(scan),
                None => Transformed::no(node),
            })
        })
        .map(|transformed| transformed.data)
    }

    fn name(&self) -> &str {
        "SoundPruning"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The scan with a predicate that its statistics judge rightly; `None` where it has one.
fn sound(node: &dyn ExecutionPlan, filters_rows: bool) -> Option<Arc<dyn ExecutionPlan>> {
    let config = node
        .downcast_ref::<DataSourceExec>()?
        .data_source()
        .downcast_ref::<FileScanConfig>()?;
    let source = config.file_source().downcast_ref::<ParquetSource>()?;
    let predicate = source.filter()?;
    let schema = source.table_schema().table_schema();
    let conjuncts = split_conjunction(&predicate);
    let rightly_judged: Vec<Arc<dyn PhysicalExpr>> = conjuncts
        .iter()
        .filter(|conjunct| is_judged_rightly(conjunct, schema))
        .map(|conjunct| Arc::clone(conjunct))
        .collect();
    if rightly_judged.len() == conjuncts.len() {
        return None;
    }
    let options = source.table_parquet_options();
    let source = if filters_rows || options.global.pushdown_filters {
        source
            .clone()
            .with_table_parquet_options(unpruned(options.clone()))
    } else {
        source.with_predicate(conjunction(rightly_judged))
    };
    let config = FileScanConfigBuilder::from(config.clone())
        .with_source(Arc::new(source))
        .build();
    Some(DataSourceExec::from_data_source(config))
}

fn unpruned(mut options: TableParquetOptions) -> TableParquetOptions {
    options.global.pruning = false;
    options.global.enable_page_index = false;
    options.global.bloom_filter_on_read = false;
    options
}

/// True where no row with NaN can meet a condition, or no float is in it.
fn is_judged_rightly(condition: &Arc<dyn PhysicalExpr>, schema: &Schema) -> bool {
    let has_floats = collect_columns(condition).iter().any(|column| {
        schema
            .field_with_name(column.name())
            .map_or(true, |field| holds_floats(field.data_type()))
    });
    !has_floats || excludes_nan(condition, schema)
}

fn excludes_nan(condition: &Arc<dyn PhysicalExpr>, schema: &Schema) -> bool {
    let Some(binary) = condition.downcast_ref::<BinaryExpr>() else {
        return false;
    };
    let (left, right) = (binary.left(), binary.right());
    match binary.op() {
        Operator::And | Operator::Or => {
            is_judged_rightly(left, schema) && is_judged_rightly(right, schema)
        }
        Operator::Lt | Operator::LtEq | Operator::Eq => {
            left.downcast_ref::<Column>().is_some() && is_number(right)
        }
        Operator::Gt | Operator::GtEq => {
            right.downcast_ref::<Column>().is_some() && is_number(left)
        }
        _ => false,
    }
}

fn is_number(value: &Arc<dyn PhysicalExpr>) -> bool {
    value
        .downcast_ref::<Literal>()
        .is_some_and(|literal| match literal.value() {
            ScalarValue::Float16(Some(value)) => !value.is_nan(),
            ScalarValue::Float32(Some(value)) => !value.is_nan(),
            ScalarValue::Float64(Some(value)) => !value.is_nan(),
            _ => false,
        })
}

fn holds_floats(data_type: &DataType) -> bool {
    match data_type {
        DataType::Struct(fields) => fields.iter().any(|field| holds_floats(field.data_type())),
        DataType::List(item) | DataType::LargeList(item) | DataType::Map(item, _) => {
            holds_floats(item.data_type())
        }
        DataType::Dictionary(_, values) => holds_floats(values),
        other => other.is_floating(),
    }
}
