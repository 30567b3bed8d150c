//! An executable plan that is used again: as it stands before the rules that write into it what one execution changes.
//!
//! Each execution gets a copy: metrics, built sides of joins and exchanges are its own, and the last rules are applied to it, so that its dynamic
//! filters are. It is used again only where it would be planned the same: on the same files, seen anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::datasource::physical_plan::{
    FileScanConfig, FileScanConfigBuilder, FileSource, ParquetSource,
};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::session_state::SessionState;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::sorts::sort::SortExec;
use futures::TryStreamExt;
use futures::future::try_join_all;
use object_store::ObjectMeta;

use crate::scan::delta_scans::ChosenFiles;
use crate::session::planning_session::PlanningSession;
use crate::tables::scanned_table::{ScanRecord, ScannedTable};

/// Operators whose `reset_state` gives one that has not run. Not here: what shares state with expressions (scalar subqueries), what is its own input
/// (recursive queries), and what was not looked at.
const RESETTABLE: [&str; 21] = [
    "AggregateExec",
    "BoundedWindowAggExec",
    "CoalesceBatchesExec",
    "CoalescePartitionsExec",
    "CooperativeExec",
    "CrossJoinExec",
    "EmptyExec",
    "FilterExec",
    "GlobalLimitExec",
    "HashJoinExec",
    "LocalLimitExec",
    "NestedLoopJoinExec",
    "PlaceholderRowExec",
    "ProjectionExec",
    "RepartitionExec",
    "SortExec",
    "SortExec(TopK)",
    "SortMergeJoinExec",
    "SortPreservingMergeExec",
    "UnionExec",
    "WindowAggExec",
];

/// The files of tables, by name.
pub(crate) type Listed = BTreeMap<String, Vec<ObjectMeta>>;

/// A plan that any number of executions copy.
pub(crate) struct ReusablePlan {
    plan: Arc<dyn ExecutionPlan>,
    files: ChosenFiles,
    listed: Listed,
    pub(crate) record: Arc<ScanRecord>,
}

impl ReusablePlan {
    /// Of a plan without the last rules, for a choice of files and after the files of its other tables were listed. `None`: it cannot be copied.
    pub(crate) fn new(
        plan: Arc<dyn ExecutionPlan>,
        files: ChosenFiles,
        listed: Listed,
        record: Arc<ScanRecord>,
    ) -> Option<Self> {
        is_resettable(plan.as_ref()).then_some(Self {
            plan,
            files,
            listed,
            record,
        })
    }

    pub(crate) fn reads(&self, files: &ChosenFiles) -> bool {
        self.files == *files
    }

    pub(crate) fn was_planned_on(&self, listed: &Listed) -> bool {
        self.listed == *listed
    }

    /// A copy to be executed.
    pub(crate) fn copy(&self, session: &PlanningSession) -> Result<Arc<dyn ExecutionPlan>> {
        let fresh = self
            .plan
            .clone()
            .transform_up(|node| not_executed(node).map(Transformed::yes))?;
        for_execution(fresh.data, session)
    }
}

/// The plan after the rules that are applied for each execution.
pub(crate) fn for_execution(
    plan: Arc<dyn ExecutionPlan>,
    session: &PlanningSession,
) -> Result<Arc<dyn ExecutionPlan>> {
    let options = session.state.config_options();
    session
        .rules_of_an_execution()
        .iter()
        .try_fold(plan, |plan, rule| rule.optimize(plan, options))
}

/// The files of tables as they are now.
pub(crate) async fn listed(
    tables: &BTreeMap<String, Arc<dyn TableProvider>>,
    state: &SessionState,
) -> Result<Listed> {
    let listings = tables.iter().map(|(name, provider)| async move {
        let mut files = Vec::new();
        let listing = provider
            .downcast_ref::<ScannedTable>()
            .and_then(ScannedTable::listing);
        if let Some(listing) = listing {
            for place in listing.table_paths() {
                let store = state.runtime_env().object_store(place)?;
                let extension = &listing.options().file_extension;
                let found = place
                    .list_all_files(state, store.as_ref(), extension)
                    .await?;
                files.extend(found.try_collect::<Vec<_>>().await?);
            }
        }
        Ok::<_, datafusion::common::DataFusionError>((name.clone(), files))
    });
    Ok(try_join_all(listings).await?.into_iter().collect())
}

fn is_resettable(node: &dyn ExecutionPlan) -> bool {
    let itself = match parquet_scan(node) {
        Some(_) => true,
        None => {
            RESETTABLE.contains(&node.name())
                // An aggregate would go on with the bounds that it has found. A sort begins anew.
                && (node.is::<SortExec>() || node.dynamic_expressions_produced().is_empty())
        }
    };
    itself
        && node
            .children()
            .into_iter()
            .all(|child| is_resettable(child.as_ref()))
}

fn parquet_scan(node: &dyn ExecutionPlan) -> Option<(&FileScanConfig, &ParquetSource)> {
    let config = node
        .downcast_ref::<DataSourceExec>()?
        .data_source()
        .downcast_ref::<FileScanConfig>()?;
    let source = config.file_source().downcast_ref::<ParquetSource>()?;
    Some((config, source))
}

/// The same operator, not executed yet. A scan keeps its metrics in its source, so that is made anew; the others know how.
fn not_executed(node: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let Some((config, source)) = parquet_scan(node.as_ref()) else {
        return node.reset_state();
    };
    let mut fresh = ParquetSource::new(source.table_schema().clone())
        .with_table_parquet_options(source.table_parquet_options().clone());
    if let Some(hint) = source.table_parquet_options().global.metadata_size_hint {
        fresh = fresh.with_metadata_size_hint(hint);
    }
    if let Some(factory) = source.parquet_file_reader_factory() {
        fresh = fresh.with_parquet_file_reader_factory(factory.clone());
    }
    if let Some(predicate) = source.filter() {
        fresh = fresh.with_predicate(predicate);
    }
    let unprojected: Arc<dyn FileSource> = Arc::new(fresh);
    let projected = match source.projection() {
        Some(projection) => unprojected.try_pushdown_projection(projection)?,
        None => None,
    };
    let config = FileScanConfigBuilder::from(config.clone())
        .with_source(projected.unwrap_or(unprojected))
        .build();
    Ok(DataSourceExec::from_data_source(config))
}
