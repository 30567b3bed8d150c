//! The spans of one run: a bounded list that every thread of the run writes to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::{Level, Metadata};

use crate::failure::redaction::redacted_text;

/// A finished span, for JavaScript.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SpanReport {
    /// Its number among those of the run.
    pub id: usize,
    /// The span that it is part of; absent for what the call itself began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<usize>,
    pub name: String,
    /// The module that it comes from.
    pub target: &'static str,
    /// Milliseconds since 1970-01-01 UTC, by the clock of who began the trace.
    pub start_ms: f64,
    pub duration_ms: f64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    pub attributes: Map<String, Value>,
}

/// All spans of a run.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TraceReport {
    pub spans: Vec<SpanReport>,
    /// Spans that came when the list was full.
    pub dropped: usize,
}

#[derive(Debug)]
pub(crate) struct RunSpans {
    level: Level,
    max_spans: usize,
    started: Instant,
    start_ms: f64,
    ended: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    spans: Vec<Recorded>,
    dropped: usize,
}

#[derive(Debug)]
struct Recorded {
    parent: Option<usize>,
    metadata: &'static Metadata<'static>,
    start: Instant,
    /// The last time that it was left. A span is left whenever its future waits, so the last time is its end.
    end: Option<Instant>,
    failed: bool,
    fields: Map<String, Value>,
}

impl RunSpans {
    pub(crate) fn new(level: Level, max_spans: usize, start_ms: f64) -> Self {
        Self {
            level,
            max_spans,
            started: Instant::now(),
            start_ms,
            ended: AtomicBool::new(false),
            state: Mutex::default(),
        }
    }

    /// Whether the run takes what is told at a level. What a run leaves behind tells nothing.
    pub(crate) fn takes(&self, level: Level) -> bool {
        level <= self.level && !self.ended.load(Ordering::Relaxed)
    }

    /// Gives the new span's number; `None` where there is no room for it.
    pub(crate) fn add(
        &self,
        parent: Option<usize>,
        metadata: &'static Metadata<'static>,
        fields: Map<String, Value>,
    ) -> Option<usize> {
        let mut state = self.state();
        if state.spans.len() == self.max_spans {
            state.dropped += 1;
            return None;
        }
        state.spans.push(Recorded {
            parent,
            metadata,
            start: Instant::now(),
            end: None,
            failed: false,
            fields,
        });
        Some(state.spans.len() - 1)
    }

    /// `failed` says that the span has, and is no field of it.
    pub(crate) fn set_fields(&self, span: usize, mut fields: Map<String, Value>) {
        if let Some(span) = self.state().spans.get_mut(span) {
            span.failed |= fields.remove("failed") == Some(Value::Bool(true));
            span.fields.extend(fields);
        }
    }

    pub(crate) fn leave(&self, span: usize) {
        let now = Instant::now();
        if let Some(span) = self.state().spans.get_mut(span) {
            span.end = Some(now);
        }
    }

    pub(crate) fn fail(&self, span: usize) {
        if let Some(span) = self.state().spans.get_mut(span) {
            span.failed = true;
        }
    }

    /// Takes what there is, and no more. A span that was never entered did nothing and is left out; one lasts at least as long as its parts.
    pub(crate) fn finish(&self, secrets: &[String]) -> TraceReport {
        self.ended.store(true, Ordering::Relaxed);
        let State { mut spans, dropped } = std::mem::take(&mut *self.state());
        // Parts come after the whole.
        for index in (0..spans.len()).rev() {
            let (end, parent) = (spans[index].end, spans[index].parent);
            if let Some(parent) = parent.and_then(|parent| spans.get_mut(parent)) {
                parent.end = parent.end.max(end);
            }
        }
        let spans = spans
            .into_iter()
            .enumerate()
            .filter_map(|(id, span)| self.report(id, span, secrets))
            .collect();
        TraceReport { spans, dropped }
    }

    fn report(&self, id: usize, span: Recorded, secrets: &[String]) -> Option<SpanReport> {
        let milliseconds =
            |from: Instant, to: Instant| to.saturating_duration_since(from).as_secs_f64() * 1e3;
        let attributes = span.fields.into_iter().map(|(name, value)| match value {
            Value::String(text) => (name, Value::String(redacted_text(&text, secrets))),
            other => (name, other),
        });
        let attributes: Map<String, Value> = attributes.collect();
        Some(SpanReport {
            id,
            parent_id: span.parent,
            name: shown_name(span.metadata, &attributes),
            target: span.metadata.target(),
            start_ms: self.start_ms + milliseconds(self.started, span.start),
            duration_ms: milliseconds(span.start, span.end?),
            failed: span.failed,
            attributes,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The library's name in front of its span's, so that equal names of two stay apart. Ours have their part of the engine in front already.
///
/// delta-rs calls each of its operations `execute` and says which it is in a field.
fn shown_name(metadata: &Metadata<'_>, attributes: &Map<String, Value>) -> String {
    let library = metadata.target().split("::").next().unwrap_or_default();
    let operation = attributes.get("operation").and_then(Value::as_str);
    match (library, metadata.name(), operation) {
        ("causeway_engine", name, _) => name.to_owned(),
        ("deltalake_core", "execute", Some(operation)) => format!("delta_rs.{operation}"),
        ("deltalake_core", name, _) => format!("delta_rs.{name}"),
        ("buoyant_kernel" | "buoyant_kernel_engine", name, _) => format!("delta_kernel.{name}"),
        (_, name, _) => format!("{library}.{name}"),
    }
}
