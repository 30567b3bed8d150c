use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{DFSchema, Result, ScalarValue};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Cast, Expr, ExprSchemable};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::PartitionStream;

use super::call_signature::CallSignature;
use super::host_function::{HostInput, HostLink, encoded, through_datafusion};
use crate::failure::{EngineFailure, FailureCode, Outcome};

/// A table function of the host: constants in, batches out, one after the other as they are asked for.
#[derive(Debug)]
pub(crate) struct HostTable {
    link: HostLink,
    call: CallSignature,
    arguments: SchemaRef,
    columns: SchemaRef,
    tells_of_the_session: bool,
}

/// One call of it in a query.
#[derive(Debug)]
struct HostRows {
    link: HostLink,
    arguments: Vec<u8>,
    columns: SchemaRef,
}

/// One run of a call; the host is told when it is over.
struct Run {
    link: HostLink,
    number: u64,
    has_ended: bool,
    columns: SchemaRef,
}

static RUNS: AtomicU64 = AtomicU64::new(1);

impl HostTable {
    pub(crate) fn new(
        link: HostLink,
        call: CallSignature,
        arguments: SchemaRef,
        columns: SchemaRef,
        tells_of_the_session: bool,
    ) -> Self {
        Self {
            link,
            call,
            arguments,
            columns,
            tells_of_the_session,
        }
    }

    pub(crate) fn link(&self) -> &HostLink {
        &self.link
    }

    /// Whether it is part of the session and its rows may tell of what a policy hides.
    pub(crate) fn tells_of_the_session(&self) -> bool {
        self.tells_of_the_session
    }

    fn encoded_arguments(&self, written: &[Expr]) -> Outcome<Vec<u8>> {
        let empty = DFSchema::empty();
        let types = written
            .iter()
            .map(|expression| Ok(expression.get_type(&empty)?))
            .collect::<Outcome<Vec<_>>>()?;
        let wanted = self.call.coerced(&types);
        self.call.verify(&wanted)?;
        let simplifier = ExprSimplifier::new(SimplifyContext::default());
        let values = written.iter().zip(wanted).map(|(expression, wanted)| {
            let cast = Expr::Cast(Cast::new(Box::new(expression.clone()), wanted));
            match simplifier.simplify(cast)? {
                Expr::Literal(value, _) => Ok(value.to_array()?),
                _ => Err(EngineFailure::new(
                    FailureCode::NotSupported,
                    format!("{}: its arguments must be constants", self.call),
                )
                .with("function", self.call.function.as_str())),
            }
        });
        let mut values = values.collect::<Outcome<Vec<_>>>()?;
        for field in &self.arguments.fields()[values.len()..] {
            values.push(ScalarValue::try_from(field.data_type())?.to_array()?);
        }
        encoded(&self.arguments, values, 1)
    }
}

impl TableFunctionImpl for HostTable {
    fn call_with_args(&self, args: TableFunctionArgs) -> Result<Arc<dyn TableProvider>> {
        let rows = HostRows {
            link: self.link.clone(),
            arguments: self
                .encoded_arguments(args.exprs())
                .map_err(through_datafusion)?,
            columns: self.columns.clone(),
        };
        let table = StreamingTable::try_new(self.columns.clone(), vec![Arc::new(rows)])?;
        Ok(Arc::new(table))
    }
}

impl PartitionStream for HostRows {
    fn schema(&self) -> &SchemaRef {
        &self.columns
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let run = Run {
            link: self.link.clone(),
            number: RUNS.fetch_add(1, Ordering::Relaxed),
            has_ended: false,
            columns: self.columns.clone(),
        };
        let first = Some(self.arguments.clone());
        let batches = futures::stream::try_unfold((run, first), |(mut run, first)| async move {
            let batch = run.next(first).await.map_err(through_datafusion)?;
            Ok(batch.map(|batch| (batch, (run, None))))
        });
        Box::pin(RecordBatchStreamAdapter::new(self.columns.clone(), batches))
    }
}

impl Run {
    /// The next batch; the arguments come with the first call.
    async fn next(&mut self, arguments: Option<Vec<u8>>) -> Outcome<Option<RecordBatch>> {
        let operation = if arguments.is_some() { "open" } else { "next" };
        let input = HostInput {
            rows: 1,
            run: self.number,
            arguments,
            state: None,
        };
        let answer = match self.link.call(operation, input).await {
            Ok(Some(bytes)) => bytes,
            other => {
                self.has_ended = true;
                return other.map(|_| None);
            }
        };
        let batch = self.link.batch(answer)?;
        let (wanted, given) = (self.columns.fields(), batch.schema());
        let fits = wanted.len() == given.fields().len()
            && wanted
                .iter()
                .zip(given.fields())
                .all(|(wanted, given)| wanted.data_type() == given.data_type());
        if !fits {
            return Err(self
                .link
                .failure("its batch does not have the declared columns".to_owned())
                .with("expected", types_of(&self.columns))
                .with("given", types_of(&given)));
        }
        Ok(Some(RecordBatch::try_new(
            self.columns.clone(),
            batch.columns().to_vec(),
        )?))
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if !self.has_ended {
            self.link.tell("close", self.number);
        }
    }
}

fn types_of(schema: &SchemaRef) -> String {
    let columns = schema.fields().iter();
    let columns = columns.map(|field| format!("{} {}", field.name(), field.data_type()));
    columns.collect::<Vec<_>>().join(", ")
}
