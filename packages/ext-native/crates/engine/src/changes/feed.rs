//! The change data feed of a Delta table (PROTOCOL.md, "Change Data Files"): the rows that commits inserted, updated and deleted.
//!
//! It is the one way to compute a difference between two versions: the commits of the range tell which files hold its rows
//! (`range.rs`, `files.rs`), and these are read as a Delta table of their own (`table.rs`).

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::ScalarValue;
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, ident, lit};
use serde::Deserialize;

use crate::changes::files::{CHANGE_TYPE, COMMIT_TIMESTAMP, COMMIT_VERSION, ChangeFiles};
use crate::changes::range::{ChangeRange, RangeBounds, commit_time};
use crate::changes::table::ChangesTable;
use crate::delta::location;
use crate::failure::redaction::redacted_url;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::option_failure;
use crate::session::engine_session::SessionCore;
use crate::statement::sql_expression::read_expression;
use crate::stores::object_stores::StorageOptions;
use crate::tables::register_delta;
use crate::tables::scanned_table::ScannedTable;
use crate::tables::table_description::{TableDescription, describe_columns};
use crate::tables::table_source::{DeltaReadOptions, DeltaSource, folder_url};

/// The name that a plan of [`plan`] gives to the changes.
const CHANGES: &str = "changes";

/// The changes of a Delta table between two versions or times, both inclusive.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeFeedSource {
    pub uri: String,
    #[serde(default)]
    pub storage_options: StorageOptions,
    #[serde(flatten)]
    pub bounds: RangeBounds,
}

/// Which of the changes to give.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeFeedQuery {
    #[serde(flatten)]
    pub source: ChangeFeedSource,
    /// Columns to give, in this order. Default: those of the table, then `_change_type`, `_commit_version`, `_commit_timestamp`.
    pub columns: Option<Vec<String>>,
    /// A condition in SQL over these columns.
    pub predicate: Option<String>,
}

impl ChangeFeedQuery {
    /// Errors: `invalid-option`, `unknown-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }
}

/// The provider of a table's changes and its description.
///
/// Errors: `change-data-feed-off`, `version-not-found`, `timestamp-out-of-range`, `schema-mismatch`, `file-unreadable`,
/// `unsupported-delta-feature`, `invalid-option`, and those of the table's place.
pub(crate) async fn provide(
    name: &str,
    source: &ChangeFeedSource,
    core: &SessionCore,
) -> Outcome<(Arc<dyn TableProvider>, TableDescription)> {
    let state = core.state();
    let url = folder_url(&source.uri)?;
    core.stores()
        .ensure(state.runtime_env(), &url, &source.storage_options)?;
    if let Some(version) = source.bounds.snapshot_version {
        return provide_snapshot(name, source, version, core).await;
    }
    let (_, newest) = location::load(&DeltaSource {
        uri: source.uri.clone(),
        version: None,
        timestamp: None,
        storage_options: source.storage_options.clone(),
        read: DeltaReadOptions::default(),
    })
    .await?;
    let blame = |failure: EngineFailure| location::with_place(failure, &url, None);
    let log = newest.log_store();
    let range = ChangeRange::resolve(&source.bounds, &newest)
        .await
        .map_err(blame)?;
    let files = ChangeFiles::read(&range, &log, &url).await.map_err(blame)?;
    let (count, bytes) = files.count_and_bytes();
    let provider: Arc<dyn TableProvider> = Arc::new(
        ChangesTable::open(&files, &url, state)
            .await
            .map_err(blame)?,
    );
    let description = TableDescription {
        name: name.to_owned(),
        kind: "delta",
        uri: Some(redacted_url(&url)),
        version: Some(range.last),
        files: Some(count),
        bytes: Some(bytes),
        columns: describe_columns(&provider.schema()),
        protocol: None,
    };
    Ok((provider, description))
}

/// The rows of one version in the form of changes, for a reader of changes that begins there.
///
/// Before: `Scan`. After: `Projection(Scan)` with `_change_type`, `_commit_version` and `_commit_timestamp` as constants.
async fn provide_snapshot(
    name: &str,
    source: &ChangeFeedSource,
    version: u64,
    core: &SessionCore,
) -> Outcome<(Arc<dyn TableProvider>, TableDescription)> {
    let table = DeltaSource {
        uri: source.uri.clone(),
        version: Some(version),
        timestamp: None,
        storage_options: source.storage_options.clone(),
        read: DeltaReadOptions::default(),
    };
    let (rows, mut description) =
        register_delta::provide(name, &table, core.state(), core.stores()).await?;
    core.delta.hold(name, &rows, false);
    let url = folder_url(&source.uri)?;
    let log = location::unloaded(&url, &source.storage_options)?.log_store();
    let time = commit_time(&log, version).await?;
    let time = ScalarValue::TimestampMicrosecond(time.map(|time| time * 1000), Some("UTC".into()));
    let columns: Vec<Expr> = rows
        .schema()
        .fields()
        .iter()
        .map(|field| ident(field.name()))
        .chain([
            lit("insert").alias(CHANGE_TYPE),
            lit(i64::try_from(version).unwrap_or(i64::MAX)).alias(COMMIT_VERSION),
            lit(time).alias(COMMIT_TIMESTAMP),
        ])
        .collect();
    let scanned = Arc::new(ScannedTable::new(name, rows));
    let plan = LogicalPlanBuilder::scan(name, provider_as_source(scanned), None)?
        .project(columns)?
        .build()?;
    let provider: Arc<dyn TableProvider> = Arc::new(ViewTable::new(plan, None));
    description.columns = describe_columns(&provider.schema());
    Ok((provider, description))
}

/// A plan that gives changes.
///
/// Errors: those of [`provide`]; `unknown-column`, `syntax-error`, `type-mismatch` for columns and predicate.
pub(crate) async fn plan(core: &SessionCore, query: &ChangeFeedQuery) -> Outcome<LogicalPlan> {
    let (provider, _) = provide(CHANGES, &query.source, core).await?;
    let table = Arc::new(ScannedTable::new(CHANGES, provider));
    let mut plan = LogicalPlanBuilder::scan(CHANGES, provider_as_source(table), None)?;
    if let Some(predicate) = &query.predicate {
        let condition = read_expression(&core.state(), predicate, plan.schema())?;
        plan = plan.filter(condition)?;
    }
    if let Some(columns) = &query.columns {
        if columns.is_empty() {
            return Err(
                EngineFailure::new(FailureCode::InvalidOption, "columns names no column")
                    .with("option", "columns"),
            );
        }
        for name in columns {
            let known = plan
                .schema()
                .fields()
                .iter()
                .any(|field| field.name() == name);
            if !known {
                return Err(EngineFailure::new(
                    FailureCode::UnknownColumn,
                    format!("the changes have no column \"{name}\""),
                )
                .with("column", name.as_str()));
            }
        }
        plan = plan.project(columns.iter().map(ident))?;
    }
    Ok(plan.build()?)
}
