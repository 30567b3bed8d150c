//! What a table function gives, with the call that it came from: a plan that holds only the rows could not be written down.

use std::borrow::Cow;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{
    ScanArgs, ScanResult, Session, TableFunctionArgs, TableFunctionImpl, TableProvider,
};
use datafusion::common::{Result, ScalarValue, Statistics, substrait_err};
use datafusion::datasource::TableType;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;

use crate::substrait::types::{type_of_text, type_text};

/// The first part of the name under which a plan reads what a table function gives; the function and its arguments follow.
pub(crate) const TABLE_FUNCTION: &str = "causeway.function";

/// Lets every table function of a session remember its calls.
pub(crate) fn remember_calls(context: &SessionContext) {
    let state = context.state();
    for (name, function) in state.table_functions() {
        let remembering = RememberingFunction {
            name: name.clone(),
            inner: function.function().clone(),
        };
        context.register_udtf(name, Arc::new(remembering));
    }
}

#[derive(Debug)]
struct RememberingFunction {
    name: String,
    inner: Arc<dyn TableFunctionImpl>,
}

impl TableFunctionImpl for RememberingFunction {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let arguments = args.exprs().to_vec();
        Ok(Arc::new(CalledTable {
            function: self.name.clone(),
            arguments,
            inner: self.inner.call_with_args(args)?,
        }))
    }
}

/// The rows of a call; all but the call is the inner table's.
#[derive(Debug)]
pub(crate) struct CalledTable {
    function: String,
    arguments: Vec<Expr>,
    inner: Arc<dyn TableProvider>,
}

impl CalledTable {
    /// Whether another table comes from the same call.
    pub(crate) fn is_call_of(&self, other: &Self) -> bool {
        let types = |table: &Self| -> Option<Vec<_>> {
            let arguments = table.arguments.iter();
            arguments
                .map(|argument| literal(argument).map(ScalarValue::data_type))
                .collect()
        };
        self.function == other.function
            && self.arguments == other.arguments
            && types(self).is_some()
            && types(self) == types(other)
    }

    /// The call as the parts of a name, if its arguments are constants that texts can carry.
    pub(crate) fn name_parts(&self) -> Option<Vec<String>> {
        let mut parts = vec![TABLE_FUNCTION.to_owned(), self.function.clone()];
        for argument in &self.arguments {
            parts.push(argument_text(literal(argument)?)?);
        }
        Some(parts)
    }

    /// Calls the function that the parts of a name, behind the first, tell of.
    pub(crate) fn of_name(
        state: &SessionState,
        parts: &[String],
    ) -> Result<Arc<dyn TableProvider>> {
        let Some((name, arguments)) = parts.split_first() else {
            return substrait_err!("a table function has no name");
        };
        let Some(function) = state.table_functions().get(name) else {
            return Err(datafusion::common::DataFusionError::Plan(format!(
                "Invalid function '{name}'"
            )));
        };
        let arguments = arguments
            .iter()
            .map(|text| match argument_of_text(text) {
                Some(value) => Ok(Expr::Literal(value, None)),
                None => substrait_err!("{name} is called with something that is no constant"),
            })
            .collect::<Result<Vec<_>>>()?;
        let inner =
            function.create_table_provider_with_args(TableFunctionArgs::new(&arguments, state))?;
        if inner.downcast_ref::<Self>().is_some() {
            return Ok(inner);
        }
        // A function of the host does not remember its calls, and the policy asks for them.
        Ok(Arc::new(Self {
            function: name.clone(),
            arguments,
            inner,
        }))
    }

    /// The name of the function that was called.
    pub(crate) fn function(&self) -> &str {
        &self.function
    }
}

fn literal(argument: &Expr) -> Option<&ScalarValue> {
    match argument {
        Expr::Literal(value, _) => Some(value),
        _ => None,
    }
}

/// `Int64 5`, `Null`.
fn argument_text(value: &ScalarValue) -> Option<String> {
    let data_type = type_text(&value.data_type())?;
    let text = if value.is_null() {
        data_type
    } else {
        let cast = value.cast_to(&arrow::datatypes::DataType::Utf8).ok()?;
        format!("{data_type}\n{cast}")
    };
    (argument_of_text(&text)? == *value).then_some(text)
}

fn argument_of_text(text: &str) -> Option<ScalarValue> {
    match text.split_once('\n') {
        None => ScalarValue::try_from(&type_of_text(text)?).ok(),
        Some((data_type, value)) => {
            let value = ScalarValue::Utf8(Some(value.to_owned()));
            let value = value.cast_to(&type_of_text(data_type)?).ok()?;
            (!value.is_null()).then_some(value)
        }
    }
}

#[async_trait]
impl TableProvider for CalledTable {
    fn schema(&self) -> SchemaRef {
        self.inner.schema()
    }

    fn table_type(&self) -> TableType {
        self.inner.table_type()
    }

    fn get_logical_plan(&self) -> Option<Cow<'_, LogicalPlan>> {
        self.inner.get_logical_plan()
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.inner.scan(state, projection, filters, limit).await
    }

    async fn scan_with_args<'a>(
        &self,
        state: &dyn Session,
        args: ScanArgs<'a>,
    ) -> Result<ScanResult> {
        self.inner.scan_with_args(state, args).await
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        self.inner.supports_filters_pushdown(filters)
    }

    fn statistics(&self) -> Option<Statistics> {
        self.inner.statistics()
    }
}
