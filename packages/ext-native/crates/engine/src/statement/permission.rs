use std::collections::BTreeSet;

use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, Statement};
use serde::{Deserialize, Serialize};

use crate::delta::statement::named;
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// What a session may let SQL do beside reading its registered tables. Each is allowed by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Permission {
    /// CREATE and DROP of tables, views, schemas, functions, except external tables.
    Ddl,
    /// INSERT, UPDATE, DELETE, TRUNCATE, MERGE.
    Dml,
    /// COPY … TO: writes files.
    Copy,
    /// SET and RESET of settings.
    Set,
    /// CREATE EXTERNAL TABLE: SQL text names files.
    ExternalTable,
}

/// Which writes a session allows. Empty, so read-only, by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct StatementPolicy {
    allowed: BTreeSet<Permission>,
}

impl StatementPolicy {
    pub(crate) fn new(allowed: &[Permission]) -> Self {
        Self {
            allowed: allowed.iter().copied().collect(),
        }
    }

    /// Refuses a plan that holds, at any depth (EXPLAIN, CREATE TABLE AS …), a statement that is not allowed.
    pub(crate) fn verify(&self, plan: &LogicalPlan) -> Outcome<()> {
        let mut refusal = None;
        let walked = plan.apply_with_subqueries(|node| {
            Ok(match refused(node) {
                Some((statement, permission)) if !self.permits(permission) => {
                    refusal = Some(refusal_of(&statement, permission));
                    TreeNodeRecursion::Stop
                }
                _ => TreeNodeRecursion::Continue,
            })
        });
        match (walked, refusal) {
            (_, Some(failure)) => Err(failure),
            (Err(error), None) => Err(error.into()),
            (Ok(_), None) => Ok(()),
        }
    }

    fn permits(&self, permission: Option<Permission>) -> bool {
        permission.is_some_and(|permission| self.allowed.contains(&permission))
    }
}

/// The statement that a node stands for and the permission that would allow it; `None` inside the pair: never allowed.
fn refused(node: &LogicalPlan) -> Option<(String, Option<Permission>)> {
    match node {
        LogicalPlan::Ddl(DdlStatement::CreateExternalTable(_)) => Some((
            "CREATE EXTERNAL TABLE".to_owned(),
            Some(Permission::ExternalTable),
        )),
        LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(_)) => {
            Some(("CREATE TABLE".to_owned(), Some(Permission::Ddl)))
        }
        LogicalPlan::Ddl(statement) => Some((spaced(statement.name()), Some(Permission::Ddl))),
        LogicalPlan::Dml(statement) => Some((named(&statement.op), Some(Permission::Dml))),
        LogicalPlan::Copy(_) => Some(("COPY".to_owned(), Some(Permission::Copy))),
        LogicalPlan::Statement(Statement::SetVariable(_)) => {
            Some(("SET".to_owned(), Some(Permission::Set)))
        }
        LogicalPlan::Statement(Statement::ResetVariable(_)) => {
            Some(("RESET".to_owned(), Some(Permission::Set)))
        }
        // Transactions have no meaning here, and prepared statements live in `PreparedPlan`.
        LogicalPlan::Statement(statement) => Some((spaced(statement.name()), None)),
        _ => None,
    }
}

fn refusal_of(statement: &str, permission: Option<Permission>) -> EngineFailure {
    match permission {
        Some(permission) => {
            let allow = serde_json::to_value(permission).unwrap_or_default();
            EngineFailure::new(
                FailureCode::StatementRefused,
                format!("{statement} is refused: the session is read-only (engine option allow: [{allow}] permits it)"),
            )
            .with("statement", statement)
            .with("allow", allow)
        }
        None => EngineFailure::new(
            FailureCode::StatementRefused,
            format!("{statement} is not a statement of a session"),
        )
        .with("statement", statement),
    }
}

/// `DropTable` to `DROP TABLE`.
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(character.to_uppercase());
    }
    words
}
