//! Reads what a Substrait plan names as a table: a registered one, the rows of a table function, or a recursive query's own.

use std::sync::{Arc, PoisonError};

use arrow::datatypes::DataType;
use datafusion::catalog::TableProvider;
use datafusion::catalog::cte_worktable::CteWorkTable;
use datafusion::common::{
    DFSchema, DataFusionError, Result, TableReference, not_impl_err, substrait_err,
};
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::{
    ExprSchemable, LogicalPlan, LogicalPlanBuilder, RecursiveQuery, Values,
};
use datafusion_substrait::logical_plan::consumer::{
    SubstraitConsumer, from_substrait_named_struct,
};
use datafusion_substrait::substrait::proto::expression::RexType;
use datafusion_substrait::substrait::proto::read_rel::VirtualTable;
use datafusion_substrait::substrait::proto::{Expression, ReadRel, Rel};

use crate::substrait::plan_writer::RECURSIVE_ROWS;
use crate::substrait::reader::{PlanReader, column_of, lock};
use crate::tables::called_table::{CalledTable, TABLE_FUNCTION};

impl PlanReader<'_> {
    pub(crate) async fn read_table(&self, read: &ReadRel, names: &[String]) -> Result<LogicalPlan> {
        if read.filter.is_some() || read.best_effort_filter.is_some() {
            return not_impl_err!("a filter inside a read");
        }
        if read.projection.is_some() {
            return not_impl_err!("a projection inside a read");
        }
        let Some(declared) = &read.base_schema else {
            return substrait_err!("a read has no schema");
        };
        let (reference, provider) = self.table(names).await?;
        let declared = from_substrait_named_struct(self, declared)?;
        let table = provider.schema();
        // The rows of a recursive query are called as they are called here.
        let is_own = names.first().is_some_and(|first| first == RECURSIVE_ROWS);
        let mut columns = Vec::new();
        for (place, field) in declared.fields().iter().enumerate() {
            let found = match is_own {
                true => table.fields().get(place).map(|own| (place, own.as_ref())),
                false => table.column_with_name(field.name()),
            };
            let Some((index, own)) = found else {
                return Err(DataFusionError::Plan(format!(
                    "table '{reference}' has no column '{}'",
                    field.name()
                )));
            };
            if !DFSchema::datatype_is_logically_equal(own.data_type(), field.data_type()) {
                return substrait_err!(
                    "column '{}' of '{reference}' has the type {}, and the plan says {}",
                    field.name(),
                    own.data_type(),
                    field.data_type()
                );
            }
            columns.push(index);
        }
        let scan = LogicalPlanBuilder::scan(reference.clone(), provider_as_source(provider), None)?;
        let is_whole = columns.iter().copied().eq(0..table.fields().len());
        let scan = self.named_like(&reference, scan.build()?)?;
        if is_whole {
            return Ok(scan);
        }
        let exprs = columns.iter().map(|index| column_of(&scan, *index));
        let exprs = exprs.collect::<Result<Vec<_>>>()?;
        self.projected(scan, exprs)
    }

    /// A registered table, or the rows of a recursive query around.
    async fn table(&self, names: &[String]) -> Result<(TableReference, Arc<dyn TableProvider>)> {
        if let [first, place] = names
            && first == RECURSIVE_ROWS
        {
            let around = self
                .recursive
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            let rows = place
                .parse::<usize>()
                .ok()
                .and_then(|place| around.get(place));
            let Some(rows) = rows else {
                return substrait_err!("no recursive query is around the read of its rows");
            };
            return Ok((TableReference::bare(rows.name().to_owned()), rows.clone()));
        }
        if let Some((first, call)) = names.split_first()
            && first == TABLE_FUNCTION
        {
            let reference = TableReference::bare(self.new_name());
            return Ok((reference, CalledTable::of_name(self.state(), call)?));
        }
        let reference = match names {
            [table] => TableReference::bare(table.clone()),
            [schema, table] => TableReference::partial(schema.clone(), table.clone()),
            [catalog, schema, table] => {
                TableReference::full(catalog.clone(), schema.clone(), table.clone())
            }
            _ => return substrait_err!("the name of a table has {} parts", names.len()),
        };
        match self.resolve_table_ref(&reference).await? {
            Some(provider) => Ok((reference, provider)),
            None => Err(DataFusionError::Plan(format!(
                "table '{reference}' not found"
            ))),
        }
    }

    /// Rows that stand in the plan, where some are computed: DataFusion's consumer takes the names of fields inside a value to be those of a constant.
    /// `None` for rows of constants.
    pub(crate) async fn read_rows(
        &self,
        read: &ReadRel,
        rows: &VirtualTable,
    ) -> Result<Option<LogicalPlan>> {
        let is_constant =
            |expression: &Expression| matches!(expression.rex_type, Some(RexType::Literal(_)));
        let mut fields = rows.expressions.iter().flat_map(|row| &row.fields);
        let Some(declared) = read.base_schema.as_ref() else {
            return Ok(None);
        };
        if fields.all(is_constant) {
            return Ok(None);
        }
        if read.filter.is_some() || read.best_effort_filter.is_some() || read.projection.is_some() {
            return not_impl_err!("a filter or a projection inside a read");
        }
        let schema = Arc::new(from_substrait_named_struct(self, declared)?);
        let nothing = DFSchema::empty();
        let mut values = Vec::new();
        for row in &rows.expressions {
            if row.fields.len() != schema.fields().len() {
                return substrait_err!(
                    "a row has {} values for {} columns",
                    row.fields.len(),
                    schema.fields().len()
                );
            }
            let mut exprs = Vec::new();
            for (expression, field) in row.fields.iter().zip(schema.fields()) {
                let value = self.consume_expression(expression, &nothing).await?;
                let data_type = value.get_type(&nothing)?;
                if data_type != DataType::Null
                    && !DFSchema::datatype_is_logically_equal(&data_type, field.data_type())
                {
                    return substrait_err!(
                        "a value of the type {data_type} stands in a column of the type {}",
                        field.data_type()
                    );
                }
                exprs.push(value);
            }
            values.push(exprs);
        }
        Ok(Some(LogicalPlan::Values(Values { schema, values })))
    }

    pub(crate) async fn recursive_query(
        &self,
        first: &Rel,
        second: &Rel,
        is_distinct: bool,
    ) -> Result<LogicalPlan> {
        let first = self.consume_rel(first).await?;
        let first = self.named(first)?;
        let name = self.new_name();
        let fields: Vec<_> = first
            .schema()
            .fields()
            .iter()
            .map(|field| field.as_ref().clone().with_nullable(true))
            .collect();
        let rows = CteWorkTable::new(&name, Arc::new(arrow::datatypes::Schema::new(fields)));
        lock(&self.recursive).push(Arc::new(rows));
        let second = self.consume_rel(second).await;
        lock(&self.recursive).pop();
        let query = RecursiveQuery::try_new(
            name,
            Arc::new(first),
            Arc::new(LogicalPlanBuilder::from(second?).build()?),
            is_distinct,
        )?;
        self.named(LogicalPlan::RecursiveQuery(query))
    }
}
