//! Hands each span to the run that it belongs to: the one whose root it is made under.

use std::sync::Arc;

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use crate::trace::fields::ShownFields;
use crate::trace::run_spans::RunSpans;
use crate::trace::session_tracing::wanted_level;

/// The target of runs' root spans, which stand for a run and are none of its spans.
pub(crate) const ROOT_TARGET: &str = "causeway_engine::run";

/// Kept with each span of a run.
#[derive(Clone)]
pub(crate) struct Membership {
    pub(crate) run: Arc<RunSpans>,
    /// Its number, or that of the nearest span around it that has one. `None` under the root.
    pub(crate) span: Option<usize>,
    /// Whether the number is its own.
    pub(crate) recorded: bool,
}

/// The process's one collector.
pub(crate) struct SpanCollector;

impl<S> Layer<S> for SpanCollector
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        // What is wanted differs from run to run.
        if *metadata.level() <= wanted_level() && is_told(metadata) {
            Interest::sometimes()
        } else {
            Interest::never()
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(wanted_level())
    }

    fn enabled(&self, metadata: &Metadata<'_>, context: Context<'_, S>) -> bool {
        metadata.target() == ROOT_TARGET
            || is_told(metadata)
                && current(&context).is_some_and(|around| around.run.takes(*metadata.level()))
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().target() == ROOT_TARGET {
            return;
        }
        let (Some(span), Some(around)) = (context.span(id), current(&context)) else {
            return;
        };
        // A parent that is named may be of a run that has long ended: a snapshot keeps its span for life.
        let named = attributes
            .parent()
            .and_then(|parent| membership(&context, parent))
            .filter(|parent| Arc::ptr_eq(&parent.run, &around.run));
        let above = named.unwrap_or(around);
        let mut fields = ShownFields::default();
        attributes.record(&mut fields);
        let number = above.run.add(above.span, attributes.metadata(), fields.0);
        span.extensions_mut().insert(Membership {
            recorded: number.is_some(),
            span: number.or(above.span),
            run: above.run,
        });
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some((run, span)) = recorded(&context, id) {
            let mut fields = ShownFields::default();
            values.record(&mut fields);
            run.set_fields(span, fields.0);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        // What `#[instrument(err)]` tells of a call that failed. Its words may hold values of the query.
        if let Some(around) = current(&context)
            && event.fields().any(|field| field.name() == "error")
            && let (Some(span), true) = (around.span, around.recorded)
        {
            around.run.fail(span);
        }
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        if let Some((run, span)) = recorded(&context, id) {
            run.leave(span);
        }
    }
}

/// Spans, and the events that say that one has failed.
fn is_told(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() || *metadata.level() == Level::ERROR
}

fn current<S>(context: &Context<'_, S>) -> Option<Membership>
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    let span = context.lookup_current()?;
    span.extensions().get::<Membership>().cloned()
}

fn membership<S>(context: &Context<'_, S>, id: &Id) -> Option<Membership>
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    let span = context.span(id)?;
    span.extensions().get::<Membership>().cloned()
}

fn recorded<S>(context: &Context<'_, S>, id: &Id) -> Option<(Arc<RunSpans>, usize)>
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
{
    let Membership {
        run,
        span,
        recorded,
    } = membership(context, id)?;
    span.filter(|_| recorded).map(|span| (run, span))
}
