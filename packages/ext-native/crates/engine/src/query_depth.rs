//! Bounds the depth of a statement before anything recursive touches it.
//!
//! The parser limits nesting by itself, but chains (`a OR a OR …`, `x::int::int…`, `… UNION ALL …`) are parsed in a loop and come
//! out as trees as deep as they are long; planning, and even dropping, such a tree overflows the stack (apache/datafusion#9161 and others).
//! The count is over tokens and never too low: operators in a row at one level of brackets, summed over the open brackets.

use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::failure_from_datafusion::tokenizer_failure;

/// The deepest chain that is planned.
pub(crate) const DEEPEST: usize = 4_000;
/// The longest SQL text, in bytes.
pub(crate) const LONGEST: usize = 16 * 1024 * 1024;

/// Refuses a text that is too large or too deep to plan.
pub(crate) fn verify(sql: &str, dialect: &dyn Dialect) -> Outcome<()> {
    if sql.len() > LONGEST {
        return Err(EngineFailure::new(
            FailureCode::QueryTooLarge,
            format!("the SQL text has {} bytes, the limit is {LONGEST}", sql.len()),
        )
        .with("bytes", sql.len())
        .with("limit", LONGEST));
    }
    let tokens = Tokenizer::new(dialect, sql)
        .tokenize()
        .map_err(|error| tokenizer_failure(&error))?;
    let depth = deepest_chain(&tokens);
    if depth > DEEPEST {
        return Err(EngineFailure::new(
            FailureCode::QueryTooDeep,
            format!("a chain of {depth} operators is deeper than the limit of {DEEPEST}"),
        )
        .with("depth", depth)
        .with("limit", DEEPEST));
    }
    Ok(())
}

fn deepest_chain(tokens: &[Token]) -> usize {
    let mut levels = vec![0_usize];
    let mut sum = 0_usize;
    let mut deepest = 0_usize;
    for token in tokens {
        match effect(token) {
            Effect::Opens => levels.push(0),
            Effect::Closes => {
                // A closed bracket may be an operand or a subscript of the chain around it.
                if levels.len() > 1 {
                    sum -= levels.pop().unwrap_or(0);
                }
            }
            Effect::Separates => {
                if let Some(level) = levels.last_mut() {
                    sum -= *level;
                    *level = 0;
                }
            }
            Effect::Deepens => {
                if let Some(level) = levels.last_mut() {
                    *level += 1;
                    sum += 1;
                    deepest = deepest.max(sum);
                }
            }
            Effect::None => {}
        }
    }
    deepest
}

enum Effect {
    Opens,
    Closes,
    Separates,
    Deepens,
    None,
}

fn effect(token: &Token) -> Effect {
    match token {
        Token::LParen | Token::LBrace => Effect::Opens,
        // A subscript deepens the expression before it, and holds one of its own.
        Token::LBracket => Effect::Deepens,
        Token::RParen | Token::RBrace => Effect::Closes,
        Token::Comma | Token::SemiColon => Effect::Separates,
        Token::EOF
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::DoubleQuotedString(_)
        | Token::Whitespace(_)
        | Token::Period
        | Token::RBracket
        | Token::Placeholder(_) => Effect::None,
        Token::Word(word) => match word.keyword {
            Keyword::AND
            | Keyword::OR
            | Keyword::XOR
            | Keyword::NOT
            | Keyword::IS
            | Keyword::IN
            | Keyword::LIKE
            | Keyword::ILIKE
            | Keyword::SIMILAR
            | Keyword::BETWEEN
            | Keyword::DIV
            | Keyword::COLLATE
            | Keyword::AT
            | Keyword::JOIN
            | Keyword::UNION
            | Keyword::INTERSECT
            | Keyword::EXCEPT
            | Keyword::MINUS
            | Keyword::ESCAPE => Effect::Deepens,
            _ => Effect::None,
        },
        _ => Effect::Deepens,
    }
}

#[cfg(test)]
mod tests {
    use datafusion::sql::sqlparser::dialect::GenericDialect;

    use super::*;

    fn depth_of(sql: &str) -> Option<usize> {
        let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize().ok()?;
        Some(deepest_chain(&tokens))
    }

    #[test]
    fn chains_count_and_lists_do_not() {
        assert_eq!(depth_of("SELECT a OR b OR c"), Some(2));
        assert_eq!(depth_of("SELECT a + b, c + d, e"), Some(1));
        assert_eq!(depth_of("SELECT x::int::int::int"), Some(3));
        assert_eq!(depth_of("SELECT a IN (1, 2, 3, 4)"), Some(1));
        assert_eq!(depth_of("SELECT a + (b + (c + d))"), Some(3));
    }

    #[test]
    fn long_chains_are_refused_and_wide_queries_are_not() {
        let chain = format!("SELECT {}", vec!["1"; DEEPEST + 2].join(" + "));
        assert_eq!(
            verify(&chain, &GenericDialect {}).err().map(|f| f.code),
            Some(FailureCode::QueryTooDeep)
        );
        let wide = format!("SELECT {}", vec!["a + b"; 20_000].join(", "));
        assert!(verify(&wide, &GenericDialect {}).is_ok());
    }
}
