//! Merges rows of a source into a Delta table. The source is read once, as a stream.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, ScalarValue};
use datafusion::execution::context::SessionState;
use datafusion::logical_expr::{Expr, LogicalPlan, lit};
use datafusion::prelude::DataFrame;
use deltalake_core::DeltaTable;
use deltalake_core::delta_datafusion::DeltaColumn;
use deltalake_core::operations::merge::{
    DeleteBuilder, InsertBuilder, MergeBuilder, UpdateBuilder,
};
use serde::{Deserialize, Serialize};

use crate::delta::change::{Change, ChangeReport, CommitTarget, change};
use crate::delta::generated_columns::regenerated;
use crate::delta::rows::repeatable;
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
    merge_by(core, source, &request.target, |change, source| {
        let names = MergeNames::new(change, source, options)?;
        let state = &change.state;
        let clause = |option, columns| ClauseReader {
            state,
            names: &names,
            columns,
            option,
        };
        let matched = clause("whenMatched", &names.both);
        let unmatched = clause("whenNotMatched", &names.source);
        let orphaned = clause("whenNotMatchedBySource", &names.target);
        let insert = |UnmatchedClause::Insert { condition, values }: &UnmatchedClause| {
            unmatched.assignments(values, condition.as_deref())
        };
        let of_table = |reader: &ClauseReader<'_>, clauses: &[MatchedClause]| {
            let read = clauses.iter().map(|clause| reader.table_clause(clause));
            read.collect::<Outcome<Vec<_>>>()
        };
        Ok(ResolvedMerge {
            source_alias: options.source_alias.clone(),
            target_alias: options.target_alias.clone(),
            merge_schema: options.merge_schema,
            on: condition(state, &options.on, &names.both, "on")?,
            matched: of_table(&matched, &options.when_matched)?,
            unmatched: options
                .when_not_matched
                .iter()
                .map(insert)
                .collect::<Outcome<_>>()?,
            orphaned: of_table(&orphaned, &options.when_not_matched_by_source)?,
        })
    })
    .await
}

/// What becomes of the rows of a merge: expressions over the columns of source and table under these names.
pub(crate) struct ResolvedMerge {
    pub(crate) source_alias: String,
    pub(crate) target_alias: String,
    pub(crate) merge_schema: bool,
    pub(crate) on: Expr,
    pub(crate) matched: Vec<TableClause>,
    pub(crate) unmatched: Vec<Assignments>,
    pub(crate) orphaned: Vec<TableClause>,
}

/// Merges the rows of a plan, as it is resolved over the table and the columns of the source.
pub(crate) async fn merge_by(
    core: &SessionCore,
    source: LogicalPlan,
    target: &CommitTarget,
    resolve: impl FnOnce(&Change, &LogicalPlan) -> Outcome<ResolvedMerge>,
) -> Outcome<MergeReport> {
    change(core, target, |change| async move {
        let source = storable(source)?;
        let merge = resolve(&change, &source)?;
        let columns = change.columns()?;
        let Change {
            table,
            properties,
            state,
            ..
        } = change;
        let generated = Regenerated {
            state: &state,
            columns: &columns,
            target: merge.target_alias.clone(),
        };
        let frame = DataFrame::new(state.clone(), source);
        let mut builder = table
            .merge(frame, repeatable(merge.on)?)
            .with_source_alias(&merge.source_alias)
            .with_target_alias(&merge.target_alias)
            .with_merge_schema(merge.merge_schema)
            .with_streaming(true)
            .with_writer_properties(writer_properties())
            .with_commit_properties(properties)
            .with_session_state(Arc::new(state.clone()));
        for clause in merge.matched {
            builder = match clause {
                TableClause::Update(update) => {
                    let update = generated.in_update(update)?;
                    builder.when_matched_update(|clause| update.into_update(clause))?
                }
                TableClause::Delete(condition) => {
                    builder.when_matched_delete(|clause| into_delete(condition, clause))?
                }
            };
        }
        for insert in merge.unmatched {
            let insert = generated.in_insert(insert)?;
            builder = builder.when_not_matched_insert(|clause| insert.into_insert(clause))?;
        }
        for clause in merge.orphaned {
            builder = match clause {
                TableClause::Update(update) => {
                    let update = generated.in_update(update)?;
                    builder
                        .when_not_matched_by_source_update(|clause| update.into_update(clause))?
                }
                TableClause::Delete(condition) => builder
                    .when_not_matched_by_source_delete(|clause| into_delete(condition, clause))?,
            };
        }
        run(builder).await
    })
    .await
}

/// Adds to clauses what generated columns become by them.
struct Regenerated<'a> {
    state: &'a SessionState,
    columns: &'a DFSchema,
    target: String,
}

impl Regenerated<'_> {
    fn in_update(&self, mut update: Assignments) -> Outcome<Assignments> {
        let values = regenerated(
            self.state,
            self.columns,
            |name| update.value_of(name).is_some(),
            |name| update.value_of(name),
        )?;
        for (name, value) in values {
            // What the update leaves alone is the table's.
            let value = value.transform(|part| {
                Ok(match part {
                    Expr::Column(column) if column.relation.is_none() => {
                        let column = Column::new(Some(self.target.as_str()), column.name);
                        Transformed::yes(Expr::Column(column))
                    }
                    other => Transformed::no(other),
                })
            })?;
            update.values.push((name, value.data));
        }
        Ok(update)
    }

    fn in_insert(&self, mut insert: Assignments) -> Outcome<Assignments> {
        let values = regenerated(
            self.state,
            self.columns,
            |name| insert.value_of(name).is_some(),
            |name| {
                Some(
                    insert
                        .value_of(name)
                        .unwrap_or_else(|| lit(ScalarValue::Null)),
                )
            },
        )?;
        insert.values.extend(values);
        Ok(insert)
    }
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
            merge_schema: options.merge_schema,
        })
    }

    /// Errors: `unknown-column` where it is neither a column of the table, nor one that a merge of schemas adds to it.
    fn verify_column(&self, name: &str) -> Outcome<()> {
        let known = self.target.as_arrow().index_of(name).is_ok()
            || (self.merge_schema && self.source.as_arrow().index_of(name).is_ok());
        if known {
            return Ok(());
        }
        Err(EngineFailure::new(
            FailureCode::UnknownColumn,
            format!("the table has no column {name:?}"),
        )
        .with("column", name))
    }
}

/// Reads the conditions and values of one kind of clause.
struct ClauseReader<'a> {
    state: &'a SessionState,
    names: &'a MergeNames,
    columns: &'a DFSchema,
    option: &'a str,
}

/// What becomes of a row of the table; of one that meets the condition, where there is one.
pub(crate) enum TableClause {
    Update(Assignments),
    Delete(Option<Expr>),
}

/// New values by column of the table, under a condition.
pub(crate) struct Assignments {
    pub(crate) condition: Option<Expr>,
    pub(crate) values: Vec<(String, Expr)>,
}

impl Assignments {
    fn value_of(&self, name: &str) -> Option<Expr> {
        let found = self.values.iter().find(|(column, _)| column == name);
        found.map(|(_, value)| value.clone())
    }

    fn into_update(self, clause: UpdateBuilder) -> UpdateBuilder {
        let clause = match self.condition {
            Some(condition) => clause.predicate(condition),
            None => clause,
        };
        let set = |clause: UpdateBuilder, (column, value)| {
            clause.update::<DeltaColumn, _>(assigned(column), value)
        };
        self.values.into_iter().fold(clause, set)
    }

    fn into_insert(self, clause: InsertBuilder) -> InsertBuilder {
        let clause = match self.condition {
            Some(condition) => clause.predicate(condition),
            None => clause,
        };
        let set = |clause: InsertBuilder, (column, value)| {
            clause.set::<DeltaColumn, _>(assigned(column), value)
        };
        self.values.into_iter().fold(clause, set)
    }
}

/// The builder knows that what is assigned is the table's.
fn assigned(column: String) -> DeltaColumn {
    DeltaColumn::from(Column::new_unqualified(column))
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
                    self.names.verify_column(column)?;
                    Ok((column.clone(), value))
                })
                .collect::<Outcome<_>>()?,
            Values::All(AllColumns::OfTheSource) => self
                .names
                .source
                .columns()
                .into_iter()
                .map(|column| {
                    self.names.verify_column(&column.name)?;
                    Ok((column.name.clone(), Expr::Column(column)))
                })
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
