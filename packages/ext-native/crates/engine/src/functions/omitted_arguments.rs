//! Writes out the defaults that a call by name leaves out before its last argument.
//!
//! DataFusion's resolver of `name => value` lets only the last arguments be left out. So `cpg_score(1, 1, 1, type_weight => 0)` is planned as
//! `cpg_score(1, 1, 1, type_weight => 0, name_weight => 0.5, scope_weight => 0.3)`. Left alone are calls by position, functions without defaults, and
//! calls that the resolver refuses: names that are unknown or stand there twice, and arguments by position after one by name.

use std::ops::ControlFlow;

use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::ScalarUDF;
use datafusion::sql::parser::{CopyToSource, Statement as ParsedStatement};
use datafusion::sql::planner::IdentNormalizer;
use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgOperator, FunctionArguments, Ident,
    ObjectNamePart, VisitMut, visit_expressions_mut,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::parser::Parser;

use super::call_signature::CallSignature;
use super::rule_function::RuleFunction;
use super::sql_macro::SqlMacro;
use crate::failure::Outcome;

/// Rewrites the calls of a statement. Errors: `syntax-error`, if a default cannot be read.
pub(crate) fn with_omitted_arguments(
    state: &SessionState,
    statement: &mut ParsedStatement,
) -> Outcome<()> {
    match statement {
        ParsedStatement::Statement(statement) => with_omitted(state, statement.as_mut()),
        ParsedStatement::Explain(explain) => {
            with_omitted_arguments(state, explain.statement.as_mut())
        }
        ParsedStatement::CopyTo(copy) => match &mut copy.source {
            CopyToSource::Query(query) => with_omitted(state, query.as_mut()),
            CopyToSource::Relation(_) => Ok(()),
        },
        ParsedStatement::CreateExternalTable(_) | ParsedStatement::Reset(_) => Ok(()),
    }
}

/// Rewrites the calls of an expression, or of anything else that holds expressions.
pub(crate) fn with_omitted(state: &SessionState, tree: &mut impl VisitMut) -> Outcome<()> {
    let walked = visit_expressions_mut(tree, |expression: &mut Expr| {
        let Expr::Function(call) = expression else {
            return ControlFlow::Continue(());
        };
        match complete(state, call) {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => ControlFlow::Break(failure),
        }
    });
    match walked {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(failure) => Err(failure),
    }
}

fn complete(state: &SessionState, call: &mut Function) -> Outcome<()> {
    let FunctionArguments::List(list) = &mut call.args else {
        return Ok(());
    };
    let names: Vec<_> = list.args.iter().map(name_of).collect();
    if names.iter().all(Option::is_none) {
        return Ok(());
    }
    let [ObjectNamePart::Identifier(function)] = call.name.0.as_slice() else {
        return Ok(());
    };
    let function = IdentNormalizer::new(true).normalize(function.clone());
    let Some(function) = state.scalar_functions().get(&function) else {
        return Ok(());
    };
    let Some(signature) = signature_of(function) else {
        return Ok(());
    };
    let by_position = names.iter().take_while(|name| name.is_none()).count();
    let Some(given) = names[by_position..]
        .iter()
        .map(|name| place_of(name.as_ref()?, signature))
        .collect::<Option<Vec<usize>>>()
    else {
        return Ok(());
    };
    let last = given.iter().max().copied().unwrap_or(0);
    let omitted = (by_position..last).filter(|place| !given.contains(place));
    let mut defaults = Vec::new();
    for parameter in omitted.filter_map(|place| signature.parameters.get(place)) {
        if let Some(default) = &parameter.default {
            defaults.push(FunctionArg::Named {
                name: Ident::with_quote('"', &parameter.name),
                arg: FunctionArgExpr::Expr(expression_of(default)?),
                operator: FunctionArgOperator::RightArrow,
            });
        }
    }
    list.args.extend(defaults);
    Ok(())
}

fn signature_of(function: &ScalarUDF) -> Option<&CallSignature> {
    let inner = function.inner();
    let rule = inner.downcast_ref::<RuleFunction>();
    rule.map(RuleFunction::call)
        .or_else(|| inner.downcast_ref::<SqlMacro>().map(SqlMacro::call))
}

/// The name of an argument; `None`: it goes by position. A name that is no identifier is that of no parameter.
fn name_of(argument: &FunctionArg) -> Option<Ident> {
    match argument {
        FunctionArg::Unnamed(_) => None,
        FunctionArg::Named { name, .. } => Some(name.clone()),
        FunctionArg::ExprNamed { name, .. } => Some(match name {
            Expr::Identifier(name) => name.clone(),
            _ => Ident::new(""),
        }),
    }
}

/// As DataFusion compares them: quoted names exactly.
fn place_of(name: &Ident, signature: &CallSignature) -> Option<usize> {
    signature.parameters.iter().position(|parameter| {
        if name.quote_style.is_some() {
            parameter.name == name.value
        } else {
            parameter.name.eq_ignore_ascii_case(&name.value)
        }
    })
}

fn expression_of(sql: &str) -> Outcome<Expr> {
    let mut parser = Parser::new(&GenericDialect {})
        .try_with_sql(sql)
        .map_err(datafusion::common::DataFusionError::from)?;
    Ok(parser
        .parse_expr()
        .map_err(datafusion::common::DataFusionError::from)?)
}
