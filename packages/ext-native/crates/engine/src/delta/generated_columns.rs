//! Generated columns of rows that a change makes (PROTOCOL.md, "Generated Columns"): delta-rs holds their values against their expressions, and
//! computes them only for rows that come without the column.

use arrow::datatypes::Schema;
use datafusion::common::DFSchema;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{Expr, cast};

use crate::failure::Outcome;
use crate::statement::sql_expression::expression;

/// Where the protocol keeps the expression of a generated column.
pub(crate) const GENERATION_EXPRESSION: &str = "delta.generationExpression";

pub(crate) fn is_generated(columns: &Schema, name: &str) -> bool {
    columns
        .field_with_name(name)
        .is_ok_and(|field| field.metadata().contains_key(GENERATION_EXPRESSION))
}

/// The new values of generated columns that a change does not give itself, by column. `value_of` tells what a column of the table is in the changed
/// row; `None`: as it was, so that a generated column of nothing else stays as it is too.
pub(crate) fn regenerated(
    state: &SessionState,
    columns: &DFSchema,
    is_given: impl Fn(&str) -> bool,
    value_of: impl Fn(&str) -> Option<Expr>,
) -> Outcome<Vec<(String, Expr)>> {
    let mut values = Vec::new();
    for field in columns.fields() {
        let Some(text) = field.metadata().get(GENERATION_EXPRESSION) else {
            continue;
        };
        if is_given(field.name()) {
            continue;
        }
        let mut is_changed = false;
        let generated =
            expression(state, text, columns, "generatedColumns")?.transform(|part| {
                let Expr::Column(column) = &part else {
                    return Ok(Transformed::no(part));
                };
                Ok(match value_of(&column.name) {
                    Some(value) => {
                        is_changed = true;
                        let known = columns.field_with_unqualified_name(&column.name)?;
                        Transformed::yes(cast(value, known.data_type().clone()))
                    }
                    None => Transformed::no(part),
                })
            })?;
        if is_changed {
            let value = cast(generated.data, field.data_type().clone());
            values.push((field.name().clone(), value));
        }
    }
    Ok(values)
}
