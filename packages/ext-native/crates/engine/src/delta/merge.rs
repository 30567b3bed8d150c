//! Merges rows of a source into a Delta table. The source is read once, as a stream.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::common::{Column, DFSchema};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::prelude::DataFrame;
use deltalake_core::DeltaTable;
use deltalake_core::delta_datafusion::DeltaColumn;
use deltalake_core::operations::merge::{
    DeleteBuilder, InsertBuilder, MergeBuilder, UpdateBuilder,
};
use serde::{Deserialize, Serialize};

use crate::delta::change::{Change, ChangeReport, CommitTarget, change};
use crate::delta::write::writer_properties;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::option_failure;
use crate::session::engine_session::SessionCore;
use crate::statement::sql_expression::{condition, expression};
use crate::tables::stored_types::storable;

/// A merge into a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeRequest {
    pub target: CommitTarget,
    pub merge: MergeOptions,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MergeOptions {
    /// Condition in SQL over both: which rows of the source belong to which of the table.
    pub on: String,
    /// The name of the source in conditions and values.
    pub source_alias: String,
    /// The name of the table in them.
    pub target_alias: String,
    /// In the order in which they are tried; the first whose condition holds is taken.
    #[serde(default)]
    pub when_matched: Vec<MatchedClause>,
    #[serde(default)]
    pub when_not_matched: Vec<UnmatchedClause>,
    #[serde(default)]
    pub when_not_matched_by_source: Vec<MatchedClause>,
    /// Columns that only the source has are added to the table.
    #[serde(default)]
    pub merge_schema: bool,
}

/// What becomes of a row of the table.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MatchedClause {
    Update {
        condition: Option<String>,
        values: Values,
    },
    Delete {
        condition: Option<String>,
    },
}

/// What becomes of a row of the source that the table does not have.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum UnmatchedClause {
    Insert {
        condition: Option<String>,
        values: Values,
    },
}

/// Values in SQL by column, or those of the source for all its columns.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Values {
    Each(BTreeMap<String, String>),
    All(AllColumns),
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub enum AllColumns {
    #[serde(rename = "*")]
    OfTheSource,
}

#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeCounts {
    pub source_rows: u64,
    pub inserted_rows: u64,
    pub updated_rows: u64,
    pub deleted_rows: u64,
    /// Rows written anew because they lay beside changed ones.
    pub copied_rows: u64,
    pub files_added: u64,
    pub files_removed: u64,
    /// Files of the table that were read.
    pub files_scanned: u64,
    /// Files that cannot hold a match by their statistics.
    pub files_skipped: u64,
}

/// What a merge did.
pub type MergeReport = ChangeReport<MergeCounts>;

impl MergeRequest {
    /// Errors: `unknown-option`, `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }
}

/// Merges the rows of a plan.
pub(crate) async fn merge(
    core: &SessionCore,
    source: LogicalPlan,
    request: &MergeRequest,
) -> Outcome<MergeReport> {
    let options = &request.merge;
    change(core, &request.target, |change| async move {
        let source = storable(source)?;
        let names = MergeNames::new(&change, &source, options)?;
        let Change {
            table,
            properties,
            state,
            ..
        } = change;
        let on = condition(&state, &options.on, &names.both, "on")?;
        let frame = DataFrame::new(state.clone(), source);
        let mut builder = table
            .merge(frame, on)
            .with_source_alias(&options.source_alias)
            .with_target_alias(&options.target_alias)
            .with_merge_schema(options.merge_schema)
            .with_streaming(true)
            .with_writer_properties(writer_properties())
            .with_commit_properties(properties)
            .with_session_state(Arc::new(state.clone()));
        let clause = |option, columns| ClauseReader {
            state: &state,
            names: &names,
            columns,
            option,
        };
        let matched = clause("whenMatched", &names.both);
        for given in &options.when_matched {
            builder = match matched.table_clause(given)? {
                TableClause::Update(update) => {
                    builder.when_matched_update(|clause| update.into_update(clause))?
                }
                TableClause::Delete(condition) => {
                    builder.when_matched_delete(|clause| into_delete(condition, clause))?
                }
            };
        }
        let unmatched = clause("whenNotMatched", &names.source);
        for UnmatchedClause::Insert { condition, values } in &options.when_not_matched {
            let insert = unmatched.assignments(values, condition.as_deref())?;
            builder = builder.when_not_matched_insert(|clause| insert.into_insert(clause))?;
        }
        let orphaned = clause("whenNotMatchedBySource", &names.target);
        for given in &options.when_not_matched_by_source {
            builder = match orphaned.table_clause(given)? {
                TableClause::Update(update) => builder
                    .when_not_matched_by_source_update(|clause| update.into_update(clause))?,
                TableClause::Delete(condition) => builder
                    .when_not_matched_by_source_delete(|clause| into_delete(condition, clause))?,
            };
        }
        run(builder).await
    })
    .await
}

async fn run(builder: MergeBuilder) -> Outcome<(DeltaTable, MergeCounts)> {
    let (table, metrics) = builder.await?;
    let counts = MergeCounts {
        source_rows: metrics.num_source_rows as u64,
        inserted_rows: metrics.num_target_rows_inserted as u64,
        updated_rows: metrics.num_target_rows_updated as u64,
        deleted_rows: metrics.num_target_rows_deleted as u64,
        copied_rows: metrics.num_target_rows_copied as u64,
        files_added: metrics.num_target_files_added as u64,
        files_removed: metrics.num_target_files_removed as u64,
        files_scanned: metrics.num_target_files_scanned as u64,
        files_skipped: metrics.num_target_files_skipped_during_scan as u64,
    };
    Ok((table, counts))
}

/// The columns that the clauses of a merge may name.
struct MergeNames {
    source: DFSchema,
    target: DFSchema,
    both: DFSchema,
    target_alias: String,
    merge_schema: bool,
}

impl MergeNames {
    fn new(change: &Change, source: &LogicalPlan, options: &MergeOptions) -> Outcome<Self> {
        let source = DFSchema::try_from_qualified_schema(
            options.source_alias.as_str(),
            source.schema().as_arrow(),
        )?;
        let target = DFSchema::try_from_qualified_schema(
            options.target_alias.as_str(),
            change.columns()?.as_arrow(),
        )?;
        let both = target.join(&source)?;
        Ok(Self {
            source,
            target,
            both,
            target_alias: options.target_alias.clone(),
            merge_schema: options.merge_schema,
        })
    }

    /// A column of the table, or one that a merge of schemas adds to it.
    fn column(&self, name: &str) -> Outcome<DeltaColumn> {
        let known = self.target.as_arrow().index_of(name).is_ok()
            || (self.merge_schema && self.source.as_arrow().index_of(name).is_ok());
        if !known {
            return Err(EngineFailure::new(
                FailureCode::UnknownColumn,
                format!("the table has no column {name:?}"),
            )
            .with("column", name));
        }
        Ok(DeltaColumn::from(Column::new(
            Some(self.target_alias.as_str()),
            name,
        )))
    }
}

/// Reads the conditions and values of one kind of clause.
struct ClauseReader<'a> {
    state: &'a SessionState,
    names: &'a MergeNames,
    columns: &'a DFSchema,
    option: &'a str,
}

enum TableClause {
    Update(Assignments),
    Delete(Option<Expr>),
}

/// New values by column, under a condition.
struct Assignments {
    condition: Option<Expr>,
    values: Vec<(DeltaColumn, Expr)>,
}

impl Assignments {
    fn into_update(self, clause: UpdateBuilder) -> UpdateBuilder {
        let clause = match self.condition {
            Some(condition) => clause.predicate(condition),
            None => clause,
        };
        let set =
            |clause: UpdateBuilder, (column, value)| clause.update::<DeltaColumn, _>(column, value);
        self.values.into_iter().fold(clause, set)
    }

    fn into_insert(self, clause: InsertBuilder) -> InsertBuilder {
        let clause = match self.condition {
            Some(condition) => clause.predicate(condition),
            None => clause,
        };
        let set =
            |clause: InsertBuilder, (column, value)| clause.set::<DeltaColumn, _>(column, value);
        self.values.into_iter().fold(clause, set)
    }
}

fn into_delete(condition: Option<Expr>, clause: DeleteBuilder) -> DeleteBuilder {
    match condition {
        Some(condition) => clause.predicate(condition),
        None => clause,
    }
}

impl ClauseReader<'_> {
    fn table_clause(&self, clause: &MatchedClause) -> Outcome<TableClause> {
        Ok(match clause {
            MatchedClause::Update { condition, values } => {
                TableClause::Update(self.assignments(values, condition.as_deref())?)
            }
            MatchedClause::Delete { condition } => {
                TableClause::Delete(self.condition(condition.as_deref())?)
            }
        })
    }

    fn assignments(&self, values: &Values, condition: Option<&str>) -> Outcome<Assignments> {
        let values = match values {
            Values::Each(values) => values
                .iter()
                .map(|(column, value)| {
                    let value = expression(self.state, value, self.columns, self.option)?;
                    Ok((self.names.column(column)?, value))
                })
                .collect::<Outcome<_>>()?,
            Values::All(AllColumns::OfTheSource) => self
                .names
                .source
                .columns()
                .into_iter()
                .map(|column| Ok((self.names.column(&column.name)?, Expr::Column(column))))
                .collect::<Outcome<_>>()?,
        };
        Ok(Assignments {
            condition: self.condition(condition)?,
            values,
        })
    }

    fn condition(&self, text: Option<&str>) -> Outcome<Option<Expr>> {
        text.map(|text| condition(self.state, text, self.columns, self.option))
            .transpose()
    }
}
