//! Reads the parameters of a macro in its body.
//!
//! DataFusion plans the body of CREATE FUNCTION against no columns and knows parameters as placeholders only, so `RETURN a * b` is planned
//! as `RETURN $1 * $2`. Names are brought to their normal form on the way, which DataFusion leaves out for functions.

use std::ops::ControlFlow;

use datafusion::sql::parser::Statement as ParsedStatement;
use datafusion::sql::planner::IdentNormalizer;
use datafusion::sql::sqlparser::ast::{
    CreateFunction, CreateFunctionBody, DataType, Expr, FunctionReturnType, Ident, ObjectName,
    ObjectNamePart, Statement, Value, visit_expressions_mut,
};

use crate::failure::{EngineFailure, FailureCode, Outcome};

/// Rewrites CREATE FUNCTION and DROP FUNCTION as DataFusion plans them; leaves every other statement alone.
///
/// Errors: `not-supported` (a table macro, a body in another language or form), `invalid-function` (a macro that calls itself).
pub(crate) fn with_macro_parameters(statement: &mut ParsedStatement) -> Outcome<()> {
    let ParsedStatement::Statement(statement) = statement else {
        return Ok(());
    };
    match statement.as_mut() {
        Statement::CreateFunction(function) => {
            normalize_name(&mut function.name);
            let name = function.name.to_string();
            verify_form(function, &name)?;
            rewrite_body(function, &name)
        }
        Statement::DropFunction(dropped) => {
            for function in &mut dropped.func_desc {
                normalize_name(&mut function.name);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// SQL of the defaults of a CREATE FUNCTION, of the types of their parameters.
pub(crate) fn default_texts(statement: &ParsedStatement) -> Vec<Option<String>> {
    let ParsedStatement::Statement(statement) = statement else {
        return Vec::new();
    };
    let Statement::CreateFunction(function) = statement.as_ref() else {
        return Vec::new();
    };
    let arguments = function.args.iter().flatten();
    arguments
        .map(|argument| {
            let default = argument.default_expr.as_ref()?;
            Some(format!("CAST({default} AS {})", argument.data_type))
        })
        .collect()
}

fn verify_form(function: &CreateFunction, name: &str) -> Outcome<()> {
    let problem = match (&function.return_type, &function.function_body) {
        (Some(FunctionReturnType::SetOf(_)), _)
        | (Some(FunctionReturnType::DataType(DataType::Table(_))), _) => {
            "a macro that returns a table is not supported: define a view, or register a table function"
        }
        (_, Some(CreateFunctionBody::Return(_))) => match &function.language {
            Some(language) if !language.value.eq_ignore_ascii_case("sql") => {
                "a macro is written in SQL"
            }
            _ if function.called_on_null.is_some()
                || function.parallel.is_some()
                || function.security.is_some()
                || !function.set_params.is_empty() =>
            {
                "a macro takes no other clauses than RETURNS, IMMUTABLE, STABLE, VOLATILE and RETURN"
            }
            _ => return Ok(()),
        },
        _ => "a macro needs a body of the form RETURN expression",
    };
    Err(EngineFailure::new(
        FailureCode::NotSupported,
        format!("CREATE FUNCTION {name}: {problem}"),
    )
    .with("function", name))
}

fn rewrite_body(function: &mut CreateFunction, name: &str) -> Outcome<()> {
    let mut names = Vec::new();
    for argument in function.args.iter_mut().flatten() {
        if let Some(ident) = &mut argument.name {
            normalize(ident);
        }
        names.push(argument.name.as_ref().map(|ident| ident.value.clone()));
    }
    let Some(CreateFunctionBody::Return(body)) = &mut function.function_body else {
        return Ok(());
    };
    let walked = visit_expressions_mut(body, |expression: &mut Expr| {
        match expression {
            Expr::Identifier(ident) => {
                let wanted = IdentNormalizer::new(true).normalize(ident.clone());
                let place = names
                    .iter()
                    .position(|name| name.as_deref() == Some(wanted.as_str()));
                if let Some(index) = place {
                    *expression = Expr::value(Value::Placeholder(format!("${}", index + 1)));
                }
            }
            Expr::Function(call) if is_named(&call.name, name) => return ControlFlow::Break(()),
            _ => {}
        }
        ControlFlow::Continue(())
    });
    if walked.is_break() {
        return Err(recursion(name));
    }
    Ok(())
}

pub(crate) fn recursion(name: &str) -> EngineFailure {
    EngineFailure::new(
        FailureCode::InvalidFunction,
        format!("the macro {name} calls itself"),
    )
    .with("function", name)
}

fn is_named(called: &ObjectName, name: &str) -> bool {
    let mut called = called.clone();
    normalize_name(&mut called);
    called.to_string() == name
}

/// Of an unquoted name the lower case; the quotes go.
fn normalize(ident: &mut Ident) {
    ident.value = IdentNormalizer::new(true).normalize(ident.clone());
    ident.quote_style = None;
}

fn normalize_name(name: &mut ObjectName) {
    for part in &mut name.0 {
        if let ObjectNamePart::Identifier(ident) = part {
            normalize(ident);
        }
    }
}
