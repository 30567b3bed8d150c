//! Changes what a Delta table says of itself: its properties and its constraints.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use deltalake_core::TableProperty;
use serde::{Deserialize, Serialize};

use crate::delta::change::{ChangeReport, CommitTarget, change};
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_session::SessionCore;
use crate::statement::sql_expression::condition;

/// Where the protocol keeps constraints among the properties.
pub(crate) const CONSTRAINT_PREFIX: &str = "delta.constraints.";

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConstraintOptions {
    pub name: String,
    /// Condition in SQL that every row meets.
    pub expression: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PropertyOptions {
    pub properties: BTreeMap<String, String>,
}

/// For changes that count nothing.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoCounts {}

/// Adds a constraint that all rows meet, present and future. Errors: also `constraint-violated`.
pub(crate) async fn add_constraint(
    core: &SessionCore,
    target: &CommitTarget,
    options: ConstraintOptions,
) -> Outcome<ChangeReport<NoCounts>> {
    change(core, target, |change| async move {
        let columns = change.columns()?;
        let rule = condition(&change.state, &options.expression, &columns, "expression")?;
        let table = change
            .table
            .add_constraint()
            .with_constraint(options.name, rule)
            .with_session_state(Arc::new(change.state))
            .with_commit_properties(change.properties)
            .await?;
        Ok((table, NoCounts {}))
    })
    .await
}

/// Sets properties. Errors: `invalid-option` names the property that cannot be set.
pub(crate) async fn set_properties(
    core: &SessionCore,
    target: &CommitTarget,
    options: PropertyOptions,
) -> Outcome<ChangeReport<NoCounts>> {
    verify_properties(&options.properties)?;
    change(core, target, |change| async move {
        let properties: HashMap<String, String> = options.properties.into_iter().collect();
        let table = change
            .table
            .set_tbl_properties()
            .with_properties(properties)
            .with_raise_if_not_exists(false)
            .with_commit_properties(change.properties)
            .await?;
        Ok((table, NoCounts {}))
    })
    .await
}

/// Names that begin with `delta.` are the protocol's; the others are their owners' own.
pub(crate) fn verify_properties(properties: &BTreeMap<String, String>) -> Outcome<()> {
    let refused = |name: &str, message: String| {
        Err(EngineFailure::new(FailureCode::InvalidOption, message)
            .with("option", "properties")
            .with("property", name))
    };
    for name in properties.keys() {
        if name.starts_with(CONSTRAINT_PREFIX) {
            return refused(name, format!("{name} is a constraint, not a property"));
        }
        if name.starts_with("delta.") && name.parse::<TableProperty>().is_err() {
            return refused(name, format!("there is no property {name}"));
        }
    }
    Ok(())
}
