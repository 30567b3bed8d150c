use std::sync::Arc;

use causeway_engine::{BoundPlan, ChosenFiles, EngineSession};
use napi::bindgen_prelude::{Object, Uint32Array};
use napi::{Env, Result};
use napi_derive::napi;

use crate::native_cancellation::{NativeCancellation, scope_of, token_of};
use crate::native_failure::json;
use crate::native_stream::NativeStream;
use crate::settled::query_promise;

/// A statement with its parameters bound, optimised.
#[napi]
pub struct NativeBoundPlan {
    session: EngineSession,
    plan: Arc<BoundPlan>,
}

impl NativeBoundPlan {
    pub(crate) fn new(session: EngineSession, plan: BoundPlan) -> Self {
        Self {
            session,
            plan: Arc::new(plan),
        }
    }
}

#[napi]
impl NativeBoundPlan {
    /// The scans of Delta tables as JSON.
    #[napi]
    pub fn scans_json(&self) -> String {
        json(&self.plan.scans())
    }

    /// Starts an execution. `files` holds the chosen files of each scan of `scans`, by their numbers. `operators`: whether its report tells what each
    /// operator measured.
    #[napi(ts_return_type = "Promise<NativeFailure | NativeStream>")]
    pub fn execute<'env>(
        &self,
        env: &'env Env,
        scans: Vec<u32>,
        files: Vec<Uint32Array>,
        operators: bool,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let plan = self.plan.clone();
        let session = self.session.clone();
        let token = token_of(cancellation);
        let chosen: ChosenFiles = scans
            .into_iter()
            .zip(files)
            .map(|(scan, files)| (scan, Arc::from(files.as_ref())))
            .collect();
        let scope = scope_of(cancellation);
        query_promise(
            env,
            &self.session,
            scope,
            self.plan.is_quick(),
            async move {
                let stream = plan.execute(chosen, operators, token).await?;
                Ok(NativeStream::new(session, stream))
            },
        )
    }
}
