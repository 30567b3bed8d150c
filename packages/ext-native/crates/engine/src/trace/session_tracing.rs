//! Which spans are worth making: those of the most talkative level that a session has asked for, and none while no session asks.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use tracing::Level;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;

use crate::failure::{EngineFailure, FailureCode, Outcome};
use crate::session::engine_options::option_failure;
use crate::trace::collector::SpanCollector;
use crate::trace::joined_tasks::follow_joined_tasks;
use crate::trace::run_trace::RunTrace;

/// How much is told of a run: each level tells what those before it tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TraceLevel {
    /// Steps: planning, optimising, executing, opening a table, an operation on it, its commit.
    Info,
    /// Each request to an object store, and each step of delta-rs and the kernel.
    Debug,
    /// What delta-rs and the kernel tell at that level.
    Trace,
}

/// What is collected of each run.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TracingOptions {
    pub level: TraceLevel,
    /// Spans kept of one run; what comes after them is counted.
    pub max_spans: usize,
}

impl TracingOptions {
    /// Errors: `unknown-option`, `invalid-option`.
    pub fn from_json(text: &str) -> Outcome<Self> {
        serde_json::from_str(text).map_err(|error| option_failure(&error))
    }
}

/// A session's wish to be traced. While none is held no span is made in the process.
#[derive(Debug)]
pub struct SessionTracing {
    options: TracingOptions,
}

impl SessionTracing {
    /// Errors: `internal`, if another collector has been installed in this addon.
    pub fn install(options: TracingOptions) -> Outcome<Arc<Self>> {
        install_collector()?;
        count(options.level).fetch_add(1, Ordering::Relaxed);
        tracing::callsite::rebuild_interest_cache();
        Ok(Arc::new(Self { options }))
    }

    /// Begins the trace of one run, at a time of the caller's clock in milliseconds since 1970-01-01 UTC.
    pub fn begin(self: &Arc<Self>, start_ms: f64) -> RunTrace {
        RunTrace::begin(self.clone(), start_ms)
    }

    pub(crate) fn level(&self) -> Level {
        match self.options.level {
            TraceLevel::Info => Level::INFO,
            TraceLevel::Debug => Level::DEBUG,
            TraceLevel::Trace => Level::TRACE,
        }
    }

    pub(crate) fn max_spans(&self) -> usize {
        self.options.max_spans
    }
}

impl Drop for SessionTracing {
    fn drop(&mut self) {
        count(self.options.level).fetch_sub(1, Ordering::Relaxed);
        tracing::callsite::rebuild_interest_cache();
    }
}

/// The most talkative level that is asked for.
pub(crate) fn wanted_level() -> LevelFilter {
    let is_wanted = |level| count(level).load(Ordering::Relaxed) > 0;
    if is_wanted(TraceLevel::Trace) {
        LevelFilter::TRACE
    } else if is_wanted(TraceLevel::Debug) {
        LevelFilter::DEBUG
    } else if is_wanted(TraceLevel::Info) {
        LevelFilter::INFO
    } else {
        LevelFilter::OFF
    }
}

/// How many sessions ask for a level.
fn count(level: TraceLevel) -> &'static AtomicUsize {
    static COUNTS: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];
    match level {
        TraceLevel::Info => &COUNTS[0],
        TraceLevel::Debug => &COUNTS[1],
        TraceLevel::Trace => &COUNTS[2],
    }
}

/// Once a process, by the first session that asks: until then the libraries' spans cost one look at a number.
fn install_collector() -> Outcome<()> {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    let installed = *INSTALLED.get_or_init(|| {
        follow_joined_tasks();
        tracing::subscriber::set_global_default(Registry::default().with(SpanCollector)).is_ok()
    });
    if installed {
        Ok(())
    } else {
        let text = "another collector of spans is installed in this process";
        Err(EngineFailure::new(FailureCode::Internal, text))
    }
}
