//! A statement of SQL that changes a registered Delta table, read from its plan as it was resolved.
//!
//! The planner's own way ends in the methods of a table provider, which are told no more of a statement than its optimised plan still holds:
//! a condition that is never true is gone from that, and a DELETE without one takes all rows. So the statement is read before the optimiser
//! sees it, and is made by the operations that [`crate::delta::operation`] has too.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::catalog::TableProvider;
use datafusion::catalog::default_table_source::source_as_provider;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchema, TableReference};
use datafusion::logical_expr::dml::{InsertOp, MergeIntoAction, MergeIntoClauseKind, MergeIntoOp};
use datafusion::logical_expr::{DmlStatement, Expr, LogicalPlan, LogicalPlanBuilder, WriteOp};

use crate::delta::generated_columns::is_generated;
use crate::delta::merge::{Assignments, ResolvedMerge, TableClause};
use crate::delta::rows::{NewValues, repeatable};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::scan::provider::DeltaProvider;
use crate::tables::scanned_table::ScannedTable;

/// What the table of a merge is called in its expressions, and what the source is.
const TARGET: &str = "target";
const SOURCE: &str = "source";

/// A statement and the table that it changes.
pub(crate) struct DeltaStatement {
    provider: Arc<dyn TableProvider>,
    pub(crate) change: StatementChange,
}

/// What becomes of the table's rows. Expressions are over its columns, without a qualifier; those of a merge as [`ResolvedMerge`] has them.
pub(crate) enum StatementChange {
    Insert {
        rows: LogicalPlan,
    },
    Overwrite {
        rows: LogicalPlan,
    },
    Delete {
        predicate: Option<Expr>,
    },
    Truncate,
    Update(NewValues),
    Merge {
        source: LogicalPlan,
        merge: Box<ResolvedMerge>,
    },
}

impl StatementChange {
    /// `insert`, `overwrite`, `delete`, `truncate`, `update` or `merge`.
    pub(crate) fn operation(&self) -> &'static str {
        match self {
            Self::Insert { .. } => "insert",
            Self::Overwrite { .. } => "overwrite",
            Self::Delete { .. } => "delete",
            Self::Truncate => "truncate",
            Self::Update(_) => "update",
            Self::Merge { .. } => "merge",
        }
    }
}

impl DeltaStatement {
    /// The statement that a plan is; `None` if it changes no Delta table.
    ///
    /// Errors: `not-supported` for a form that the operations do not have, `statement-refused` for a table that is registered in parts,
    /// `ambiguous-column`.
    pub(crate) fn of(plan: &LogicalPlan) -> Outcome<Option<Self>> {
        let LogicalPlan::Dml(dml) = plan else {
            return Ok(None);
        };
        let Some(provider) = delta_target(dml) else {
            return Ok(None);
        };
        let change = change_of(dml)?;
        let statement = Self { provider, change };
        statement.verify_whole(&named(&dml.op))?;
        Ok(Some(statement))
    }

    /// The name that the table is registered by.
    pub(crate) fn table(&self) -> &str {
        self.registered().map_or("", ScannedTable::name)
    }

    /// The version that the session holds.
    pub(crate) fn held(&self) -> Outcome<&DeltaProvider> {
        let held = self.registered().and_then(ScannedTable::delta);
        held.ok_or_else(|| {
            EngineFailure::new(FailureCode::Internal, "a statement without its table")
        })
    }

    fn registered(&self) -> Option<&ScannedTable> {
        self.provider.downcast_ref::<ScannedTable>()
    }

    /// What is registered as some files, or as other columns, is not what a statement would change.
    fn verify_whole(&self, statement: &str) -> Outcome<()> {
        let options = self.held()?.options();
        let options = [
            ("files", options.files.is_some()),
            ("fileColumnName", options.file_column_name.is_some()),
            ("schemaIpc", options.schema.is_some()),
        ];
        match options.iter().find(|(_, is_given)| *is_given) {
            Some((option, _)) => {
                let reason = format!("is registered with {option}");
                Err(statement_refused(statement, self.table(), &reason))
            }
            None => Ok(()),
        }
    }
}

/// Holds every statement of a plan that changes a Delta table, those that are only explained too, against what the operations have.
/// `follows`: whether a table follows the newest version, which is the one that is changed.
///
/// Errors: those of [`DeltaStatement::of`]; `statement-refused` for a table at a fixed version.
pub(crate) fn verify(plan: &LogicalPlan, follows: impl Fn(&str) -> bool) -> Outcome<()> {
    let mut outcome = Ok(());
    plan.apply_with_subqueries(|node| {
        let statement = DeltaStatement::of(node);
        outcome = statement.and_then(|found| match found {
            None => verify_another(node),
            Some(found) if !follows(found.table()) => {
                let LogicalPlan::Dml(dml) = node else {
                    return Ok(());
                };
                let version = found.held()?.version();
                let reason = format!("is registered at version {version}, and not at its newest");
                let refusal = statement_refused(&named(&dml.op), found.table(), &reason);
                Err(refusal.with("version", version))
            }
            _ => Ok(()),
        });
        Ok(match outcome {
            Ok(()) => TreeNodeRecursion::Continue,
            Err(_) => TreeNodeRecursion::Stop,
        })
    })?;
    outcome
}

/// An UPDATE or DELETE of another table is left to DataFusion, which takes a condition that it does not find for one that is always true.
fn verify_another(node: &LogicalPlan) -> Outcome<()> {
    match node {
        LogicalPlan::Dml(dml) if is_update_or_delete(dml) => change_of(dml).map(|_| ()),
        LogicalPlan::Explain(explain) => verify_explained(&explain.plan),
        LogicalPlan::Analyze(analyze) => verify_explained(&analyze.input),
        _ => Ok(()),
    }
}

/// Refuses to explain an UPDATE or DELETE of another table: DataFusion changes a table in memory while it plans that.
///
/// Errors: `not-supported`.
pub(crate) fn verify_explained(plan: &LogicalPlan) -> Outcome<()> {
    match plan {
        LogicalPlan::Dml(dml) if is_update_or_delete(dml) && delta_target(dml).is_none() => {
            let form = format!("of {} on a table that is no Delta table", named(&dml.op));
            Err(not_supported("EXPLAIN", &form))
        }
        _ => Ok(()),
    }
}

/// Whether a statement changes rows by a condition.
pub(crate) fn is_update_or_delete(dml: &DmlStatement) -> bool {
    matches!(dml.op, WriteOp::Update | WriteOp::Delete)
}

/// Where a statement writes, if that is a registered Delta table.
pub(crate) fn delta_target(dml: &DmlStatement) -> Option<Arc<dyn TableProvider>> {
    let provider = source_as_provider(&dml.target).ok()?;
    let table = provider.downcast_ref::<ScannedTable>()?;
    table.delta()?;
    Some(provider)
}

/// As SQL says it.
pub(crate) fn named(operation: &WriteOp) -> String {
    match operation {
        WriteOp::MergeInto(_) => "MERGE INTO".to_owned(),
        other => other.name().to_uppercase(),
    }
}

fn statement_refused(statement: &str, table: &str, reason: &str) -> EngineFailure {
    EngineFailure::new(
        FailureCode::StatementRefused,
        format!("{statement} is refused: \"{table}\" {reason}"),
    )
    .with("statement", statement)
    .with("table", table)
}

fn not_supported(statement: &str, form: &str) -> EngineFailure {
    EngineFailure::new(
        FailureCode::NotSupported,
        format!("{statement} {form} is not supported"),
    )
    .with("statement", statement)
}

fn change_of(dml: &DmlStatement) -> Outcome<StatementChange> {
    let statement = named(&dml.op);
    let input = dml.input.as_ref();
    Ok(match &dml.op {
        WriteOp::Insert(InsertOp::Append) => StatementChange::Insert {
            rows: inserted(dml)?,
        },
        WriteOp::Insert(InsertOp::Overwrite) => StatementChange::Overwrite {
            rows: inserted(dml)?,
        },
        WriteOp::Insert(InsertOp::Replace) => {
            return Err(not_supported(
                &statement,
                "(a MERGE INTO says what is replaced)",
            ));
        }
        WriteOp::Delete => StatementChange::Delete {
            predicate: condition_of(input, &statement)?,
        },
        WriteOp::Truncate => StatementChange::Truncate,
        WriteOp::Update => StatementChange::Update(updated(input, &dml.target.schema())?),
        WriteOp::MergeInto(merge) => merged(dml, merge)?,
        other => return Err(not_supported(other.name(), "as a statement")),
    })
}

/// The rows of an INSERT. The planner fills columns that the statement does not name with NULL; those that are generated are left to the table.
fn inserted(dml: &DmlStatement) -> Outcome<LogicalPlan> {
    let held = delta_target(dml);
    let held = held
        .as_ref()
        .and_then(|held| held.downcast_ref::<ScannedTable>()?.delta());
    let (Some(held), LogicalPlan::Projection(projection)) = (held, dml.input.as_ref()) else {
        return Ok(dml.input.as_ref().clone());
    };
    let stored = &held.table_version().schema;
    let is_left_out = |value: &Expr| match value {
        Expr::Alias(alias) => is_generated(stored, &alias.name) && is_null(&alias.expr),
        _ => false,
    };
    let (left_out, given): (Vec<&Expr>, Vec<&Expr>) =
        projection.expr.iter().partition(|value| is_left_out(value));
    if left_out.is_empty() {
        return Ok(dml.input.as_ref().clone());
    }
    let input = projection.input.as_ref().clone();
    let given = given.into_iter().cloned();
    Ok(LogicalPlanBuilder::from(input).project(given)?.build()?)
}

/// What the planner puts where a statement gives no value: what a statement gives is a column of its rows.
fn is_null(value: &Expr) -> bool {
    match value {
        Expr::Literal(value, _) => value.is_null(),
        Expr::Cast(cast) => is_null(&cast.expr),
        _ => false,
    }
}

/// The condition over the one table that an UPDATE or DELETE reads.
fn condition_of(input: &LogicalPlan, statement: &str) -> Outcome<Option<Expr>> {
    match input {
        LogicalPlan::TableScan(scan) if scan.filters.is_empty() && scan.fetch.is_none() => Ok(None),
        LogicalPlan::SubqueryAlias(alias) => condition_of(&alias.input, statement),
        LogicalPlan::Filter(filter) => match condition_of(&filter.input, statement)? {
            None => Ok(Some(repeatable(of_the_row(&filter.predicate, statement)?)?)),
            Some(_) => Err(not_supported(statement, "with several conditions")),
        },
        LogicalPlan::Limit(_) => Err(not_supported(statement, "with LIMIT")),
        LogicalPlan::Join(_) => Err(not_supported(
            statement,
            "over a join (a MERGE INTO takes rows of others)",
        )),
        _ => Err(not_supported(statement, "in this form")),
    }
}

/// An UPDATE is a projection of all columns, with the new values in their places.
fn updated(input: &LogicalPlan, table: &Schema) -> Outcome<NewValues> {
    let statement = "UPDATE";
    let LogicalPlan::Projection(projection) = input else {
        return Err(not_supported(statement, "in this form"));
    };
    let predicate = condition_of(&projection.input, statement)?;
    let mut values = Vec::new();
    for value in &projection.expr {
        let Expr::Alias(alias) = value else {
            return Err(not_supported(statement, "in this form"));
        };
        let is_kept =
            matches!(alias.expr.as_ref(), Expr::Column(column) if column.name == alias.name);
        if !is_kept {
            values.push((alias.name.clone(), of_the_row(&alias.expr, statement)?));
        }
    }
    if values.is_empty() {
        // Every column becomes what it is: the rows are counted all the same.
        let first = table.field(0).name();
        values.push((first.clone(), Expr::Column(Column::new_unqualified(first))));
    }
    Ok(NewValues { values, predicate })
}

/// An expression over the one table of a statement, without a qualifier.
fn of_the_row(expression: &Expr, statement: &str) -> Outcome<Expr> {
    verify_no_subquery(expression, statement)?;
    let unqualified = expression.clone().transform(|part| {
        Ok(match part {
            Expr::Column(column) => {
                Transformed::yes(Expr::Column(Column::new_unqualified(column.name)))
            }
            other => Transformed::no(other),
        })
    })?;
    Ok(unqualified.data)
}

fn verify_no_subquery(expression: &Expr, statement: &str) -> Outcome<()> {
    let has_subquery = expression.exists(|part| {
        Ok(matches!(
            part,
            Expr::Exists(_)
                | Expr::InSubquery(_)
                | Expr::ScalarSubquery(_)
                | Expr::SetComparison(_)
                | Expr::OuterReferenceColumn(..)
        ))
    })?;
    if has_subquery {
        let form = "with a subquery in an expression (a MERGE INTO takes rows of others)";
        return Err(not_supported(statement, form));
    }
    Ok(())
}

fn merged(dml: &DmlStatement, merge: &MergeIntoOp) -> Outcome<StatementChange> {
    let statement = "MERGE INTO";
    let names = MergedNames {
        target: &dml.table_name,
        columns: DFSchema::try_from_qualified_schema(dml.table_name.clone(), &dml.target.schema())?,
        source: dml.input.schema(),
    };
    names.verify_source(statement)?;
    let resolved = |expression: &Expr| {
        verify_no_subquery(expression, statement)?;
        names.resolved(expression)
    };
    let mut merged = ResolvedMerge {
        source_alias: SOURCE.to_owned(),
        target_alias: TARGET.to_owned(),
        merge_schema: false,
        on: repeatable(resolved(&merge.on)?)?,
        matched: Vec::new(),
        unmatched: Vec::new(),
        orphaned: Vec::new(),
    };
    for clause in &merge.clauses {
        let condition = clause.predicate.as_ref().map(&resolved).transpose()?;
        let assignments = |columns: Vec<String>, values: Vec<&Expr>| {
            let values = values.into_iter().map(&resolved);
            let values: Vec<Expr> = values.collect::<Outcome<_>>()?;
            Ok::<_, EngineFailure>(Assignments {
                condition: condition.clone(),
                values: columns.into_iter().zip(values).collect(),
            })
        };
        let of_table = || {
            Ok::<_, EngineFailure>(match &clause.action {
                MergeIntoAction::Update(values) => {
                    let (columns, values) = values
                        .iter()
                        .map(|(name, value)| (name.clone(), value))
                        .unzip();
                    TableClause::Update(assignments(columns, values)?)
                }
                MergeIntoAction::Delete => TableClause::Delete(condition.clone()),
                MergeIntoAction::Insert { .. } => {
                    return Err(not_supported(
                        statement,
                        "with INSERT of a row that is there",
                    ));
                }
            })
        };
        match clause.kind {
            MergeIntoClauseKind::Matched => merged.matched.push(of_table()?),
            MergeIntoClauseKind::NotMatchedBySource => merged.orphaned.push(of_table()?),
            MergeIntoClauseKind::NotMatched | MergeIntoClauseKind::NotMatchedByTarget => {
                let MergeIntoAction::Insert { columns, values } = &clause.action else {
                    let form = "with UPDATE or DELETE of a row that the table does not have";
                    return Err(not_supported(statement, form));
                };
                let columns = if columns.is_empty() {
                    let fields = dml.target.schema();
                    fields
                        .fields()
                        .iter()
                        .map(|field| field.name().clone())
                        .collect()
                } else {
                    columns.clone()
                };
                merged
                    .unmatched
                    .push(assignments(columns, values.iter().collect())?);
            }
        }
    }
    Ok(StatementChange::Merge {
        source: dml.input.as_ref().clone(),
        merge: Box::new(merged),
    })
}

/// The names of a merge as the planner leaves them: the table's by its own name, those of the source by whatever it consists of.
struct MergedNames<'plan> {
    target: &'plan TableReference,
    columns: DFSchema,
    source: &'plan DFSchema,
}

impl MergedNames<'_> {
    /// The source becomes one relation, so its columns have names of their own.
    fn verify_source(&self, statement: &str) -> Outcome<()> {
        let mut known = HashSet::new();
        match self
            .source
            .fields()
            .iter()
            .find(|field| !known.insert(field.name()))
        {
            Some(field) => {
                let form = format!("from a source with two columns {:?}", field.name());
                Err(not_supported(statement, &form))
            }
            None => Ok(()),
        }
    }

    fn resolved(&self, expression: &Expr) -> Outcome<Expr> {
        let mut ambiguous = None;
        let resolved = expression.clone().transform(|part| {
            let Expr::Column(column) = part else {
                return Ok(Transformed::no(part));
            };
            let of_source = self
                .source
                .index_of_column_by_name(None, &column.name)
                .is_some();
            let of_target = self
                .columns
                .index_of_column_by_name(None, &column.name)
                .is_some();
            let relation = match &column.relation {
                Some(relation) if relation.resolved_eq(self.target) => TARGET,
                Some(_) => SOURCE,
                None if of_source && of_target => {
                    ambiguous = Some(column.name.clone());
                    TARGET
                }
                None if of_target => TARGET,
                None => SOURCE,
            };
            Ok(Transformed::yes(Expr::Column(Column::new(
                Some(relation),
                column.name,
            ))))
        })?;
        match ambiguous {
            Some(column) => Err(EngineFailure::new(
                FailureCode::AmbiguousColumn,
                format!("{column:?} is a column of the table and of the source"),
            )
            .with("column", column)),
            None => Ok(resolved.data),
        }
    }
}
