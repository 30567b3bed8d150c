//! One SQL statement, from its text.

use datafusion::execution::session_state::SessionState;
use datafusion::sql::parser::{DFParser, DFParserBuilder, Statement};
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect, dialect_from_str};
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, Tokenizer};

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::functions;
use crate::statement::query_depth;
use crate::statement::question_operators::with_question_operators;

/// The one statement of a text. Errors: `syntax-error`, `query-too-deep`.
pub(crate) fn parsed(state: &SessionState, sql: &str) -> Outcome<Statement> {
    let parser = &state.config_options().sql_parser;
    let dialect: Box<dyn Dialect> =
        dialect_from_str(parser.dialect).unwrap_or_else(|| Box::new(GenericDialect {}));
    query_depth::verify(sql, dialect.as_ref())?;
    let mut statement = only_statement(sql, dialect.as_ref(), parser.recursion_limit.get())?;
    functions::with_macro_parameters(&mut statement)?;
    functions::with_omitted_arguments(state, &mut statement)?;
    Ok(statement)
}

fn only_statement(sql: &str, dialect: &dyn Dialect, recursion_limit: usize) -> Outcome<Statement> {
    let mut parser = parser_of(sql, dialect, recursion_limit)?;
    let mut statements = parser.parse_statements()?;
    match (statements.pop_front(), statements.is_empty()) {
        (Some(statement), true) => Ok(statement),
        (None, _) => Err(EngineFailure::new(
            FailureCode::SyntaxError,
            "the SQL text holds no statement",
        )),
        (Some(_), false) => {
            let failure = EngineFailure::new(
                FailureCode::SyntaxError,
                format!(
                    "one statement at a time: the SQL text holds {}",
                    statements.len() + 1
                ),
            );
            Err(match second_statement(sql, dialect) {
                Some(place) => failure.at(place.line, place.column),
                None => failure,
            })
        }
    }
}

/// A parser of a text as the session reads SQL. Errors: `syntax-error`.
pub(crate) fn parser_of<'a>(
    sql: &'a str,
    dialect: &'a dyn Dialect,
    recursion_limit: usize,
) -> Outcome<DFParser<'a>> {
    let mut parser = DFParserBuilder::new(sql)
        .with_dialect(dialect)
        .with_recursion_limit(recursion_limit)
        .build()?;
    if let Some(tokens) = with_question_operators(sql, dialect)? {
        parser.parser = Parser::new(dialect)
            .with_recursion_limit(recursion_limit)
            .with_tokens_with_locations(tokens);
    }
    Ok(parser)
}

/// Where the text goes on after its first semicolon.
fn second_statement(sql: &str, dialect: &dyn Dialect) -> Option<Location> {
    let tokens = Tokenizer::new(dialect, sql).tokenize_with_location().ok()?;
    tokens
        .iter()
        .skip_while(|token| token.token != Token::SemiColon)
        .find(|token| !matches!(token.token, Token::SemiColon | Token::Whitespace(_)))
        .map(|token| token.span.start)
}
