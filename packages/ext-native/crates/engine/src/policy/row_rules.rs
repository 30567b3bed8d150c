//! The row filter and the masks of one table, read from the policy's SQL and checked against the table's columns when it is registered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::DFSchema;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::utils::{conjunction, split_conjunction};
use datafusion::logical_expr::{Expr, ExprSchemable, cast};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::scalar::ScalarValue;

use crate::failure::{EngineFailure, Outcome};
use crate::policy::access_policy::AccessPolicy;
use crate::policy::options::{PolicyOptions, invalid_policy};
use crate::policy::safe_predicate::is_safe;
use crate::statement::parameters::scalar_of;
use crate::statement::sql_expression::read_expression;
use crate::tables::unused_values::can_be_rid;

/// What a policy makes of the rows of one table.
#[derive(Debug)]
pub(crate) struct RowRules {
    /// The rows for which this is not true do not exist.
    pub(crate) filter: Option<Expr>,
    /// The parts of the filter by which files and row groups may be left out.
    pub(crate) pruning: Vec<Expr>,
    /// By position, what a column is instead of itself.
    pub(crate) masks: BTreeMap<usize, Expr>,
    /// Names of the masked columns.
    pub(crate) masked: BTreeSet<String>,
    /// The table's schema as queries see it: a masked column may be null.
    pub(crate) schema: SchemaRef,
}

impl RowRules {
    /// The rules for a table; `None` where the policy has none for it.
    ///
    /// Errors: `invalid-policy`, with `table` and `rule`.
    pub(crate) fn compile(
        options: &PolicyOptions,
        table: &str,
        schema: &SchemaRef,
        state: &SessionState,
    ) -> Outcome<Option<Self>> {
        let reader = ExpressionReader::new(options, table, schema, state)?;
        let filters = AccessPolicy::naming(&options.row_filters, table)
            .into_iter()
            .map(|(_, sql)| reader.filter(sql))
            .collect::<Outcome<Vec<_>>>()?;
        let mut masks = BTreeMap::new();
        for (_, columns) in AccessPolicy::naming(&options.column_masks, table) {
            for (column, sql) in columns {
                let (position, mask) = reader.mask(column, sql)?;
                if masks.insert(position, mask).is_some() {
                    return Err(reader.invalid("columnMasks", &format!("{column} has two masks")));
                }
            }
        }
        if filters.is_empty() && masks.is_empty() {
            return Ok(None);
        }
        if let Some(field) = schema
            .fields()
            .iter()
            .find(|field| !can_be_rid(field.data_type()))
        {
            let text = format!(
                "{} is of type {}, in which hidden values stay",
                field.name(),
                field.data_type()
            );
            return Err(reader.invalid("rowFilters", &text));
        }
        let filter = conjunction(filters);
        let pruning = filter
            .iter()
            .flat_map(split_conjunction)
            .filter(|part| is_safe(part, &BTreeSet::new()))
            .cloned()
            .collect();
        let fields = schema.fields().iter().enumerate().map(|(position, field)| {
            if masks.contains_key(&position) {
                Arc::new(Field::new(field.name(), field.data_type().clone(), true))
            } else {
                field.clone()
            }
        });
        Ok(Some(Self {
            masked: masks
                .keys()
                .map(|position| schema.field(*position).name().clone())
                .collect(),
            schema: Arc::new(Schema::new_with_metadata(
                fields.collect::<Vec<_>>(),
                schema.metadata().clone(),
            )),
            filter,
            pruning,
            masks,
        }))
    }
}

/// Reads the policy's SQL over the columns of one table.
struct ExpressionReader<'a> {
    options: &'a PolicyOptions,
    table: &'a str,
    schema: &'a SchemaRef,
    columns: Arc<DFSchema>,
    state: &'a SessionState,
}

impl<'a> ExpressionReader<'a> {
    fn new(
        options: &'a PolicyOptions,
        table: &'a str,
        schema: &'a SchemaRef,
        state: &'a SessionState,
    ) -> Outcome<Self> {
        Ok(Self {
            options,
            table,
            schema,
            columns: Arc::new(DFSchema::try_from(schema.as_ref().clone())?),
            state,
        })
    }

    fn filter(&self, sql: &str) -> Outcome<Expr> {
        let filter = self.read("rowFilters", sql)?;
        match filter.get_type(&self.columns)? {
            DataType::Boolean => Ok(filter),
            other => Err(self.invalid(
                "rowFilters",
                &format!("the filter is no condition: it is of type {other}"),
            )),
        }
    }

    fn mask(&self, column: &str, sql: &str) -> Outcome<(usize, Expr)> {
        let Ok(position) = self.schema.index_of(column) else {
            return Err(self.invalid("columnMasks", &format!("there is no column {column}")));
        };
        let mask = self.read("columnMasks", sql)?;
        let expected = self.schema.field(position).data_type();
        let given = mask.get_type(&self.columns)?;
        if given == *expected {
            return Ok((position, mask));
        }
        let wrong = || {
            self.invalid(
                "columnMasks",
                &format!("the mask of {column} is of type {given}, the column of type {expected}"),
            )
        };
        let fitting = match &mask {
            Expr::Literal(value, _) => {
                let fitted = value.cast_to(expected).map_err(|_| wrong())?;
                if fitted.is_null() != value.is_null() {
                    return Err(wrong());
                }
                Expr::Literal(fitted, None)
            }
            _ if is_text(&given) && is_text(expected) => cast(mask, expected.clone()),
            _ => return Err(wrong()),
        };
        Ok((position, fitting))
    }

    /// The expression with the policy's values in it, its types made to agree, its constants computed.
    fn read(&self, rule: &str, sql: &str) -> Outcome<Expr> {
        let unreadable = |failure: &EngineFailure| self.invalid(rule, &failure.message);
        let read = read_expression(self.state, sql, &self.columns)
            .map_err(|failure| unreadable(&failure))?;
        let valued = read
            .transform(|part| self.valued(part))
            .map_err(EngineFailure::from)?
            .data
            .unalias();
        self.verify(rule, &valued)?;
        let context = SimplifyContext::builder()
            .with_schema(self.columns.clone())
            .with_config_options(self.state.config_options().clone())
            .build();
        let simplifier = ExprSimplifier::new(context);
        simplifier
            .coerce(valued, &self.columns)
            .and_then(|coerced| simplifier.simplify(coerced))
            .map_err(|error| unreadable(&error.into()))
    }

    /// `$name` as the policy's value.
    fn valued(&self, part: Expr) -> datafusion::common::Result<Transformed<Expr>> {
        let Expr::Placeholder(placeholder) = &part else {
            return Ok(Transformed::no(part));
        };
        let name = placeholder.id.trim_start_matches('$');
        let value: ScalarValue = match self.options.parameters.get(name) {
            Some(parameter) => scalar_of(&placeholder.id, parameter).map_err(external)?,
            None => {
                let text = format!("the policy has no value for {}", placeholder.id);
                return Err(external(self.invalid("parameters", &text)));
            }
        };
        Ok(Transformed::yes(Expr::Literal(value, None)))
    }

    /// Of the columns of one row, and the same each time.
    fn verify(&self, rule: &str, expression: &Expr) -> Outcome<()> {
        let mut fault = None;
        expression.apply(|part| {
            fault = match part {
                Expr::AggregateFunction(_) | Expr::WindowFunction(_) | Expr::GroupingSet(_) => {
                    Some("it is over more than one row")
                }
                Expr::Exists(_)
                | Expr::InSubquery(_)
                | Expr::SetComparison(_)
                | Expr::ScalarSubquery(_)
                | Expr::OuterReferenceColumn(..) => Some("it holds a query"),
                Expr::Unnest(_) | Expr::ScalarVariable(..) => {
                    Some("it cannot be computed of a row")
                }
                _ => None,
            };
            Ok(match fault {
                Some(_) => TreeNodeRecursion::Stop,
                None => TreeNodeRecursion::Continue,
            })
        })?;
        if expression.is_volatile() {
            fault = Some("it is not the same each time");
        }
        match fault {
            Some(text) => Err(self.invalid(rule, text)),
            None => Ok(()),
        }
    }

    fn invalid(&self, rule: &str, text: &str) -> EngineFailure {
        let text = format!("{rule} of {}: {text}", self.table);
        invalid_policy(rule, &text).with("table", self.table)
    }
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

fn external(failure: EngineFailure) -> datafusion::common::DataFusionError {
    datafusion::common::DataFusionError::External(Box::new(failure))
}
