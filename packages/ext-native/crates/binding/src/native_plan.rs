use std::sync::Arc;

use causeway_engine::{
    DeltaWriteOptions, EngineSession, ExplainMode, MergeRequest, Outcome, Parameters, PreparedPlan,
    RowsOperation, StatementOptions, SubstraitOutcome,
};
use napi::bindgen_prelude::{Either, Object, Uint8Array};
use napi::{Env, Result};
use napi_derive::napi;

use crate::native_bound_plan::NativeBoundPlan;
use crate::native_cancellation::{NativeCancellation, scope_of, token_of};
use crate::native_failure::{NativeFailure, json};
use crate::native_progress::{NativeProgress, progress_of};
use crate::native_stream::NativeStream;
use crate::settled::{answer, promise, query_promise};

/// A plan as Substrait, or why it does not go by it.
#[napi(object, object_from_js = false)]
pub struct NativeSubstrait {
    /// The bytes; absent where the plan is refused.
    pub bytes: Option<Uint8Array>,
    /// What it cost, or the refusal, as JSON.
    pub details_json: String,
}

impl From<SubstraitOutcome> for NativeSubstrait {
    fn from(outcome: SubstraitOutcome) -> Self {
        match outcome {
            SubstraitOutcome::Bytes(bytes, costs) => Self {
                bytes: Some(Uint8Array::from(bytes)),
                details_json: json(&costs),
            },
            SubstraitOutcome::Refused(refusal) => Self {
                bytes: None,
                details_json: json(&refusal),
            },
        }
    }
}

/// A planned statement.
#[napi]
pub struct NativePlan {
    session: EngineSession,
    plan: Arc<PreparedPlan>,
}

impl NativePlan {
    pub(crate) fn new(session: EngineSession, plan: PreparedPlan) -> Self {
        Self {
            session,
            plan: Arc::new(plan),
        }
    }
}

#[napi]
impl NativePlan {
    /// The schema of the result: an Arrow IPC stream without batches.
    #[napi]
    pub fn schema_ipc(&self) -> Either<NativeFailure, Uint8Array> {
        answer(|| Ok(Uint8Array::from(self.plan.schema_ipc()?)))
    }

    /// Parameters, scans and kind of the statement as JSON.
    #[napi]
    pub fn describe_json(&self) -> String {
        json(self.plan.description())
    }

    /// The plans as JSON; with `analyze` they are run once and measured.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn explain<'env>(
        &self,
        env: &'env Env,
        analyze: bool,
        parameters_json: Option<String>,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let plan = self.plan.clone();
        let token = token_of(cancellation);
        let mode = if analyze {
            ExplainMode::Analyze
        } else {
            ExplainMode::Plans
        };
        promise(env, &self.session, scope_of(cancellation), async move {
            let parameters = parameters(parameters_json.as_deref())?;
            Ok(json(&plan.explain(mode, parameters, token).await?))
        })
    }

    /// Binds the parameters and optimises.
    #[napi(ts_return_type = "Promise<NativeFailure | NativeBoundPlan>")]
    pub fn bind<'env>(
        &self,
        env: &'env Env,
        parameters_json: Option<String>,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let plan = self.plan.clone();
        let session = self.session.clone();
        let token = token_of(cancellation);
        let scope = scope_of(cancellation);
        query_promise(
            env,
            &self.session,
            scope,
            self.plan.is_quick(),
            async move {
                let parameters = parameters(parameters_json.as_deref())?;
                let bound = plan.bind(parameters, token).await?;
                Ok(NativeBoundPlan::new(session, bound))
            },
        )
    }

    /// The plan as Substrait bytes that are proved to mean it, or a refusal.
    #[napi(ts_return_type = "Promise<NativeFailure | NativeSubstrait>")]
    pub fn substrait<'env>(
        &self,
        env: &'env Env,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let plan = self.plan.clone();
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            Ok(NativeSubstrait::from(plan.substrait(&token).await?))
        })
    }

    /// How another plan differs from this one, as JSON; `null` where it is proved to be the same query.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn difference<'env>(
        &self,
        env: &'env Env,
        other: &NativePlan,
        cancellation: Option<&NativeCancellation>,
    ) -> Result<Object<'env>> {
        let (plan, other) = (self.plan.clone(), other.plan.clone());
        let token = token_of(cancellation);
        promise(env, &self.session, scope_of(cancellation), async move {
            Ok(json(&plan.difference(&other, &token).await?))
        })
    }

    /// Starts an execution. `operators`: whether its report tells what each operator measured. `options_json`: what the commit of a statement that
    /// changes a Delta table carries.
    #[napi(ts_return_type = "Promise<NativeFailure | NativeStream>")]
    pub fn execute<'env>(
        &self,
        env: &'env Env,
        parameters_json: Option<String>,
        operators: bool,
        cancellation: Option<&NativeCancellation>,
        options_json: Option<String>,
    ) -> Result<Object<'env>> {
        let plan = self.plan.clone();
        let session = self.session.clone();
        let token = token_of(cancellation);
        let scope = scope_of(cancellation);
        query_promise(
            env,
            &self.session,
            scope,
            self.plan.is_quick(),
            async move {
                let parameters = parameters(parameters_json.as_deref())?;
                let options = options_json.as_deref().map(StatementOptions::from_json);
                let options = options.transpose()?.unwrap_or_default();
                let stream = plan.execute(parameters, operators, options, token).await?;
                Ok(NativeStream::new(session, stream))
            },
        )
    }

    /// Writes the rows of an execution into a Delta table. Resolves to the report as JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn write_delta<'env>(
        &self,
        env: &'env Env,
        uri: String,
        options_json: String,
        parameters_json: Option<String>,
        cancellation: Option<&NativeCancellation>,
        progress: Option<&NativeProgress>,
    ) -> Result<Object<'env>> {
        let plan = self.plan.clone();
        let session = self.session.clone();
        let token = token_of(cancellation);
        let progress = progress_of(progress);
        promise(env, &self.session, scope_of(cancellation), async move {
            let options = DeltaWriteOptions::from_json(&options_json)?;
            let operation = RowsOperation::Write { uri, options };
            let parameters = parameters(parameters_json.as_deref())?;
            let report = session
                .write_delta(&plan, parameters.as_ref(), operation, progress, &token)
                .await?;
            Ok(json(&report))
        })
    }

    /// Merges the rows of an execution into a Delta table; the request is JSON. Resolves to the report as JSON.
    #[napi(ts_return_type = "Promise<NativeFailure | string>")]
    pub fn merge_delta<'env>(
        &self,
        env: &'env Env,
        request_json: String,
        parameters_json: Option<String>,
        cancellation: Option<&NativeCancellation>,
        progress: Option<&NativeProgress>,
    ) -> Result<Object<'env>> {
        let plan = self.plan.clone();
        let session = self.session.clone();
        let token = token_of(cancellation);
        let progress = progress_of(progress);
        promise(env, &self.session, scope_of(cancellation), async move {
            let operation = RowsOperation::Merge(MergeRequest::from_json(&request_json)?);
            let parameters = parameters(parameters_json.as_deref())?;
            let report = session
                .write_delta(&plan, parameters.as_ref(), operation, progress, &token)
                .await?;
            Ok(json(&report))
        })
    }
}

fn parameters(text: Option<&str>) -> Outcome<Option<Parameters>> {
    text.map(Parameters::from_json).transpose()
}
