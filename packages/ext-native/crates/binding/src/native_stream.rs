use std::sync::Arc;

use causeway_engine::{EngineSession, ResultStream, TraceScope};
use napi::bindgen_prelude::{Either, Object, Uint8Array};
use napi::{Env, Result};
use napi_derive::napi;

use crate::native_failure::{NativeFailure, json};
use crate::settled::{answer, promise};

/// A running execution: chunks of one Arrow IPC stream.
#[napi]
pub struct NativeStream {
    session: EngineSession,
    stream: Arc<ResultStream>,
}

impl NativeStream {
    pub(crate) fn new(session: EngineSession, stream: ResultStream) -> Self {
        Self {
            session,
            stream: Arc::new(stream),
        }
    }
}

#[napi]
impl NativeStream {
    /// The schema of the chunks: an Arrow IPC stream without batches.
    #[napi]
    pub fn schema_ipc(&self) -> Either<NativeFailure, Uint8Array> {
        answer(|| Ok(Uint8Array::from(self.stream.schema_ipc()?)))
    }

    /// The next chunk; null at the end. The bytes are not copied.
    #[napi(ts_return_type = "Promise<NativeFailure | Uint8Array | null>")]
    pub fn next<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        let stream = self.stream.clone();
        promise(env, &self.session, TraceScope::none(), async move {
            Ok(stream.next().await?.map(Uint8Array::from))
        })
    }

    /// The next chunk if it is there already; null where it is to be waited for.
    #[napi]
    pub fn take_ready(&self) -> Either<NativeFailure, Option<Uint8Array>> {
        answer(|| Ok(self.stream.take_ready()?.map(Uint8Array::from)))
    }

    /// Whether the last chunk has been given: the next call of `next` would give null.
    #[napi(getter)]
    pub fn ended(&self) -> bool {
        self.stream.ended()
    }

    /// Stops the execution.
    #[napi]
    pub fn cancel(&self) {
        self.stream.cancel();
    }

    /// What has happened so far, as JSON.
    #[napi]
    pub fn report_json(&self) -> String {
        json(&self.stream.report())
    }
}

impl Drop for NativeStream {
    /// A stream that is collected unread stops.
    fn drop(&mut self) {
        self.stream.cancel();
    }
}
