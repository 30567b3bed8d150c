//! A session: its own runtime, its own tables, its own memory and spill folder.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect, dialect_from_str};
use datafusion::sql::sqlparser::tokenizer::{Location, Token, Tokenizer};
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::delta_description::{self, DeltaDescription};
use crate::delta_files::FileCommit;
use crate::delta_location;
use crate::delta_tables::DeltaTables;
use crate::delta_write::{self, DeltaWriteOptions, DeltaWriter, WriteReport};
use crate::engine_options::EngineOptions;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::guarded::{guarded, install_panic_hook};
use crate::object_stores::RegisteredStores;
use crate::parameters::Parameters;
use crate::prepared_plan::PreparedPlan;
use crate::query_depth;
use crate::redaction::redacted_text;
use crate::register_arrow;
use crate::register_delta;
use crate::register_files::{self, FileKind};
use crate::scanned_table::ScannedTable;
use crate::session_context::new_context;
use crate::session_threads::SessionThreads;
use crate::spill_folder::SpillFolder;
use crate::statement_policy::StatementPolicy;
use crate::substrait_lane::from_substrait;
use crate::table_description::{TableDescription, Tables};
use crate::table_source::{DeltaSource, TableSource};

/// How long closing waits for work that has been told to stop.
const CLOSING_PATIENCE: Duration = Duration::from_secs(5);

/// A lakehouse session. Cheap to clone; the clones are one session.
#[derive(Clone)]
pub struct EngineSession {
    core: Arc<SessionCore>,
}

/// What plans, streams and writers of a session share.
pub(crate) struct SessionCore {
    context: SessionContext,
    workers: Handle,
    answers: Handle,
    threads: Mutex<Option<SessionThreads>>,
    tasks: TaskTracker,
    closed: CancellationToken,
    policy: StatementPolicy,
    tables: RwLock<Arc<Tables>>,
    delta: DeltaTables,
    /// Held while names of tables are looked up, so that a table that moves on is always there.
    planning: tokio::sync::RwLock<()>,
    stores: RegisteredStores,
    secrets: RwLock<Vec<String>>,
    spill_folder: Mutex<Option<SpillFolder>>,
}

impl EngineSession {
    /// Opens a session. Errors: `unknown-setting`, `invalid-setting`, `spill-failed` (the folder cannot be made), `internal`.
    pub fn open(options: &EngineOptions) -> Outcome<Self> {
        install_panic_hook();
        let spill_folder = SpillFolder::make(options)?;
        let context = new_context(options, spill_folder.path())?;
        let threads = SessionThreads::start(options.thread_count())?;
        Ok(Self {
            core: Arc::new(SessionCore {
                context,
                workers: threads.workers(),
                answers: threads.answers(),
                threads: Mutex::new(Some(threads)),
                tasks: TaskTracker::new(),
                closed: CancellationToken::new(),
                policy: StatementPolicy::new(&options.allow),
                tables: RwLock::default(),
                delta: DeltaTables::default(),
                planning: tokio::sync::RwLock::default(),
                stores: RegisteredStores::default(),
                secrets: RwLock::default(),
                spill_folder: Mutex::new(Some(spill_folder)),
            }),
        })
    }

    /// Awaits what a caller waits for, to the end or until the session closes. Heavy work does not belong here: the engine sends it to its workers.
    pub fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.core.answers.spawn(self.core.tasks.track_future(work));
    }

    pub fn is_closed(&self) -> bool {
        self.core.closed.is_cancelled()
    }

    /// Tells everything under way to stop, without waiting.
    pub fn begin_close(&self) {
        self.core.closed.cancel();
        self.core.tasks.close();
    }

    /// Tells everything under way to stop and removes the spill folder at once: for a session that nobody holds any more.
    pub fn abandon(&self) {
        self.begin_close();
        drop(lock(&self.core.spill_folder).take());
    }

    /// Stops what is under way, waits for it, frees the tables and removes the spill folder.
    pub async fn close(&self) {
        self.begin_close();
        // Planning that cannot be interrupted is left to end by itself; it holds no file and no spill.
        let _ = tokio::time::timeout(CLOSING_PATIENCE, self.core.tasks.wait()).await;
        self.core.release();
    }

    /// Where a session can be closed from outside its tasks.
    pub fn handle(&self) -> &Handle {
        &self.core.answers
    }

    /// Registers a table under a name; the name is exact, as a quoted identifier is.
    ///
    /// Errors: `table-exists`, and those of its kind of source.
    pub async fn register(
        &self,
        name: &str,
        source: &TableSource,
        ipc: Option<Vec<u8>>,
        cancellation: &CancellationToken,
    ) -> Outcome<TableDescription> {
        self.core.remember_secrets(source.secrets());
        let work = {
            let (session, name, source) = (self.clone(), name.to_owned(), source.clone());
            async move { session.registered(&name, &source, ipc).await }
        };
        let outcome = self.core.run_on_workers(work, cancellation).await;
        outcome.map_err(|failure| {
            if failure.details.contains_key("table") {
                failure
            } else {
                failure.with("table", name)
            }
        })
    }

    async fn registered(
        &self,
        name: &str,
        source: &TableSource,
        ipc: Option<Vec<u8>>,
    ) -> Outcome<TableDescription> {
        if self.core.tables().contains_key(name) {
            return Err(EngineFailure::new(
                FailureCode::TableExists,
                format!("a table \"{name}\" is registered already"),
            )
            .with("table", name));
        }
        let (provider, description) = self.provide(name, source, ipc).await?;
        self.core
            .context
            .register_table(TableReference::bare(name), as_table(name, provider))?;
        self.core.change_tables(|tables| {
            tables.insert(name.to_owned(), description.clone());
        });
        Ok(description)
    }

    async fn provide(
        &self,
        name: &str,
        source: &TableSource,
        ipc: Option<Vec<u8>>,
    ) -> Outcome<(Arc<dyn TableProvider>, TableDescription)> {
        let state = self.core.state();
        let stores = &self.core.stores;
        match source {
            TableSource::Delta(source) => {
                let (provider, description) =
                    register_delta::provide(name, source, state, stores).await?;
                let follows = source.version.is_none() && source.timestamp.is_none();
                self.core.delta.hold(name, &provider, follows);
                Ok((provider as Arc<dyn TableProvider>, description))
            }
            TableSource::Parquet(source) => {
                register_files::provide(name, FileKind::Parquet, source, &state, stores).await
            }
            TableSource::Csv(source) => {
                register_files::provide(name, FileKind::Csv, source, &state, stores).await
            }
            TableSource::Json(source) => {
                register_files::provide(name, FileKind::Json, source, &state, stores).await
            }
            TableSource::Arrow => register_arrow::provide(name, ipc, &state),
        }
    }

    /// Forgets a table. Gives whether there was one.
    pub fn deregister(&self, name: &str) -> Outcome<bool> {
        let found = self
            .core
            .context
            .deregister_table(TableReference::bare(name))?
            .is_some();
        self.core.delta.forget(name);
        self.core.change_tables(|tables| {
            tables.remove(name);
        });
        Ok(found)
    }

    /// Moves a Delta table that is registered without a version or a time to its newest version, by the new commits only. Gives its
    /// description if it has moved. Plans that are prepared already stay where they are.
    ///
    /// Errors: those of registering a Delta table.
    pub async fn refresh(
        &self,
        name: &str,
        cancellation: &CancellationToken,
    ) -> Outcome<Option<TableDescription>> {
        let (session, name) = (self.clone(), name.to_owned());
        let work = async move { session.refreshed(&name).await };
        self.core.run_on_workers(work, cancellation).await
    }

    async fn refreshed(&self, name: &str) -> Outcome<Option<TableDescription>> {
        let core = &self.core;
        let _one_at_a_time = core.delta.moving.lock().await;
        let Some(provider) = core.delta.newer(name, &core.state()).await? else {
            return Ok(None);
        };
        let description = register_delta::describe(name, &provider);
        let _nobody_plans = core.planning.write().await;
        if core
            .context
            .deregister_table(TableReference::bare(name))?
            .is_none()
        {
            return Ok(None);
        }
        core.delta.hold(name, &provider, true);
        core.context
            .register_table(TableReference::bare(name), as_table(name, provider))?;
        core.change_tables(|tables| {
            tables.insert(name.to_owned(), description.clone());
        });
        Ok(Some(description))
    }

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
        let work = async move { core.delta.index_ipc(snapshot, version, &columns) };
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

    /// The registered tables by name.
    pub fn tables(&self) -> Outcome<Vec<TableDescription>> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        Ok(self.core.tables().values().cloned().collect())
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
            let (url, table) = delta_location::load(&source).await?;
            delta_description::describe(&url, &table)
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
        let state = self.core.state();
        let work = async move {
            let (_, table) = delta_location::load(&source).await?;
            delta_description::files_ipc(&table, &state).await
        };
        self.core.run_on_workers(work, cancellation).await
    }

    /// Plans one SQL statement. Runs nothing.
    ///
    /// Errors: `syntax-error`, `unknown-table`, `unknown-column`, `unknown-function`, `statement-refused`, `query-too-deep`, … with `position` where it is known.
    pub async fn prepare(
        &self,
        sql: String,
        cancellation: &CancellationToken,
    ) -> Outcome<PreparedPlan> {
        let core = self.core.clone();
        let plan = async move {
            let logical = core.planned(&sql).await?;
            core.policy.verify(&logical)?;
            PreparedPlan::new(core.clone(), logical)
        };
        self.core.run_planning(plan, cancellation).await
    }

    /// Plans the query that a Substrait plan stands for. Runs nothing; the bytes may come from anyone.
    ///
    /// Errors: `query-too-deep`, `invalid-plan`, `unknown-table`, `unknown-function`, `not-supported`.
    pub async fn prepare_substrait(
        &self,
        bytes: Vec<u8>,
        cancellation: &CancellationToken,
    ) -> Outcome<PreparedPlan> {
        let core = self.core.clone();
        let plan = async move {
            let logical = from_substrait(&core.state(), &bytes).await?;
            core.policy.verify(&logical)?;
            PreparedPlan::new(core.clone(), logical)
        };
        self.core.run_planning(plan, cancellation).await
    }

    /// Opens a writer that takes an Arrow IPC stream.
    pub fn open_delta_writer(
        &self,
        uri: String,
        options: DeltaWriteOptions,
        cancellation: CancellationToken,
    ) -> DeltaWriter {
        self.core
            .remember_secrets(options.storage_options.values().cloned().collect());
        DeltaWriter::new(self.core.clone(), uri, options, cancellation)
    }

    /// Writes the rows of a plan into a Delta table.
    pub async fn write_delta(
        &self,
        plan: &PreparedPlan,
        parameters: Option<&Parameters>,
        uri: &str,
        options: &DeltaWriteOptions,
        cancellation: &CancellationToken,
    ) -> Outcome<WriteReport> {
        self.core
            .remember_secrets(options.storage_options.values().cloned().collect());
        let input = plan.bound(parameters)?;
        let (core, uri, options) = (self.core.clone(), uri.to_owned(), options.clone());
        let work = async move { delta_write::write(&core, input, &uri, &options).await };
        self.core.run_on_workers(work, cancellation).await
    }
}

impl SessionCore {
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.workers.spawn(self.tasks.track_future(work));
    }

    pub(crate) fn workers(&self) -> &Handle {
        &self.workers
    }

    pub(crate) fn closed(&self) -> &CancellationToken {
        &self.closed
    }

    pub(crate) fn state(&self) -> SessionState {
        self.context.state()
    }

    pub(crate) fn stores(&self) -> &RegisteredStores {
        &self.stores
    }

    pub(crate) fn tables(&self) -> Arc<Tables> {
        self.tables
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn change_tables(&self, change: impl FnOnce(&mut Tables)) {
        let mut slot = self.tables.write().unwrap_or_else(PoisonError::into_inner);
        change(Arc::make_mut(&mut slot));
    }

    fn remember_secrets(&self, secrets: Vec<String>) {
        if !secrets.is_empty() {
            self.secrets
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(secrets);
        }
    }

    /// A failure as it may be shown.
    pub(crate) fn redacted(&self, mut failure: EngineFailure) -> EngineFailure {
        let secrets = self.secrets.read().unwrap_or_else(PoisonError::into_inner);
        failure.message = redacted_text(&failure.message, &secrets);
        failure
    }

    /// Awaits work as [`guarded`] does, and redacts its failure.
    pub(crate) async fn run<T>(
        &self,
        work: impl Future<Output = Outcome<T>>,
        cancellation: &CancellationToken,
    ) -> Outcome<T> {
        guarded(work, cancellation, &self.closed)
            .await
            .map_err(|failure| self.redacted(failure))
    }

    /// Runs work on the workers and awaits it here.
    pub(crate) async fn run_on_workers<T: Send + 'static>(
        &self,
        work: impl Future<Output = Outcome<T>> + Send + 'static,
        cancellation: &CancellationToken,
    ) -> Outcome<T> {
        let (own, closed) = (cancellation.clone(), self.closed.clone());
        let task = self
            .workers
            .spawn(async move { guarded(work, &own, &closed).await });
        let joined = async {
            task.await
                .unwrap_or_else(|_| Err(EngineFailure::session_closed()))
        };
        self.run(joined, cancellation).await
    }

    /// Runs planning on a thread of its own: it computes without await points (constants are folded in it), so it must not hold a worker,
    /// and a caller that gives up leaves it behind.
    pub(crate) async fn run_planning<T: Send + 'static>(
        &self,
        plan: impl Future<Output = Outcome<T>> + Send + 'static,
        cancellation: &CancellationToken,
    ) -> Outcome<T> {
        let handle = self.workers.clone();
        let never = CancellationToken::new();
        let planning = self
            .workers
            .spawn_blocking(move || handle.block_on(guarded(plan, &never, &never)));
        let joined = async {
            planning
                .await
                .unwrap_or_else(|_| Err(EngineFailure::session_closed()))
        };
        self.run(joined, cancellation).await
    }

    async fn planned(&self, sql: &str) -> Outcome<LogicalPlan> {
        let state = self.state();
        let parser = &state.config_options().sql_parser;
        let statement = {
            let dialect: Box<dyn Dialect> =
                dialect_from_str(parser.dialect).unwrap_or_else(|| Box::new(GenericDialect {}));
            query_depth::verify(sql, dialect.as_ref())?;
            only_statement(sql, dialect.as_ref(), parser.recursion_limit.get())?
        };
        let _tables_stay = self.planning.read().await;
        Ok(state.statement_to_plan(statement).await?)
    }

    /// Runs a statement that works by its effect on the session; gives what it has to say, as a plan.
    pub(crate) async fn with_effects(&self, plan: LogicalPlan) -> Outcome<LogicalPlan> {
        let frame = self.context.execute_logical_plan(plan).await?;
        Ok(frame.into_unoptimized_plan())
    }

    fn release(&self) {
        self.change_tables(Tables::clear);
        self.delta.clear();
        for name in self.context.catalog_names() {
            // A catalog without schemas of its own has nothing to free.
            if let Some(catalog) = self.context.catalog(&name) {
                for schema in catalog.schema_names() {
                    let _ = catalog.deregister_schema(&schema, true);
                }
            }
        }
        let folder = lock(&self.spill_folder).take();
        drop(folder);
        if let Some(threads) = lock(&self.threads).take() {
            threads.end();
        }
    }
}

impl Drop for SessionCore {
    fn drop(&mut self) {
        // A runtime may not be dropped the ordinary way from one of its own threads.
        if let Some(threads) = lock(&self.threads).take() {
            threads.end();
        }
    }
}

/// A provider as the session registers it.
fn as_table(name: &str, provider: Arc<dyn TableProvider>) -> Arc<dyn TableProvider> {
    Arc::new(ScannedTable::new(name, provider))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn only_statement(sql: &str, dialect: &dyn Dialect, recursion_limit: usize) -> Outcome<Statement> {
    let mut statements = DFParserBuilder::new(sql)
        .with_dialect(dialect)
        .with_recursion_limit(recursion_limit)
        .build()?
        .parse_statements()?;
    match (statements.pop_front(), statements.is_empty()) {
        (Some(statement), true) => Ok(statement),
        (None, _) => Err(EngineFailure::new(
            FailureCode::SyntaxError,
            "the SQL text holds no statement",
        )),
        (Some(_), false) => {
            let failure = EngineFailure::new(
                FailureCode::SyntaxError,
                format!(
                    "one statement at a time: the SQL text holds {}",
                    statements.len() + 1
                ),
            );
            Err(match second_statement(sql, dialect) {
                Some(place) => failure.at(place.line, place.column),
                None => failure,
            })
        }
    }
}

/// Where the text goes on after its first semicolon.
fn second_statement(sql: &str, dialect: &dyn Dialect) -> Option<Location> {
    let tokens = Tokenizer::new(dialect, sql).tokenize_with_location().ok()?;
    tokens
        .iter()
        .skip_while(|token| token.token != Token::SemiColon)
        .find(|token| !matches!(token.token, Token::SemiColon | Token::Whitespace(_)))
        .map(|token| token.span.start)
}
