use std::collections::BTreeMap;

use serde::Deserialize;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::statement::parameters::Parameter;

/// What plans may do, whether they come as SQL, as relations or as Substrait. Every rule may be left out.
///
/// In patterns `*` stands for any run of characters and `?` for one. What allows is compared letter by letter; what denies,
/// filters or masks, in any case of the letters.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PolicyOptions {
    /// Kinds of statements: `query`, `explain`, `describe`, `dml`, `ddl`, `copy`, `set`, `external-table`. Default: what the session's `allow` permits.
    pub statements: Option<Vec<String>>,
    /// Registered tables that may be used. Default: all.
    pub tables: NameRule,
    /// Columns that may be used. Default: all.
    pub columns: ColumnRule,
    /// Functions that may be called, by any of their names. Default: all.
    pub functions: NameRule,
    /// By table or pattern of tables, a condition in SQL: the rows for which it is not true do not exist.
    pub row_filters: BTreeMap<String, String>,
    /// By table or pattern of tables and by column, an expression in SQL over the table's columns, of the column's type: what the column is.
    pub column_masks: BTreeMap<String, BTreeMap<String, String>>,
    /// The values of `$name` in filters and masks. No query can see or change them.
    pub parameters: BTreeMap<String, Parameter>,
    /// Most joins of a plan.
    pub max_joins: Option<usize>,
    /// A query has a LIMIT.
    pub require_limit: bool,
    /// A query has a LIMIT of at most so many rows.
    pub max_rows: Option<u64>,
    /// No join without a condition.
    pub forbid_cross_join: bool,
}

/// What is allowed, less what is denied. Without `allow`, everything is that is not denied.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameRule {
    pub allow: Option<Vec<String>>,
    pub deny: Vec<String>,
}

/// Patterns of columns by pattern of table. With `allow`, a table that a pattern names has only the columns listed for it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ColumnRule {
    pub allow: BTreeMap<String, Vec<String>>,
    pub deny: BTreeMap<String, Vec<String>>,
}

impl NameRule {
    pub(crate) fn is_empty(&self) -> bool {
        self.allow.is_none() && self.deny.is_empty()
    }
}

impl ColumnRule {
    pub(crate) fn is_empty(&self) -> bool {
        self.allow.is_empty() && self.deny.is_empty()
    }
}

const KINDS: [&str; 11] = [
    "query",
    "explain",
    "describe",
    "dml",
    "ddl",
    "copy",
    "set",
    "external-table",
    "transaction",
    "prepared-statement",
    "other",
];

impl PolicyOptions {
    /// Errors: `invalid-policy` for a kind or a pattern that could never be compared with anything.
    pub(crate) fn verify(&self) -> Outcome<()> {
        if let Some(kind) = self
            .statements
            .iter()
            .flatten()
            .find(|kind| !KINDS.contains(&kind.as_str()))
        {
            return Err(invalid_policy(
                "statements",
                &format!("\"{kind}\" is no kind of statement"),
            ));
        }
        let rules = [&self.tables, &self.functions];
        let names = rules
            .into_iter()
            .flat_map(|rule| rule.allow.iter().flatten().chain(&rule.deny));
        let columns = [&self.columns.allow, &self.columns.deny]
            .into_iter()
            .flatten()
            .flat_map(|(table, columns)| std::iter::once(table).chain(columns));
        let masked = self
            .column_masks
            .iter()
            .flat_map(|(table, masks)| std::iter::once(table).chain(masks.keys()));
        let unusable = names
            .chain(columns)
            .chain(self.row_filters.keys())
            .chain(masked)
            .find(|pattern| pattern.is_empty() || pattern.contains(['[', ']', '{', '}']));
        match unusable {
            Some(pattern) => Err(invalid_policy(
                pattern,
                &format!("\"{pattern}\" is no name and no pattern of * and ?"),
            )),
            None => Ok(()),
        }
    }
}

/// A policy that cannot be enforced; `rule` is what of it.
pub(crate) fn invalid_policy(rule: &str, text: &str) -> EngineFailure {
    EngineFailure::new(
        FailureCode::InvalidPolicy,
        format!("the policy cannot be enforced: {text}"),
    )
    .with("rule", rule)
}
