//! What a session lets SQL call, and what it keeps: functions, expression planners, caches.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::caches::CacheSnapshot;
use crate::failure::{EngineFailure, Outcome};
use crate::functions::{self, FunctionDescription, HostDefinition, HostFunction, HostLink};
use crate::session::engine_session::EngineSession;
use crate::session::expr_planners;

impl EngineSession {
    /// Defines SQL macros by CREATE FUNCTION statements, all of them or none. It asks no permission: `allow` is about the SQL text of queries.
    ///
    /// Errors: `syntax-error`, `statement-refused`, `function-exists`, `invalid-function`, `not-supported`, …, with the `index` of the statement.
    pub async fn define_functions(
        &self,
        statements: Vec<String>,
        cancellation: &CancellationToken,
    ) -> Outcome<()> {
        let core = self.core.clone();
        let define = async move {
            let _one_at_a_time = core.defining.lock().await;
            functions::define_functions(&core.context, &statements).await
        };
        self.core.run_planning(define, cancellation).await
    }

    /// Takes a macro or a function of the host away. Statements that have been prepared keep the macros that they were planned with, and fail with
    /// `unknown-function` where they call the function of the host. It asks no permission.
    ///
    /// Errors: `unknown-function`, `statement-refused` for the engine's own functions.
    pub async fn drop_function(
        &self,
        name: String,
        cancellation: &CancellationToken,
    ) -> Outcome<()> {
        let core = self.core.clone();
        let drop = async move {
            let _one_at_a_time = core.defining.lock().await;
            functions::drop_function(&core.context, &name, false).await
        };
        self.core.run_planning(drop, cancellation).await
    }

    /// Registers a function that the host computes; `types` are the schemas of its arguments and of what it returns, each at the head of an Arrow IPC stream.
    ///
    /// Errors: `function-exists`, `invalid-function`, `invalid-arrow`.
    pub fn register_function(
        &self,
        definition: &HostDefinition,
        types: (&[u8], &[u8]),
        host: Arc<dyn HostFunction>,
    ) -> Outcome<()> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        let link = HostLink {
            name: definition.name.as_str().into(),
            host,
            closed: self.core.closed().clone(),
            dropped: Arc::default(),
        };
        let function = functions::host_function(definition, types, link)?;
        functions::register_new(&self.core.context, &definition.name, function)
    }

    /// Installs expression planners by name. Errors: `unknown-planner`, and then none of them is installed.
    pub fn install_expr_planners(&self, names: &[String]) -> Outcome<()> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        expr_planners::install_planners(&mut self.core.context.state_ref().write(), names)
    }

    /// The expression planners of the session by name.
    pub fn expr_planners(&self) -> Outcome<Vec<&'static str>> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        Ok(expr_planners::installed_planners(&self.core.state()))
    }

    /// What the caches hold and have done.
    pub fn caches(&self) -> Outcome<CacheSnapshot> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        Ok(self.core.caches().snapshot())
    }

    /// Empties one cache (`list-files`, `metadata`, `statistics`, `predicate`) or all. Errors: `invalid-option`.
    pub fn clear_caches(&self, name: Option<&str>) -> Outcome<()> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        self.core.caches().clear(name)
    }

    /// Every function that SQL can call, by kind and name.
    pub fn functions(&self) -> Outcome<Vec<FunctionDescription>> {
        if self.is_closed() {
            return Err(EngineFailure::session_closed());
        }
        Ok(functions::functions_of(&self.core.state()))
    }
}
