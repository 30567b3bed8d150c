//! What a policy says of names: tables, columns, functions. See [`crate::policy::plan_policy`] for plans and [`crate::policy::row_rules`] for rows.

use std::collections::BTreeSet;
use std::sync::{PoisonError, RwLock};

use arrow::datatypes::Schema;
use serde_json::Value;

use crate::caches::is_cache_table;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::policy::name_pattern::{is_name, matches, matches_in_any_case};
use crate::policy::options::{NameRule, PolicyOptions, invalid_policy};
use crate::tables::table_description::Tables;

/// Functions that syntax stands for (`a[1]`, `{a: 1}`): a list of allowed functions does not have to name them.
const IMPLIED: [&str; 10] = [
    "array_element",
    "array_slice",
    "array_has",
    "array_has_all",
    "get_field",
    "make_array",
    "map_extract",
    "named_struct",
    "struct",
    "unnest",
];

/// Functions that tell of files and of rows which a policy may hide, beside the tables of the caches.
const TELLING: [&str; 2] = ["input_file_name", "file_row_index"];

/// The policy of a session. Without one, everything is permitted.
#[derive(Debug, Default)]
pub(crate) struct AccessPolicy {
    pub(crate) options: PolicyOptions,
    /// Columns of registered tables that no message may name.
    hidden: RwLock<BTreeSet<String>>,
}

impl AccessPolicy {
    /// Errors: `invalid-policy`.
    pub(crate) fn new(options: PolicyOptions) -> Outcome<Self> {
        options.verify()?;
        Ok(Self {
            options,
            hidden: RwLock::default(),
        })
    }

    /// Whether the policy hides anything of the registered tables.
    pub(crate) fn hides(&self) -> bool {
        let options = &self.options;
        !options.tables.is_empty()
            || !options.columns.is_empty()
            || !options.row_filters.is_empty()
            || !options.column_masks.is_empty()
    }

    /// Whether the policy has any rule for plans.
    pub(crate) fn restricts(&self) -> bool {
        let options = &self.options;
        self.hides()
            || options.statements.is_some()
            || !options.functions.is_empty()
            || options.max_joins.is_some()
            || options.max_rows.is_some()
            || options.require_limit
            || options.forbid_cross_join
    }

    pub(crate) fn permits_table(&self, table: &str) -> bool {
        permits(&self.options.tables, &forms(table))
    }

    pub(crate) fn permits_column(&self, table: &str, column: &str) -> bool {
        let rule = &self.options.columns;
        let forms = forms(table);
        let mut lists = rule
            .allow
            .iter()
            .filter(|(pattern, _)| forms.iter().any(|form| matches(pattern, form)))
            .peekable();
        let is_allowed = lists.peek().is_none()
            || lists.any(|(_, columns)| columns.iter().any(|pattern| matches(pattern, column)));
        let is_denied = rule.deny.iter().any(|(pattern, columns)| {
            forms.iter().any(|form| matches_in_any_case(pattern, form))
                && columns
                    .iter()
                    .any(|pattern| matches_in_any_case(pattern, column))
        });
        is_allowed && !is_denied
    }

    /// Whether a function may be called; its first name is the one that it resolves to. `is_implied`: syntax may stand for it.
    pub(crate) fn permits_function(&self, names: &[&str]) -> bool {
        let tells = |name: &&str| TELLING.contains(name) || is_cache_table(name);
        if self.hides() && names.iter().any(tells) {
            return false;
        }
        let rule = &self.options.functions;
        let is_implied = names.iter().any(|name| IMPLIED.contains(name));
        let is_allowed = rule.allow.as_ref().is_none_or(|allowed| {
            is_implied || names.iter().any(|name| any_matches(allowed, name))
        });
        is_allowed && !self.denies_function(names)
    }

    pub(crate) fn denies_function(&self, names: &[&str]) -> bool {
        names
            .iter()
            .any(|name| any_matches_in_any_case(&self.options.functions.deny, name))
    }

    /// The patterns among these that a table fits, in any case of the letters.
    pub(crate) fn naming<'a, T>(
        rules: impl IntoIterator<Item = (&'a String, T)>,
        table: &str,
    ) -> Vec<(&'a String, T)> {
        let forms = forms(table);
        rules
            .into_iter()
            .filter(|(pattern, _)| forms.iter().any(|form| matches_in_any_case(pattern, form)))
            .collect()
    }

    /// Takes note of a table that is being registered.
    ///
    /// Errors: `invalid-policy` where a rule names a column that the table does not have.
    pub(crate) fn note(&self, table: &str, schema: &Schema) -> Outcome<()> {
        let names: Vec<&str> = schema
            .fields()
            .iter()
            .map(|field| field.name().as_str())
            .collect();
        for (pattern, columns) in Self::naming(&self.options.columns.deny, table) {
            let unknown = columns.iter().find(|column| {
                is_name(pattern)
                    && is_name(column)
                    && !names.iter().any(|name| matches_in_any_case(column, name))
            });
            if let Some(column) = unknown {
                let text = format!("columns.deny names {column}, which {table} does not have");
                return Err(invalid_policy("columns", &text).with("column", column.as_str()));
            }
        }
        let is_permitted = self.permits_table(table);
        let hidden = names
            .iter()
            .filter(|name| !is_permitted || !self.permits_column(table, name))
            .map(ToString::to_string);
        self.hidden
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(hidden);
        Ok(())
    }

    /// Every table that a row filter or a mask names is there.
    ///
    /// Errors: `invalid-policy`.
    pub(crate) fn verify_tables(&self, tables: &Tables) -> Outcome<()> {
        let named = self
            .options
            .row_filters
            .keys()
            .map(|name| ("rowFilters", name))
            .chain(
                self.options
                    .column_masks
                    .keys()
                    .map(|name| ("columnMasks", name)),
            );
        for (rule, name) in named.filter(|(_, name)| is_name(name)) {
            let is_there = tables
                .keys()
                .any(|table| !Self::naming([(name, ())], table).is_empty());
            if !is_there {
                let text = format!("{rule} names the table {name}, which is not registered");
                return Err(invalid_policy(rule, &text).with("table", name.as_str()));
            }
        }
        Ok(())
    }

    /// A failure without what the policy hides: DataFusion lists the columns that there are.
    pub(crate) fn redacted(&self, mut failure: EngineFailure) -> EngineFailure {
        if !self.hides() || is_refusal(failure.code) {
            return failure;
        }
        for marker in ["Valid fields are", "Did you mean"] {
            if let Some(start) = failure.message.find(marker) {
                let told = failure.message[..start].trim_end().to_owned();
                failure.message = told;
            }
        }
        let hidden = self.hidden.read().unwrap_or_else(PoisonError::into_inner);
        failure.message = without_words(&failure.message, &hidden);
        if let Some(Value::String(column)) = failure.details.get_mut("column") {
            *column = without_words(column, &hidden);
        }
        failure
    }
}

fn is_refusal(code: FailureCode) -> bool {
    matches!(
        code,
        FailureCode::TableNotAllowed
            | FailureCode::ColumnNotAllowed
            | FailureCode::FunctionNotAllowed
            | FailureCode::InvalidPolicy
            | FailureCode::PolicyFailed
    )
}

/// The names of a registered table in a text: alone, with its schema, with its catalog.
fn forms(table: &str) -> [String; 3] {
    [
        table.to_owned(),
        format!("public.{table}"),
        format!("datafusion.public.{table}"),
    ]
}

fn permits(rule: &NameRule, names: &[String]) -> bool {
    let is_allowed = rule
        .allow
        .as_ref()
        .is_none_or(|allowed| names.iter().any(|name| any_matches(allowed, name)));
    is_allowed
        && !names
            .iter()
            .any(|name| any_matches_in_any_case(&rule.deny, name))
}

fn any_matches(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, name))
}

fn any_matches_in_any_case(patterns: &[String], name: &str) -> bool {
    patterns
        .iter()
        .any(|pattern| matches_in_any_case(pattern, name))
}

/// A text in which the words that stand among these, in any case of the letters, are blotted out.
fn without_words(text: &str, words: &BTreeSet<String>) -> String {
    if words.is_empty() {
        return text.to_owned();
    }
    let words: BTreeSet<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut shown = String::with_capacity(text.len());
    let mut word = String::new();
    let end = |shown: &mut String, word: &mut String| {
        if words.contains(&word.to_lowercase()) {
            shown.push_str("<hidden>");
        } else {
            shown.push_str(word);
        }
        word.clear();
    };
    for character in text.chars() {
        if character.is_alphanumeric() || character == '_' {
            word.push(character);
        } else {
            end(&mut shown, &mut word);
            shown.push(character);
        }
    }
    end(&mut shown, &mut word);
    for phrase in words
        .iter()
        .filter(|word| !word.chars().all(|c| c.is_alphanumeric() || c == '_'))
    {
        shown = shown.replace(phrase.as_str(), "<hidden>");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(json: &str) -> AccessPolicy {
        let options = serde_json::from_str(json).unwrap_or_default();
        AccessPolicy::new(options).unwrap_or_default()
    }

    #[test]
    fn what_denies_holds_in_any_case_and_what_allows_letter_by_letter() {
        let policy = policy(r#"{"tables": {"allow": ["orders*"], "deny": ["ORDERS_old"]}}"#);
        assert!(policy.permits_table("orders"));
        assert!(!policy.permits_table("Orders"));
        assert!(!policy.permits_table("orders_OLD"));
    }

    #[test]
    fn functions_are_known_by_all_their_names() {
        let policy = policy(r#"{"functions": {"deny": ["instr"]}}"#);
        assert!(!policy.permits_function(&["strpos", "instr", "position"]));
        assert!(policy.permits_function(&["upper"]));
    }

    #[test]
    fn hidden_columns_are_blotted_out_of_messages() {
        let words = BTreeSet::from(["ssn".to_owned()]);
        assert_eq!(
            without_words("column \"people.SSN\" and ssn_hash", &words),
            "column \"people.<hidden>\" and ssn_hash"
        );
    }
}
