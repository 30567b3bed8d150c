use std::sync::{Arc, Mutex, PoisonError};

use causeway_engine::{EngineSession, RunTrace, SessionTracing, TraceReport, TraceScope};
use napi_derive::napi;

use crate::native_failure::json;

/// Collects what the engine does for the runs of a session.
#[napi]
pub struct NativeTracing {
    session: EngineSession,
    tracing: Mutex<Option<Arc<SessionTracing>>>,
}

impl NativeTracing {
    pub(crate) fn new(session: EngineSession, tracing: Arc<SessionTracing>) -> Self {
        Self {
            session,
            tracing: Mutex::new(Some(tracing)),
        }
    }
}

#[napi]
impl NativeTracing {
    /// Begins the trace of one run, at a time in milliseconds since 1970-01-01 UTC. After `end` nothing is collected.
    #[napi]
    pub fn begin(&self, start_ms: f64) -> NativeTrace {
        let slot = self.tracing.lock().unwrap_or_else(PoisonError::into_inner);
        NativeTrace {
            session: self.session.clone(),
            trace: Mutex::new(slot.as_ref().map(|tracing| tracing.begin(start_ms))),
        }
    }

    /// Begins no more traces.
    #[napi]
    pub fn end(&self) {
        let mut slot = self.tracing.lock().unwrap_or_else(PoisonError::into_inner);
        drop(slot.take());
    }
}

/// What the engine does for one run.
#[napi]
pub struct NativeTrace {
    session: EngineSession,
    trace: Mutex<Option<RunTrace>>,
}

impl NativeTrace {
    pub(crate) fn scope(&self) -> TraceScope {
        let slot = self.trace.lock().unwrap_or_else(PoisonError::into_inner);
        slot.as_ref().map_or_else(TraceScope::none, RunTrace::scope)
    }
}

#[napi]
impl NativeTrace {
    /// Ends the trace. Gives its spans as JSON; a second time none.
    #[napi]
    pub fn finish_json(&self) -> String {
        let trace = self
            .trace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        json(&trace.map_or_else(TraceReport::default, |trace| trace.finish(&self.session)))
    }
}
