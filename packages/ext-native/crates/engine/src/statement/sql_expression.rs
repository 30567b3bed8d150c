//! SQL text that is one expression over given columns: predicates and values of changes to a table.

use arrow::datatypes::DataType;
use datafusion::common::DFSchema;
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{Expr, ExprSchemable};
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect, dialect_from_str};

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::functions;
use crate::statement::parsed::parser_of;
use crate::statement::query_depth;

/// Reads an expression as the session reads SQL.
///
/// Errors: `syntax-error`, `unknown-column`, `unknown-function`, `query-too-deep`, …
pub(crate) fn read_expression(
    state: &SessionState,
    text: &str,
    columns: &DFSchema,
) -> Outcome<Expr> {
    let parser = &state.config_options().sql_parser;
    let dialect: Box<dyn Dialect> =
        dialect_from_str(parser.dialect).unwrap_or_else(|| Box::new(GenericDialect {}));
    query_depth::verify(text, dialect.as_ref())?;
    let mut written =
        parser_of(text, dialect.as_ref(), parser.recursion_limit.get())?.parse_into_expr()?;
    functions::with_omitted(state, &mut written.expr)?;
    Ok(state.create_logical_expr_from_sql_expr(written, columns)?)
}

/// The same for what stands in an option, which failures name then as `option`.
pub(crate) fn expression(
    state: &SessionState,
    text: &str,
    columns: &DFSchema,
    option: &str,
) -> Outcome<Expr> {
    read_expression(state, text, columns).map_err(|failure| failure.with("option", option))
}

/// The same for a condition. Errors: also `type-mismatch`.
pub(crate) fn condition(
    state: &SessionState,
    text: &str,
    columns: &DFSchema,
    option: &str,
) -> Outcome<Expr> {
    let expression = expression(state, text, columns, option)?;
    let kind = expression.get_type(columns)?;
    if matches!(kind, DataType::Boolean | DataType::Null) {
        return Ok(expression);
    }
    Err(EngineFailure::new(
        FailureCode::TypeMismatch,
        format!("{option} must be a condition, and is of type {kind}"),
    )
    .with("option", option))
}
