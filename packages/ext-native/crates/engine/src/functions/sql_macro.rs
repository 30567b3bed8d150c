//! SQL macros: scalar functions that are expressions over their parameters.
//!
//! `price(a, b)` with the body `a * b` becomes `a * b` of the call's arguments while the query is optimised, so that everything after it (pruning
//! among it) sees what stands there. Left alone are calls with a volatile argument that the body uses twice: those are computed.

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::compute::can_cast_types;
use arrow::datatypes::{DataType, Field, FieldRef, Schema, SchemaRef};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, DataFusionError, Result, ScalarValue};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::expr::{Placeholder, ScalarFunction};
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    Cast, ColumnarValue, CreateFunction, DocSection, Documentation, Expr, ExprSchemable,
    OperateFunctionArg, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_expr::PhysicalExpr;

use super::call_signature::{CallSignature, FunctionParameter, Takes};
use super::macro_parameters::recursion;
use crate::failure::{EngineFailure, FailureCode, Outcome};

#[derive(Debug, Clone)]
pub(crate) struct SqlMacro {
    call: CallSignature,
    signature: Signature,
    documentation: Documentation,
    /// The parameters as columns, which the body refers to.
    schema: SchemaRef,
    defaults: Vec<Option<ScalarValue>>,
    body: Expr,
    returns: DataType,
    computed: Arc<dyn PhysicalExpr>,
    /// The macros that the body is made with, on whatever way.
    uses: BTreeSet<String>,
    sql: String,
    /// Why it cannot be called: a macro that it calls has gone, or become another.
    unfit: Option<EngineFailure>,
}

/// What of a CREATE FUNCTION its plan does not keep.
pub(crate) struct MacroText {
    /// The statement.
    pub(crate) sql: String,
    /// SQL of the defaults, by the places of the parameters.
    pub(crate) defaults: Vec<Option<String>>,
}

const SECTION: DocSection = DocSection {
    include: true,
    label: "SQL macros",
    description: None,
};

impl SqlMacro {
    /// Reads a CREATE FUNCTION as DataFusion has planned it. Errors: `invalid-function`, `type-mismatch`, and those of its expressions.
    pub(crate) fn define(
        state: &SessionState,
        statement: CreateFunction,
        text: MacroText,
    ) -> Outcome<Self> {
        let name = statement.name;
        let given = statement.args.unwrap_or_default();
        let names: Vec<_> = given.iter().enumerate().map(parameter_name).collect();
        if let Some(double) = names
            .iter()
            .enumerate()
            .find_map(|(index, name)| names[..index].contains(name).then_some(name))
        {
            return Err(invalid(
                &name,
                format!("its parameter \"{double}\" stands there twice"),
            ));
        }
        let schema = Arc::new(Schema::new(
            names
                .iter()
                .zip(&given)
                .map(|(name, argument)| Field::new(name, argument.data_type.clone(), true))
                .collect::<Vec<_>>(),
        ));
        let columns = DFSchema::try_from(schema.clone())?;
        let simplifier = ExprSimplifier::new(
            SimplifyContext::builder()
                .with_schema(Arc::new(columns.clone()))
                .with_config_options(state.config_options().clone())
                .build(),
        );
        let written = statement
            .params
            .function_body
            .ok_or_else(|| invalid(&name, "it has no body".to_owned()))?;
        verify_scalar(&name, &written)?;
        let body = simplifier.coerce(with_columns(written, &names)?, &columns)?;
        let uses = macros_in(&body)?;
        if uses.contains(&name) {
            return Err(recursion(&name));
        }
        let shown = body.to_string();
        let body = inlined(body, &columns)?;
        let given_type = body.get_type(&columns)?;
        let returns = statement.return_type.unwrap_or_else(|| given_type.clone());
        if !can_cast_types(&given_type, &returns) {
            return Err(EngineFailure::new(
                FailureCode::TypeMismatch,
                format!("the macro {name} gives {given_type}, which does not become {returns}"),
            )
            .with("function", name)
            .with("expected", returns.to_string())
            .with("given", given_type.to_string()));
        }
        let body = if given_type == returns {
            body
        } else {
            Expr::Cast(Cast::new(Box::new(body), returns.clone()))
        };
        let volatility = volatility_of(&body)?;
        if statement
            .params
            .behavior
            .is_some_and(|declared| declared < volatility)
        {
            return Err(invalid(&name, format!("its body is {volatility:?}")));
        }
        let defaults = given
            .iter()
            .map(|argument| default_of(&name, argument, &simplifier))
            .collect::<Outcome<Vec<_>>>()?;
        let call = CallSignature {
            function: name,
            parameters: names
                .into_iter()
                .zip(&given)
                .zip(text.defaults)
                .map(|((name, argument), default)| FunctionParameter {
                    name,
                    takes: Takes::Only(argument.data_type.clone()),
                    default,
                })
                .collect(),
            repeats_last: false,
        };
        Ok(Self {
            computed: state.create_physical_expr(body.clone(), &columns)?,
            signature: call.signature(volatility),
            documentation: documentation(&call, &shown),
            call,
            schema,
            defaults,
            body,
            returns,
            uses,
            sql: text.sql,
            unfit: None,
        })
    }

    /// The macro as one that cannot be called, for this reason, until it is defined anew.
    pub(crate) fn unfit(&self, mut reason: EngineFailure) -> Self {
        reason.message = format!(
            "the macro {} does not hold any more: {}",
            self.name(),
            reason.message
        );
        // That would be a place in the text of the macro.
        reason.details.remove("position");
        Self {
            unfit: Some(reason),
            ..self.clone()
        }
    }

    pub(crate) fn call(&self) -> &CallSignature {
        &self.call
    }

    pub(crate) fn body(&self) -> &Expr {
        &self.body
    }

    /// The macros that it is made with, on whatever way.
    pub(crate) fn uses(&self) -> &BTreeSet<String> {
        &self.uses
    }

    /// The statement that defined it.
    pub(crate) fn sql(&self) -> &str {
        &self.sql
    }

    /// The body over these arguments; `None` where they must be computed once.
    fn over(&self, arguments: &[Expr], schema: &DFSchema) -> Result<Option<Expr>> {
        let mut typed = Vec::with_capacity(arguments.len());
        for (field, argument) in self.schema.fields().iter().zip(arguments) {
            if argument.is_volatile() && self.times_used(field.name())? > 1 {
                return Ok(None);
            }
            typed.push(argument.clone().cast_to(field.data_type(), schema)?);
        }
        let body = self.body.clone().transform_up(|expression| {
            let Expr::Column(column) = &expression else {
                return Ok(Transformed::no(expression));
            };
            let index = self.schema.index_of(column.name())?;
            let argument = match (typed.get(index), &self.defaults[index]) {
                (Some(argument), _) => argument.clone(),
                (None, default) => {
                    Expr::Literal(default.clone().unwrap_or(ScalarValue::Null), None)
                }
            };
            Ok(Transformed::yes(argument))
        })?;
        Ok(Some(body.data))
    }

    fn times_used(&self, parameter: &str) -> Result<usize> {
        let mut times = 0;
        self.body.apply(|expression| {
            if matches!(expression, Expr::Column(column) if column.name() == parameter) {
                times += 1;
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
        Ok(times)
    }
}

fn invalid(name: &str, problem: String) -> EngineFailure {
    EngineFailure::new(
        FailureCode::InvalidFunction,
        format!("the macro {name} cannot be defined: {problem}"),
    )
    .with("function", name)
}

/// A parameter without a name is called by its place, `$1`.
fn parameter_name((index, argument): (usize, &OperateFunctionArg)) -> String {
    argument
        .name
        .as_ref()
        .map_or_else(|| format!("${}", index + 1), |ident| ident.value.clone())
}

fn verify_scalar(name: &str, body: &Expr) -> Outcome<()> {
    let mut found = None;
    body.apply(|expression| {
        found = match expression {
            Expr::AggregateFunction(_) => Some("an aggregate"),
            Expr::WindowFunction(_) => Some("a window function"),
            Expr::ScalarSubquery(_) | Expr::Exists(_) | Expr::InSubquery(_) => Some("a subquery"),
            _ => return Ok(TreeNodeRecursion::Continue),
        };
        Ok(TreeNodeRecursion::Stop)
    })?;
    match found {
        Some(what) => Err(invalid(name, format!("its body holds {what}"))),
        None => Ok(()),
    }
}

/// Placeholders as the columns that stand for the parameters.
fn with_columns(body: Expr, names: &[String]) -> Result<Expr> {
    let body = body.transform_up(|expression| {
        let Expr::Placeholder(Placeholder { id, .. }) = &expression else {
            return Ok(Transformed::no(expression));
        };
        let name = id
            .strip_prefix('$')
            .and_then(|number| number.parse::<usize>().ok())
            .and_then(|number| names.get(number.wrapping_sub(1)));
        match name {
            Some(name) => Ok(Transformed::yes(Expr::Column(
                datafusion::common::Column::new_unqualified(name),
            ))),
            None => datafusion::common::plan_err!("the macro has no parameter {id}"),
        }
    })?;
    Ok(body.data)
}

fn macros_in(body: &Expr) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    body.apply(|expression| {
        if let Some(called) = called_macro(expression) {
            names.insert(called.call.function.clone());
            names.extend(called.uses.iter().cloned());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(names)
}

fn called_macro(expression: &Expr) -> Option<&SqlMacro> {
    match expression {
        Expr::ScalarFunction(ScalarFunction { func, .. }) => func.inner().downcast_ref(),
        _ => None,
    }
}

/// The macros that a body calls are written out in it. When one of them is another, the macro is defined anew.
fn inlined(body: Expr, schema: &DFSchema) -> Result<Expr> {
    let body = body.transform_up(|expression| {
        let written_out = match (called_macro(&expression), &expression) {
            (Some(called), Expr::ScalarFunction(call)) => called.over(&call.args, schema)?,
            _ => None,
        };
        Ok(match written_out {
            Some(body) => Transformed::yes(body),
            None => Transformed::no(expression),
        })
    })?;
    Ok(body.data)
}

fn volatility_of(body: &Expr) -> Result<Volatility> {
    let mut volatility = Volatility::Immutable;
    body.apply(|expression| {
        if let Expr::ScalarFunction(call) = expression {
            volatility = volatility.max(call.func.signature().volatility);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(volatility)
}

fn default_of(
    name: &str,
    argument: &OperateFunctionArg,
    simplifier: &ExprSimplifier,
) -> Outcome<Option<ScalarValue>> {
    let Some(written) = &argument.default_expr else {
        return Ok(None);
    };
    let wanted = Expr::Cast(Cast::new(
        Box::new(written.clone()),
        argument.data_type.clone(),
    ));
    match simplifier.simplify(simplifier.coerce(wanted, &DFSchema::empty())?)? {
        Expr::Literal(value, _) => Ok(Some(value)),
        _ => Err(invalid(
            name,
            format!("the default {written} is not a constant"),
        )),
    }
}

fn documentation(call: &CallSignature, body: &str) -> Documentation {
    let description = format!("SQL macro: {body}");
    let builder = Documentation::builder(SECTION, description, call.to_string());
    call.parameters
        .iter()
        .fold(builder, |builder, parameter| {
            builder.with_argument(&parameter.name, parameter.takes.to_string())
        })
        .build()
}

impl PartialEq for SqlMacro {
    fn eq(&self, other: &Self) -> bool {
        self.call == other.call && self.body == other.body && self.defaults == other.defaults
    }
}

impl Eq for SqlMacro {}

impl Hash for SqlMacro {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.call.hash(state);
        self.body.hash(state);
    }
}

impl ScalarUDFImpl for SqlMacro {
    fn name(&self) -> &str {
        &self.call.function
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        Ok(self.call.coerced(given))
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        if let Some(reason) = &self.unfit {
            return Err(DataFusionError::External(Box::new(reason.clone())));
        }
        self.call.verify_call(given)?;
        Ok(self.returns.clone())
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        let given: Vec<_> = args
            .arg_fields
            .iter()
            .map(|field| field.data_type().clone())
            .collect();
        Ok(Field::new(self.name(), self.return_type(&given)?, true).into())
    }

    fn simplify(&self, args: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        Ok(match self.over(&args, info.schema())? {
            Some(body) => ExprSimplifyResult::Simplified(body),
            None => ExprSimplifyResult::Original(args),
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let columns = self
            .defaults
            .iter()
            .enumerate()
            .map(|(index, default)| match (args.args.get(index), default) {
                (Some(argument), _) => argument.clone().into_array(args.number_rows),
                (None, default) => default
                    .clone()
                    .unwrap_or(ScalarValue::Null)
                    .to_array_of_size(args.number_rows),
            })
            .collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(args.number_rows));
        let batch = RecordBatch::try_new_with_options(self.schema.clone(), columns, &options)?;
        self.computed.evaluate(&batch)
    }

    fn documentation(&self) -> Option<&Documentation> {
        Some(&self.documentation)
    }
}
