//! The trace of one run: a root that all its work is done under, and what was collected below it.

use std::future::Future;
use std::sync::Arc;

use tracing::{Dispatch, Instrument, Span};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::session::engine_session::EngineSession;
use crate::trace::collector::{Membership, ROOT_TARGET};
use crate::trace::run_spans::{RunSpans, TraceReport};
use crate::trace::session_tracing::SessionTracing;

/// What is collected of one run.
pub struct RunTrace {
    /// Its level counts for as long as it is traced.
    _session: Arc<SessionTracing>,
    spans: Arc<RunSpans>,
    root: Span,
}

impl RunTrace {
    pub(crate) fn begin(session: Arc<SessionTracing>, start_ms: f64) -> Self {
        let spans = Arc::new(RunSpans::new(
            session.level(),
            session.max_spans(),
            start_ms,
        ));
        let root = tracing::error_span!(target: ROOT_TARGET, parent: None, "run");
        let _ = root.with_subscriber(|(id, dispatch): (_, &Dispatch)| {
            let registry = dispatch.downcast_ref::<Registry>()?;
            let membership = Membership {
                run: spans.clone(),
                span: None,
                recorded: false,
            };
            registry.span(id)?.extensions_mut().insert(membership);
            Some(())
        });
        Self {
            _session: session,
            spans,
            root,
        }
    }

    /// What work of this run is done under.
    pub fn scope(&self) -> TraceScope {
        TraceScope(self.root.clone())
    }

    /// Ends the trace and gives what was collected, without the session's secrets. What the run still does is not collected.
    pub fn finish(&self, session: &EngineSession) -> TraceReport {
        session
            .core
            .with_secrets(|secrets| self.spans.finish(secrets))
    }
}

/// Whose work something is.
#[derive(Clone)]
pub struct TraceScope(Span);

impl TraceScope {
    /// Of nobody who is traced.
    pub fn none() -> Self {
        Self(Span::none())
    }

    pub fn around<Work: Future>(self, work: Work) -> impl Future<Output = Work::Output> {
        work.instrument(self.0)
    }
}
