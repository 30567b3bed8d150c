//! What a session does with Delta tables that need not be registered, and what it tells of those that plans scan.

use std::sync::Arc;

use datafusion::logical_expr::LogicalPlan;
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tracing::{Instrument, info_span};

use crate::changes::feed::{self, ChangeFeedQuery};
use crate::delta::description::{self, DeltaDescription};
use crate::delta::files::FileCommit;
use crate::delta::input::{DeltaWriter, RowsOperation, RowsReport};
use crate::delta::location;
use crate::delta::operation::{self, DeltaRequest};
use crate::delta::progress::Progress;
use crate::delta::run_statement::{self, StatementCommit, StatementOptions};
use crate::delta::statement::DeltaStatement;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::plan::prepared_plan::PreparedPlan;
use crate::session::engine_session::{EngineSession, SessionCore};
use crate::statement::parameters::Parameters;
use crate::tables::table_source::DeltaSource;

impl EngineSession {
    /// What the log tells of the files of a version that a plan scans, as an Arrow IPC stream: the flat shape of delta-rs's add actions with the
    /// `number` of each file, and statistics of these columns only. `snapshot` is that of the scan.
    ///
    /// Errors: `version-not-found` where neither a plan nor the session holds the version.
    pub async fn delta_index(
        &self,
        snapshot: u64,
        version: u64,
        columns: Vec<String>,
        cancellation: &CancellationToken,
    ) -> Outcome<Vec<u8>> {
        let core = self.core.clone();
        let work = async move { core.delta.index_ipc(snapshot, version, &columns) }
            .instrument(info_span!("delta.file_index", version));
        self.core.run_planning(work, cancellation).await
    }

    /// The `metaData` action of a version that a plan scans.
    pub fn delta_metadata(&self, snapshot: u64, version: u64) -> Outcome<serde_json::Value> {
        self.core.delta.metadata(snapshot, version)
    }

    /// What the commits after one version up to another did to the files; `None` where that is not known.
    pub fn delta_commits(
        &self,
        snapshot: u64,
        after: u64,
        through: u64,
    ) -> Outcome<Option<Vec<FileCommit>>> {
        self.core.delta.commits(snapshot, after, through)
    }

    /// What the log of a Delta table tells of it, at the version that the source asks for.
    pub async fn describe_delta(
        &self,
        source: &DeltaSource,
        cancellation: &CancellationToken,
    ) -> Outcome<DeltaDescription> {
        self.core
            .remember_secrets(source.storage_options.values().cloned().collect());
        let source = source.clone();
        let work = async move {
            let opened = location::open(&source).await?;
            Ok(description::describe(&opened))
        };
        self.core.run_on_workers(work, cancellation).await
    }

    /// The newest transaction of an application that a Delta table has (PROTOCOL.md, "Transaction Identifiers").
    pub async fn transaction_version(
        &self,
        source: &DeltaSource,
        app_id: String,
        cancellation: &CancellationToken,
    ) -> Outcome<Option<i64>> {
        self.core
            .remember_secrets(source.storage_options.values().cloned().collect());
        let source = source.clone();
        let work = async move {
            let (_, table) = location::load(&source).await?;
            let log = table.log_store();
            Ok(table
                .snapshot()?
                .transaction_version(log.as_ref(), &app_id)
                .await?)
        };
        self.core.run_on_workers(work, cancellation).await
    }

    /// The active data files of a Delta table, at the version that the source asks for, as an Arrow IPC stream.
    pub async fn delta_files(
        &self,
        source: &DeltaSource,
        cancellation: &CancellationToken,
    ) -> Outcome<Vec<u8>> {
        self.core
            .remember_secrets(source.storage_options.values().cloned().collect());
        let source = source.clone();
        let work = async move {
            let opened = location::open(&source).await?;
            description::files_ipc(&opened)
        };
        self.core.run_on_workers(work, cancellation).await
    }

    /// Plans the reading of a table's change data feed.
    ///
    /// Errors: `change-data-feed-off`, `version-not-found`, `timestamp-out-of-range`, `schema-mismatch`, `unknown-column`, `syntax-error`, …
    pub async fn delta_changes(
        &self,
        query: &ChangeFeedQuery,
        cancellation: &CancellationToken,
    ) -> Outcome<PreparedPlan> {
        self.core
            .remember_secrets(query.source.storage_options.values().cloned().collect());
        let (core, query) = (self.core.clone(), query.clone());
        let work = async move {
            let plan = feed::plan(&core, &query).await?;
            PreparedPlan::new(core, plan)
        };
        self.core.run_on_workers(work, cancellation).await
    }

    /// Opens a writer that takes an Arrow IPC stream.
    pub fn open_delta_writer(
        &self,
        operation: RowsOperation,
        progress: Arc<Progress>,
        cancellation: CancellationToken,
    ) -> DeltaWriter {
        self.core.remember_secrets(operation.secrets());
        DeltaWriter::new(self.core.clone(), operation, progress, cancellation)
    }

    /// Writes or merges the rows of a plan into a Delta table.
    pub async fn write_delta(
        &self,
        plan: &PreparedPlan,
        parameters: Option<&Parameters>,
        operation: RowsOperation,
        progress: Arc<Progress>,
        cancellation: &CancellationToken,
    ) -> Outcome<RowsReport> {
        self.core.remember_secrets(operation.secrets());
        let rows = plan.runnable(parameters)?;
        let core = self.core.clone();
        let work = async move { operation.run(&core, rows).await };
        self.core
            .run_on_workers(progress.watch(work), cancellation)
            .await
    }

    /// Runs an operation on a Delta table that takes no rows. Gives its report.
    pub async fn operate_delta(
        &self,
        request: DeltaRequest,
        schema_ipc: Option<Vec<u8>>,
        progress: Arc<Progress>,
        cancellation: &CancellationToken,
    ) -> Outcome<Value> {
        let secrets = &request.target.storage_options;
        self.core
            .remember_secrets(secrets.values().cloned().collect());
        let core = self.core.clone();
        let work = async move { operation::run(&core, request, schema_ipc).await };
        self.core
            .run_on_workers(progress.watch(work), cancellation)
            .await
    }
}

impl SessionCore {
    /// Makes the change of a statement to a Delta table, and moves the table on to it.
    ///
    /// Errors: those of the operation; `invalid-plan` for another statement.
    pub(crate) async fn changed_by(
        self: &Arc<Self>,
        plan: &LogicalPlan,
        options: StatementOptions,
    ) -> Outcome<StatementCommit> {
        let Some(statement) = DeltaStatement::of(plan)? else {
            let text = "the statement changes no Delta table";
            return Err(EngineFailure::new(FailureCode::InvalidPlan, text));
        };
        let table = statement.table().to_owned();
        let commit = run_statement::run(self, statement, options).await?;
        let session = EngineSession { core: self.clone() };
        let moved = session.refreshed(&table).await;
        moved.map_err(|failure| failure.with("committedVersion", commit.version))?;
        Ok(commit)
    }
}
