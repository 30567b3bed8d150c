//! Bounds the depth of a statement before anything recursive touches it.
//!
//! The parser limits nesting by itself, but chains (`a OR a OR …`, `x::int::int…`, `… UNION ALL …`) are parsed in a loop and come
//! out as trees as deep as they are long; planning, and even dropping, such a tree overflows the stack (apache/datafusion#9161 and others).
//! The count is over tokens and never too low: operators in a row at one level of brackets, summed over the open brackets.

use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::failure::from_datafusion::tokenizer_failure;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// The deepest chain that is planned. Planning takes time with the square of a chain's length, so longer ones would not end soon either.
pub(crate) const DEEPEST: usize = 2_500;
/// The deepest nesting of brackets. The parser has a limit of its own, but finds it by trying alternatives, two a level
/// in `CAST(CAST(…`, which takes time with the power of the depth.
pub(crate) const DEEPEST_BRACKETS: usize = 200;
/// The longest SQL text, in bytes.
pub(crate) const LONGEST: usize = 16 * 1024 * 1024;

/// Refuses a text that is too large or too deep to plan.
pub(crate) fn verify(sql: &str, dialect: &dyn Dialect) -> Outcome<()> {
    if sql.len() > LONGEST {
        return Err(EngineFailure::new(
            FailureCode::QueryTooLarge,
            format!(
                "the SQL text has {} bytes, the limit is {LONGEST}",
                sql.len()
            ),
        )
        .with("bytes", sql.len())
        .with("limit", LONGEST));
    }
    let tokens = Tokenizer::new(dialect, sql)
        .tokenize()
        .map_err(|error| tokenizer_failure(&error))?;
    let depth = depth_of(&tokens);
    within("nested brackets", depth.brackets, DEEPEST_BRACKETS)?;
    within("chained operators", depth.chain, DEEPEST)
}

fn within(what: &str, depth: usize, limit: usize) -> Outcome<()> {
    if depth <= limit {
        return Ok(());
    }
    Err(EngineFailure::new(
        FailureCode::QueryTooDeep,
        format!("{depth} {what} are deeper than the limit of {limit}"),
    )
    .with("depth", depth)
    .with("limit", limit))
}

#[derive(Debug, PartialEq, Eq)]
struct Depth {
    chain: usize,
    brackets: usize,
}

fn depth_of(tokens: &[Token]) -> Depth {
    let mut levels = vec![0_usize];
    let mut sum = 0_usize;
    let mut deepest = 0_usize;
    let mut brackets = 0_usize;
    for token in tokens {
        match effect(token) {
            Effect::Opens => {
                levels.push(0);
                brackets = brackets.max(levels.len() - 1);
            }
            Effect::Closes | Effect::ClosesAndDeepens => {
                if levels.len() > 1 {
                    sum -= levels.pop().unwrap_or(0);
                }
                if matches!(effect(token), Effect::ClosesAndDeepens) {
                    deepen(&mut levels, &mut sum, &mut deepest);
                }
            }
            Effect::Separates => {
                if let Some(level) = levels.last_mut() {
                    sum -= *level;
                    *level = 0;
                }
            }
            Effect::Deepens => deepen(&mut levels, &mut sum, &mut deepest),
            Effect::None => {}
        }
    }
    Depth {
        chain: deepest,
        brackets,
    }
}

fn deepen(levels: &mut [usize], sum: &mut usize, deepest: &mut usize) {
    if let Some(level) = levels.last_mut() {
        *level += 1;
        *sum += 1;
        *deepest = (*deepest).max(*sum);
    }
}

enum Effect {
    Opens,
    Closes,
    ClosesAndDeepens,
    Separates,
    Deepens,
    None,
}

fn effect(token: &Token) -> Effect {
    match token {
        Token::LParen | Token::LBrace | Token::LBracket => Effect::Opens,
        Token::RParen | Token::RBrace => Effect::Closes,
        // A subscript deepens the expression before it.
        Token::RBracket => Effect::ClosesAndDeepens,
        Token::Comma | Token::SemiColon => Effect::Separates,
        Token::EOF
        | Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::DoubleQuotedString(_)
        | Token::Whitespace(_)
        | Token::Period
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

    fn chain_of(sql: &str) -> Option<usize> {
        let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize().ok()?;
        Some(depth_of(&tokens).chain)
    }

    #[test]
    fn chains_count_and_lists_do_not() {
        assert_eq!(chain_of("SELECT a OR b OR c"), Some(2));
        assert_eq!(chain_of("SELECT a + b, c + d, e"), Some(1));
        assert_eq!(chain_of("SELECT x::int::int::int"), Some(3));
        assert_eq!(chain_of("SELECT a IN (1, 2, 3, 4)"), Some(1));
        assert_eq!(chain_of("SELECT a + (b + (c + d))"), Some(3));
        assert_eq!(chain_of("SELECT a[1][2][3]"), Some(3));
    }

    #[test]
    fn deep_brackets_are_refused() {
        let nested = |levels| {
            format!(
                "SELECT {}1{}",
                "CAST(".repeat(levels),
                " AS INT)".repeat(levels)
            )
        };
        assert!(verify(&nested(DEEPEST_BRACKETS), &GenericDialect {}).is_ok());
        let failure = verify(&nested(DEEPEST_BRACKETS + 1), &GenericDialect {}).err();
        assert_eq!(failure.map(|f| f.code), Some(FailureCode::QueryTooDeep));
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
