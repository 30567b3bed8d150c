//! A session: its own runtime, its own tables, its own memory and spill folder.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, LogicalPlanBuilder};
use datafusion::prelude::SessionContext;
use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, info_span};

use crate::caches::SessionCaches;
use crate::changes::feed;
use crate::delta::statement;
use crate::delta::tables::DeltaTables;
use crate::execution::output_types::output_schema;
use crate::execution::result_stream::schema_stream;
use crate::failure::guarded::{guarded, install_panic_hook};
use crate::failure::redaction::redacted_text;
use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::functions;
use crate::plan::prepared_plan::PreparedPlan;
use crate::plan::set_comparisons;
use crate::policy::access_policy::AccessPolicy;
use crate::policy::plan_policy::PlanPolicy;
use crate::policy::row_rules::RowRules;
use crate::policy::secured_table::SecuredTable;
use crate::session::context::new_context;
use crate::session::engine_options::EngineOptions;
use crate::session::planning_session::PlanningSession;
use crate::session::spill_folder::SpillFolder;
use crate::session::threads::SessionThreads;
use crate::statement::parsed::parsed;
use crate::statement::permission::StatementPolicy;
use crate::stores::object_stores::RegisteredStores;
use crate::substrait::lane::from_substrait;
use crate::tables::made_tables;
use crate::tables::register_arrow;
use crate::tables::register_delta;
use crate::tables::register_files::{self, FileKind};
use crate::tables::scanned_table::ScannedTable;
use crate::tables::table_description::{TableDescription, Tables, describe_columns};
use crate::tables::table_source::TableSource;

/// How long closing waits for work that has been told to stop.
const CLOSING_PATIENCE: Duration = Duration::from_secs(5);

/// A lakehouse session. Cheap to clone; the clones are one session.
#[derive(Clone)]
pub struct EngineSession {
    pub(crate) core: Arc<SessionCore>,
}

/// What plans, streams and writers of a session share.
pub(crate) struct SessionCore {
    pub(crate) context: SessionContext,
    workers: Handle,
    answers: Handle,
    threads: Mutex<Option<SessionThreads>>,
    tasks: TaskTracker,
    closed: CancellationToken,
    policy: StatementPolicy,
    access: AccessPolicy,
    tables: RwLock<Arc<Tables>>,
    pub(crate) delta: DeltaTables,
    /// Held while names of tables are looked up, so that a table that moves on is always there.
    planning: tokio::sync::RwLock<()>,
    /// What known queries are planned with.
    known: RwLock<Option<Arc<PlanningSession>>>,
    /// Held while functions are defined or dropped, one at a time.
    pub(crate) defining: tokio::sync::Mutex<()>,
    caches: Arc<SessionCaches>,
    stores: RegisteredStores,
    secrets: RwLock<Vec<String>>,
    spill_folder: Mutex<Option<SpillFolder>>,
}

impl EngineSession {
    /// Opens a session. Errors: `invalid-policy`, `unknown-setting`, `invalid-setting`, `spill-failed` (the folder cannot be made), `internal`.
    pub fn open(options: &EngineOptions) -> Outcome<Self> {
        install_panic_hook();
        let access = AccessPolicy::new(options.policy.clone())?;
        let spill_folder = SpillFolder::make(options)?;
        let caches = Arc::new(SessionCaches::new(&options.caches));
        let context = new_context(options, spill_folder.path(), &caches)?;
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
                access,
                tables: RwLock::default(),
                delta: DeltaTables::default(),
                planning: tokio::sync::RwLock::default(),
                known: RwLock::default(),
                defining: tokio::sync::Mutex::default(),
                caches,
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

    /// The same for what is short and ends on the workers anyway, such as a known query: the way there and back is spared.
    pub fn spawn_on_workers(&self, work: impl Future<Output = ()> + Send + 'static) {
        self.core.spawn(work);
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
    /// Errors: `table-exists`, `invalid-policy`, and those of its kind of source.
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
        let (provider, mut description) = self
            .provide(name, source, ipc)
            .instrument(info_span!("engine.register", table = name))
            .await?;
        let table = self.core.secured(name, provider)?;
        description.columns = describe_columns(&table.schema());
        self.core
            .context
            .register_table(TableReference::bare(name), table)?;
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
            TableSource::DeltaChanges(source) => feed::provide(name, source, &self.core).await,
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
        let span = info_span!("delta.refresh", table = name);
        let (session, name) = (self.clone(), name.to_owned());
        let work = async move { session.refreshed(&name).await }.instrument(span);
        self.core.run_on_workers(work, cancellation).await
    }

    pub(crate) async fn refreshed(&self, name: &str) -> Outcome<Option<TableDescription>> {
        let core = &self.core;
        let _one_at_a_time = core.delta.moving.lock().await;
        let Some(provider) = core.delta.newer(name, &core.state()).await? else {
            return Ok(None);
        };
        let mut description = register_delta::describe(name, &provider);
        let table = core.secured(name, provider.clone())?;
        description.columns = describe_columns(&table.schema());
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
            .register_table(TableReference::bare(name), table)?;
        core.change_tables(|tables| {
            tables.insert(name.to_owned(), description.clone());
        });
        Ok(Some(description))
    }

    /// The registered tables by name.
    pub fn tables(&self) -> Outcome<Vec<TableDescription>> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        Ok(self.core.tables().values().cloned().collect())
    }

    /// The schema in which all columns of a table leave the engine, as the bytes of an Arrow IPC stream without batches. It is for the
    /// session's owner: the policy is not asked. Errors: `unknown-table`.
    pub async fn table_schema_ipc(
        &self,
        name: &str,
        cancellation: &CancellationToken,
    ) -> Outcome<Vec<u8>> {
        let (core, name) = (self.core.clone(), name.to_owned());
        let work = async move {
            let reference = TableReference::bare(name.as_str());
            if !core.context.table_exist(reference.clone())? {
                let text = format!("no table \"{name}\" is registered");
                return Err(EngineFailure::new(FailureCode::UnknownTable, text).with("table", name));
            }
            let table = core.context.table_provider(reference).await?;
            schema_stream(&output_schema(&table.schema()))
        };
        self.core.run_on_workers(work, cancellation).await
    }

    /// The tables and views that SQL itself has made, with their columns; the name of one has its schema in front unless that is the default.
    pub async fn made_tables(
        &self,
        cancellation: &CancellationToken,
    ) -> Outcome<Vec<TableDescription>> {
        let core = self.core.clone();
        let work = async move { made_tables::describe(&core.context, &core.tables()).await };
        self.core.run_on_workers(work, cancellation).await
    }

    /// Makes sure that every table which a row filter or a mask of the policy names is registered. Errors: `invalid-policy`.
    pub fn verify_policy(&self) -> Outcome<()> {
        self.core.access.verify_tables(&self.core.tables())
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
            core.verify(&logical)?;
            Ok(PreparedPlan::new(core.clone(), logical)?.of_text(sql))
        };
        let plan = plan.instrument(info_span!("engine.plan"));
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
            let logical = {
                let _tables_stay = core.planning.read().await;
                from_substrait(&core.state(), &bytes).await?
            };
            core.verify(&logical)?;
            PreparedPlan::new(core.clone(), logical)
        };
        let plan = plan.instrument(info_span!("engine.plan_substrait"));
        self.core.run_planning(plan, cancellation).await
    }
}

impl SessionCore {
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        let work = work.in_current_span();
        self.workers.spawn(self.tasks.track_future(work));
    }

    pub(crate) fn closed(&self) -> &CancellationToken {
        &self.closed
    }

    pub(crate) fn state(&self) -> SessionState {
        self.context.state()
    }

    /// The session as it stands, for plans that mean the same at whatever time they were optimised.
    pub(crate) fn known_session(&self) -> Arc<PlanningSession> {
        let known = self
            .known
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let current = self.context.state_ref();
        if let Some(known) = known.filter(|known| known.is_copy_of(&current.read())) {
            return known;
        }
        let made = self.planning_session();
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(made.clone());
        made
    }

    /// The session as it stands, at this time.
    pub(crate) fn planning_session(&self) -> Arc<PlanningSession> {
        Arc::new(PlanningSession::new(self.state(), self.access.hides()))
    }

    pub(crate) fn caches(&self) -> &Arc<SessionCaches> {
        &self.caches
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

    pub(crate) fn remember_secrets(&self, secrets: Vec<String>) {
        if !secrets.is_empty() {
            self.secrets
                .write()
                .unwrap_or_else(PoisonError::into_inner)
                .extend(secrets);
        }
    }

    /// A failure as it may be shown.
    pub(crate) fn redacted(&self, mut failure: EngineFailure) -> EngineFailure {
        failure.message = self.with_secrets(|secrets| redacted_text(&failure.message, secrets));
        self.access.redacted(failure)
    }

    /// Lends the values of all storage options, which nothing that is shown may hold.
    pub(crate) fn with_secrets<T>(&self, hide: impl FnOnce(&[String]) -> T) -> T {
        hide(&self.secrets.read().unwrap_or_else(PoisonError::into_inner))
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

    /// Runs work on the workers and awaits it here. What is on a worker already goes on there.
    pub(crate) async fn run_on_workers<T: Send + 'static>(
        &self,
        work: impl Future<Output = Outcome<T>> + Send + 'static,
        cancellation: &CancellationToken,
    ) -> Outcome<T> {
        if Handle::try_current().is_ok_and(|current| current.id() == self.workers.id()) {
            return self.run(work, cancellation).await;
        }
        let (own, closed) = (cancellation.clone(), self.closed.clone());
        let task = self
            .workers
            .spawn(async move { guarded(work, &own, &closed).await }.in_current_span());
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
        let planned = async move {
            let never = CancellationToken::new();
            guarded(plan, &never, &never).await
        }
        .in_current_span();
        let planning = self
            .workers
            .spawn_blocking(move || handle.block_on(planned));
        let joined = async {
            planning
                .await
                .unwrap_or_else(|_| Err(EngineFailure::session_closed()))
        };
        self.run(joined, cancellation).await
    }

    /// A table that is being registered, as the policy shows it.
    fn secured(
        &self,
        name: &str,
        provider: Arc<dyn TableProvider>,
    ) -> Outcome<Arc<dyn TableProvider>> {
        let table = ScannedTable::new(name, provider);
        let schema = table.schema();
        let rules = RowRules::compile(&self.access.options, name, &schema, &self.state())?;
        self.access.note(name, &schema)?;
        Ok(match rules {
            Some(rules) => Arc::new(SecuredTable::new(table, rules)),
            None => Arc::new(table),
        })
    }

    /// Holds a resolved plan against all that the session permits. Whatever a plan was made from, it comes by here before it is prepared.
    ///
    /// Errors: `statement-refused`, and those of [`PlanPolicy::verify`].
    pub(crate) fn verify(&self, plan: &LogicalPlan) -> Outcome<()> {
        self.policy.verify(plan)?;
        self.plan_policy(&self.state(), &self.tables())
            .verify(plan)?;
        statement::verify(plan, |table| self.delta.follows(table))
    }

    fn plan_policy<'a>(&'a self, state: &'a SessionState, tables: &'a Tables) -> PlanPolicy<'a> {
        PlanPolicy {
            policy: &self.access,
            tables,
            state,
        }
    }

    async fn planned(&self, sql: &str) -> Outcome<LogicalPlan> {
        let state = self.state();
        let statement = parsed(&state, sql)?;
        self.plan_policy(&state, &self.tables())
            .verify_references(&statement)?;
        let _tables_stay = self.planning.read().await;
        let plan = state.statement_to_plan(statement).await?;
        Ok(set_comparisons::with_own_names(plan)?)
    }

    /// Runs a statement that works by its effect on the session; gives what it has to say, as a plan. `text`: that of a CREATE FUNCTION.
    pub(crate) async fn with_effects(
        &self,
        plan: LogicalPlan,
        text: Option<String>,
    ) -> Outcome<LogicalPlan> {
        match (&plan, text) {
            (LogicalPlan::Ddl(DdlStatement::CreateFunction(_)), Some(sql)) => {
                let _one_at_a_time = self.defining.lock().await;
                functions::define_function(&self.context, &sql).await?;
            }
            (LogicalPlan::Ddl(DdlStatement::DropFunction(dropped)), _) => {
                let _one_at_a_time = self.defining.lock().await;
                functions::drop_function(&self.context, &dropped.name, dropped.if_exists).await?;
            }
            _ => {
                let frame = self.context.execute_logical_plan(plan).await?;
                return Ok(frame.into_unoptimized_plan());
            }
        }
        Ok(LogicalPlanBuilder::empty(false).build()?)
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

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
