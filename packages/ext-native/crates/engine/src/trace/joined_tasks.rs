//! DataFusion's tasks go on under the span that they are spawned in.

use std::any::Any;

use datafusion::common::runtime::{JoinSetTracer, set_join_set_tracer};
use futures::FutureExt;
use futures::future::BoxFuture;
use tracing::{Instrument, Span};

struct SameSpan;

impl JoinSetTracer for SameSpan {
    fn trace_future(
        &self,
        task: BoxFuture<'static, Box<dyn Any + Send>>,
    ) -> BoxFuture<'static, Box<dyn Any + Send>> {
        if Span::current().is_none() {
            return task;
        }
        task.in_current_span().boxed()
    }

    fn trace_block(
        &self,
        block: Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>,
    ) -> Box<dyn FnOnce() -> Box<dyn Any + Send> + Send> {
        let span = Span::current();
        Box::new(move || span.in_scope(block))
    }
}

/// For all tasks of the process; whoever has set another tracer before keeps it.
pub(crate) fn follow_joined_tasks() {
    static TRACER: SameSpan = SameSpan;
    let _ = set_join_set_tracer(&TRACER);
}
