//! Joins the engine's futures to JavaScript's promises.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use causeway_engine::{
    EngineFailure, EngineSession, FailureCode, Outcome, TraceScope, panic_failure,
};
use futures::FutureExt;
use napi::bindgen_prelude::{Either, Object, ToNapiValue};
use napi::{Env, JsDeferred, Result};

use crate::native_failure::NativeFailure;

type Crossed<T> = Either<NativeFailure, T>;
type Resolver<T> = Box<dyn FnOnce(Env) -> Result<Crossed<T>> + Send>;

/// The promise of work that runs on the session's runtime, as part of the run that it is done for.
pub(crate) fn promise<'env, T: ToNapiValue + Send + 'static>(
    env: &'env Env,
    session: &EngineSession,
    scope: TraceScope,
    work: impl Future<Output = Outcome<T>> + Send + 'static,
) -> Result<Object<'env>> {
    let (deferred, promise) = env.create_deferred::<Crossed<T>, Resolver<T>>()?;
    let pending = Pending(Some(deferred));
    if session.is_closed() {
        pending.settle(Err(closed()));
    } else {
        let work = scope.around(caught(work));
        session.spawn(async move { pending.settle(work.await) });
    }
    Ok(promise)
}

/// The promise of a query's work; a `quick` one is done on the workers, where it ends.
pub(crate) fn query_promise<'env, T: ToNapiValue + Send + 'static>(
    env: &'env Env,
    session: &EngineSession,
    scope: TraceScope,
    quick: bool,
    work: impl Future<Output = Outcome<T>> + Send + 'static,
) -> Result<Object<'env>> {
    if !quick || session.is_closed() {
        return promise(env, session, scope, work);
    }
    let (deferred, promise) = env.create_deferred::<Crossed<T>, Resolver<T>>()?;
    let pending = Pending(Some(deferred));
    let work = scope.around(caught(work));
    session.spawn_on_workers(async move { pending.settle(work.await) });
    Ok(promise)
}

/// The promise of a session's end, which runs beside the session's own work.
pub(crate) fn closing_promise<'env>(
    env: &'env Env,
    session: &EngineSession,
) -> Result<Object<'env>> {
    let (deferred, promise) = env.create_deferred::<Crossed<()>, Resolver<()>>()?;
    let pending = Pending(Some(deferred));
    if session.is_closed() {
        pending.settle(Ok(()));
    } else {
        session.begin_close();
        let closing = session.clone();
        session.handle().spawn(async move {
            closing.close().await;
            pending.settle(Ok(()));
        });
    }
    Ok(promise)
}

/// Work in which a panic becomes a failure.
async fn caught<T>(work: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or_else(|payload| Err(panic_failure(payload.as_ref())))
}

/// The same for what answers at once.
pub(crate) fn answer<T>(work: impl FnOnce() -> Outcome<T>) -> Crossed<T> {
    match std::panic::catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Either::B(value),
        Ok(Err(failure)) => Either::A(failure.into()),
        Err(payload) => Either::A(panic_failure(payload.as_ref()).into()),
    }
}

/// A promise that is settled once; if its task is thrown away with its runtime, as closed.
struct Pending<T: ToNapiValue + Send + 'static>(Option<JsDeferred<Crossed<T>, Resolver<T>>>);

impl<T: ToNapiValue + Send + 'static> Pending<T> {
    fn settle(mut self, outcome: Outcome<T>) {
        self.resolve(outcome);
    }

    fn resolve(&mut self, outcome: Outcome<T>) {
        if let Some(deferred) = self.0.take() {
            deferred.resolve(Box::new(move |_| {
                Ok(match outcome {
                    Ok(value) => Either::B(value),
                    Err(failure) => Either::A(failure.into()),
                })
            }));
        }
    }
}

impl<T: ToNapiValue + Send + 'static> Drop for Pending<T> {
    fn drop(&mut self) {
        self.resolve(Err(closed()));
    }
}

fn closed() -> EngineFailure {
    EngineFailure::new(FailureCode::SessionClosed, "the session is closed")
}
