use std::sync::Arc;

use causeway_engine::{DeltaWriter, EngineSession, TraceScope};
use napi::bindgen_prelude::Object;
use napi::{Env, Result};
use napi_derive::napi;

use crate::native_failure::json;
use crate::settled::promise;

/// A write into a Delta table under way.
#[napi]
pub struct NativeDeltaWriter {
    session: EngineSession,
    writer: Arc<DeltaWriter>,
}

impl NativeDeltaWriter {
    pub(crate) fn new(session: EngineSession, writer: DeltaWriter) -> Self {
        Self {
            session,
            writer: Arc::new(writer),
        }
    }
}

#[napi]
impl NativeDeltaWriter {
    /// Takes the next bytes of an Arrow IPC stream, cut anywhere. Resolves when there is room for more; to false, if no more is wanted.
    #[napi(ts_return_type = "Promise<NativeFailure | boolean>")]
    pub fn write<'env>(&self, env: &'env Env, ipc_chunk: &[u8]) -> Result<Object<'env>> {
        let writer = self.writer.clone();
        let chunk = ipc_chunk.to_vec();
        promise(env, &self.session, TraceScope::none(), async move {
            writer.write(chunk).await
        })
    }

    /// Commits. Resolves to the report as JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn finish<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        let writer = self.writer.clone();
        promise(env, &self.session, TraceScope::none(), async move {
            Ok(json(&writer.finish().await?))
        })
    }

    /// Gives up; nothing is committed.
    #[napi(ts_return_type = "Promise<NativeFailure | undefined>")]
    pub fn abort<'env>(&self, env: &'env Env) -> Result<Object<'env>> {
        let writer = self.writer.clone();
        promise(env, &self.session, TraceScope::none(), async move {
            writer.abort().await
        })
    }
}
