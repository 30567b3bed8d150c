use std::sync::Arc;

use causeway_engine::{
    ChangeFeedQuery, DeltaRequest, DeltaSource, DeltaWriteOptions, EngineOptions, EngineSession,
    HostDefinition, MergeRequest, RowsOperation, SessionTracing, SubstraitLimits, TableSource,
    TraceScope, TracingOptions,
};
use napi::bindgen_prelude::{Either, Object, Uint8Array};
use napi::{Env, Result};
use napi_derive::napi;

use crate::native_cancellation::{NativeCancellation, scope_of, token_of};
use crate::native_delta_writer::NativeDeltaWriter;
use crate::native_failure::{NativeFailure, json};
use crate::native_function::{Handler, JavaScriptFunction};
use crate::native_plan::NativePlan;
use crate::native_progress::{NativeProgress, progress_of};
use crate::native_trace::NativeTracing;
use crate::settled::{answer, closing_promise, promise};

/// A session of the engine.
#[napi]
pub struct NativeSession {
    session: EngineSession,
}

#[napi]
impl NativeSession {
    /// Opens a session from `EngineOptions` as JSON.
    #[napi]
    pub fn open(options_json: String) -> Either<NativeFailure, NativeSession> {
        answer(|| {
            let options = EngineOptions::from_json(&options_json)?;
            Ok(Self {
                session: EngineSession::open(&options)?,
            })
        })
    }

    /// Registers a table. Resolves to its description as JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn register_table<'env>(
        &self,
        env: &'env Env,
        name: String,
        source_json: String,
        ipc: Option<&[u8]>,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        let ipc = ipc.map(<[u8]>::to_vec);
        promise(env, &self.session, scope_of(cancellation), async move {
            let source = TableSource::from_json(&source_json)?;
            let table = session.register(&name, &source, ipc, &token).await?;
            Ok(json(&table))
        })
    }

    /// Forgets a table. Resolves to whether there was one.
    #[napi(ts_return_type = "Promise<NativeFailure | boolean>")]
    pub fn deregister_table<'env>(&self, env: &'env Env, name: String) -> Result<Object<'env>> {
        let session = self.session.clone();
        promise(env, &self.session, TraceScope::none(), async move {
            session.deregister(&name)
        })
    }

    /// Moves a Delta table to its newest version. Resolves to its description as JSON if it has moved.
    #[napi(ts_return_type = "Promise<NativeFailure | string | null>")]
    pub fn refresh_table<'env>(
        &self,
        env: &'env Env,
        name: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            let moved = session.refresh(&name, &token).await?;
            Ok(moved.map(|description| json(&description)))
        })
    }

    /// What the log tells of the files of a version that a plan scans: an Arrow IPC stream.
    #[napi(ts_return_type = "Promise<NativeFailure | Uint8Array>")]
    pub fn delta_index<'env>(
        &self,
        env: &'env Env,
        snapshot: i64,
        version: i64,
        columns: Vec<String>,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            let (snapshot, version) = (unsigned(snapshot), unsigned(version));
            let index = session
                .delta_index(snapshot, version, columns, &token)
                .await?;
            Ok(Uint8Array::from(index))
        })
    }

    /// The `metaData` action of a version that a plan scans, as JSON.
    #[napi]
    pub fn delta_metadata(&self, snapshot: i64, version: i64) -> Either<NativeFailure, String> {
        answer(|| {
            let (snapshot, version) = (unsigned(snapshot), unsigned(version));
            Ok(json(&self.session.delta_metadata(snapshot, version)?))
        })
    }

    /// What the commits between two versions did to the files, as JSON; null where that is not known.
    #[napi]
    pub fn delta_commits(
        &self,
        snapshot: i64,
        after: i64,
        through: i64,
    ) -> Either<NativeFailure, String> {
        answer(|| {
            let (after, through) = (unsigned(after), unsigned(through));
            let commits = self
                .session
                .delta_commits(unsigned(snapshot), after, through)?;
            Ok(json(&commits))
        })
    }

    /// The registered tables as JSON.
    #[napi]
    pub fn list_tables(&self) -> Either<NativeFailure, String> {
        answer(|| Ok(json(&self.session.tables()?)))
    }

    /// The schema of a table: an Arrow IPC stream without batches.
    #[napi(ts_return_type = "Promise<NativeFailure | Uint8Array>")]
    pub fn table_schema<'env>(
        &self,
        env: &'env Env,
        name: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            Ok(Uint8Array::from(
                session.table_schema_ipc(&name, &token).await?,
            ))
        })
    }

    /// The tables and views that SQL itself has made, as JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn made_tables<'env>(
        &self,
        env: &'env Env,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            Ok(json(&session.made_tables(&token).await?))
        })
    }

    /// Makes sure that every table which the policy filters or masks by name is registered.
    #[napi]
    pub fn verify_policy(&self) -> Either<NativeFailure, bool> {
        answer(|| self.session.verify_policy().map(|()| true))
    }

    /// Plans one statement.
    #[napi(ts_return_type = "Promise<NativeFailure | NativePlan>")]
    pub fn prepare<'env>(
        &self,
        env: &'env Env,
        sql: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            let plan = session.prepare(sql, &token).await?;
            Ok(NativePlan::new(session, plan))
        })
    }

    /// Plans the query that a Substrait plan stands for.
    #[napi(ts_return_type = "Promise<NativeFailure | NativePlan>")]
    pub fn prepare_substrait<'env>(
        &self,
        env: &'env Env,
        bytes: &[u8],
        max_bytes: Option<u32>,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        let limits = max_bytes.map_or_else(SubstraitLimits::default, SubstraitLimits::of_bytes);
        let bytes = limits.copied(bytes);
        promise(env, &self.session, scope_of(cancellation), async move {
            let plan = session.prepare_substrait(bytes?, &token).await?;
            Ok(NativePlan::new(session, plan))
        })
    }

    /// Registers a JavaScript function from its definition as JSON and the schemas of its arguments and results, as Arrow IPC streams.
    #[napi(
        ts_args_type = "definitionJson: string, argumentsIpc: Uint8Array, returnsIpc: Uint8Array, handler: (call: NativeCall) => void"
    )]
    pub fn register_function(
        &self,
        definition_json: String,
        arguments_ipc: &[u8],
        returns_ipc: &[u8],
        handler: Handler,
    ) -> Either<NativeFailure, ()> {
        answer(|| {
            let definition = HostDefinition::from_json(&definition_json)?;
            let function = Arc::new(JavaScriptFunction(handler));
            self.session
                .register_function(&definition, (arguments_ipc, returns_ipc), function)
        })
    }

    /// Defines SQL macros, all or none.
    #[napi(ts_return_type = "Promise<NativeFailure | undefined>")]
    pub fn define_functions<'env>(
        &self,
        env: &'env Env,
        statements: Vec<String>,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            session.define_functions(statements, &token).await
        })
    }

    /// Takes a macro or a JavaScript function away.
    #[napi(ts_return_type = "Promise<NativeFailure | undefined>")]
    pub fn drop_function<'env>(
        &self,
        env: &'env Env,
        name: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            session.drop_function(name, &token).await
        })
    }

    /// Installs expression planners by name.
    #[napi]
    pub fn install_expr_planners(&self, names: Vec<String>) -> Either<NativeFailure, ()> {
        answer(|| self.session.install_expr_planners(&names))
    }

    /// The expression planners of the session, as JSON.
    #[napi]
    pub fn list_expr_planners(&self) -> Either<NativeFailure, String> {
        answer(|| Ok(json(&self.session.expr_planners()?)))
    }

    /// What the caches hold and have done, as JSON.
    #[napi]
    pub fn cache_snapshot(&self) -> Either<NativeFailure, String> {
        answer(|| Ok(json(&self.session.caches()?)))
    }

    /// Empties one cache, or all of them.
    #[napi]
    pub fn clear_caches(&self, name: Option<String>) -> Either<NativeFailure, ()> {
        answer(|| self.session.clear_caches(name.as_deref()))
    }

    /// The functions that SQL can call, as JSON.
    #[napi]
    pub fn list_functions(&self) -> Either<NativeFailure, String> {
        answer(|| Ok(json(&self.session.functions()?)))
    }

    /// Opens a writer into a Delta table.
    #[napi(ts_return_type = "Promise<NativeFailure | NativeDeltaWriter>")]
    pub fn open_delta_writer<'env>(
        &self,
        env: &'env Env,
        uri: String,
        options_json: String,
        cancellation: Option<&NativeCancellation>,
        progress: Option<&NativeProgress>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        let progress = progress_of(progress);
        promise(env, &self.session, scope_of(cancellation), async move {
            let options = DeltaWriteOptions::from_json(&options_json)?;
            let operation = RowsOperation::Write { uri, options };
            let writer = session.open_delta_writer(operation, progress, token);
            Ok(NativeDeltaWriter::new(session, writer))
        })
    }

    /// Opens a writer whose rows are merged into a Delta table; the request is JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | NativeDeltaWriter>")]
    pub fn open_delta_merge<'env>(
        &self,
        env: &'env Env,
        request_json: String,
        cancellation: Option<&NativeCancellation>,
        progress: Option<&NativeProgress>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        let progress = progress_of(progress);
        promise(env, &self.session, scope_of(cancellation), async move {
            let operation = RowsOperation::Merge(MergeRequest::from_json(&request_json)?);
            let writer = session.open_delta_writer(operation, progress, token);
            Ok(NativeDeltaWriter::new(session, writer))
        })
    }

    /// Runs an operation on a Delta table; the request is JSON, a schema that goes with it an Arrow IPC stream. Resolves to the report as JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn operate_delta<'env>(
        &self,
        env: &'env Env,
        request_json: String,
        schema_ipc: Option<&[u8]>,
        cancellation: Option<&NativeCancellation>,
        progress: Option<&NativeProgress>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        let progress = progress_of(progress);
        let schema = schema_ipc.map(<[u8]>::to_vec);
        promise(env, &self.session, scope_of(cancellation), async move {
            let request = DeltaRequest::from_json(&request_json)?;
            let report = session
                .operate_delta(request, schema, progress, &token)
                .await?;
            Ok(json(&report))
        })
    }

    /// What the log of a Delta table tells, as JSON; the source is JSON too.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn describe_delta<'env>(
        &self,
        env: &'env Env,
        source_json: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            let source = DeltaSource::from_json(&source_json)?;
            Ok(json(&session.describe_delta(&source, &token).await?))
        })
    }

    /// The active data files of a Delta table: an Arrow IPC stream.
    #[napi(ts_return_type = "Promise<NativeFailure | Uint8Array>")]
    pub fn delta_files<'env>(
        &self,
        env: &'env Env,
        source_json: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            let source = DeltaSource::from_json(&source_json)?;
            Ok(Uint8Array::from(
                session.delta_files(&source, &token).await?,
            ))
        })
    }

    /// The newest transaction of an application that a Delta table has; null for none. The source is JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | number | null>")]
    pub fn transaction_version<'env>(
        &self,
        env: &'env Env,
        source_json: String,
        app_id: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            let source = DeltaSource::from_json(&source_json)?;
            session.transaction_version(&source, app_id, &token).await
        })
    }

    /// Plans the reading of a Delta table's change data feed; the query is JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | NativePlan>")]
    pub fn delta_changes<'env>(
        &self,
        env: &'env Env,
        query_json: String,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let session = self.session.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            let query = ChangeFeedQuery::from_json(&query_json)?;
            let plan = session.delta_changes(&query, &token).await?;
            Ok(NativePlan::new(session, plan))
        })
    }

    /// Collects spans of the session's runs, as options in JSON say.
    #[napi]
    pub fn install_tracing(&self, options_json: String) -> Either<NativeFailure, NativeTracing> {
        answer(|| {
            let options = TracingOptions::from_json(&options_json)?;
            let tracing = SessionTracing::install(options)?;
            Ok(NativeTracing::new(self.session.clone(), tracing))
        })
    }

    /// Stops what is under way, waits for it, and frees everything.
    #[napi(ts_return_type = "Promise<NativeFailure | undefined>")]
    pub fn close<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        closing_promise(env, &self.session)
    }
}

/// Counts are never negative in JavaScript; what is wrong with one is found out by what it names.
fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

impl Drop for NativeSession {
    /// A session that is collected, or whose worker ends, stops its work.
    fn drop(&mut self) {
        self.session.abandon();
    }
}
