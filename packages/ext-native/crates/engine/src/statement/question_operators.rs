//! The operator `?` of JSON, which DataFusion's own dialect takes for a parameter without a name.
//!
//! A parameter cannot stand behind a value, and an operator cannot stand elsewhere: so `column ? 'key'` becomes the operator, and every other text
//! stays what it is. (Parameters by `?` are none of DataFusion's: they are `$1` or `$name`.)

use datafusion::common::DataFusionError;
use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};

use crate::failure::Outcome;

/// Keywords behind which a value begins. Others may be names of columns.
const BEFORE_VALUES: [Keyword; 27] = [
    Keyword::ALL,
    Keyword::AND,
    Keyword::BETWEEN,
    Keyword::BY,
    Keyword::CASE,
    Keyword::DISTINCT,
    Keyword::ELSE,
    Keyword::FROM,
    Keyword::HAVING,
    Keyword::ILIKE,
    Keyword::IN,
    Keyword::IS,
    Keyword::LIKE,
    Keyword::LIMIT,
    Keyword::NOT,
    Keyword::OFFSET,
    Keyword::ON,
    Keyword::OR,
    Keyword::QUALIFY,
    Keyword::RETURN,
    Keyword::SELECT,
    Keyword::SET,
    Keyword::THEN,
    Keyword::USING,
    Keyword::VALUES,
    Keyword::WHEN,
    Keyword::WHERE,
];

/// The tokens of a text with its question marks behind values as operators; `None` where there are none. Errors: `syntax-error`.
pub(crate) fn with_question_operators(
    sql: &str,
    dialect: &dyn Dialect,
) -> Outcome<Option<Vec<TokenWithSpan>>> {
    if !sql.contains('?') {
        return Ok(None);
    }
    let mut tokens = Tokenizer::new(dialect, sql)
        .tokenize_with_location()
        .map_err(|error| DataFusionError::from(ParserError::from(error)))?;
    let (mut is_behind_value, mut found) = (false, false);
    for token in &mut tokens {
        if matches!(token.token, Token::Whitespace(_)) {
            continue;
        }
        if is_behind_value && matches!(&token.token, Token::Placeholder(name) if name == "?") {
            token.token = Token::Question;
            found = true;
        }
        is_behind_value = ends_value(&token.token);
    }
    Ok(found.then_some(tokens))
}

fn ends_value(token: &Token) -> bool {
    match token {
        Token::Word(word) => word.quote_style.is_some() || !BEFORE_VALUES.contains(&word.keyword),
        Token::RParen
        | Token::RBracket
        | Token::RBrace
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::DollarQuotedString(_)
        | Token::Placeholder(_) => true,
        _ => false,
    }
}
