//! The physical node of a secured table: reads, filters and masks, and gives what is left.
//!
//! To the optimiser it is a leaf: nothing is pushed into it and it tells nothing of what it reads, no statistics, no files, no order.
//! What lies above it sees one stream of full batches in the table's order, whatever lies between the rows that it may see,
//! so that rows, their order, errors and plans of a query do not depend on hidden rows.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use arrow::array::{RecordBatch, RecordBatchOptions};
use arrow::compute::{BatchCoalescer, filter_record_batch};
use arrow::datatypes::SchemaRef;
use datafusion::common::cast::as_boolean_array;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricBuilder, MetricsSet};
use datafusion::physical_plan::stream::{RecordBatchReceiverStream, RecordBatchStreamAdapter};
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
};
use futures::{Stream, StreamExt, TryStreamExt, stream};

use crate::failure::{EngineFailure, FailureCode};
use crate::tables::unused_values::without_unused_values;

/// Batches that a partition reads ahead while another one is being taken from.
const BATCHES_AHEAD: usize = 4;

/// What a secured scan reads.
#[derive(Debug)]
pub(crate) struct HiddenScan {
    pub(crate) plan: Arc<dyn ExecutionPlan>,
    /// The table's order goes round the partitions batch by batch, instead of through one after the other.
    pub(crate) is_dealt: bool,
}

/// A scan of a table as the policy shows it.
#[derive(Debug)]
pub(crate) struct SecuredScan {
    hidden: HiddenScan,
    gate: Arc<Gate>,
    fetch: Option<usize>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl SecuredScan {
    pub(crate) fn new(
        table: &str,
        hidden: HiddenScan,
        filter: Option<Arc<dyn PhysicalExpr>>,
        outputs: Vec<Arc<dyn PhysicalExpr>>,
        schema: SchemaRef,
        fetch: Option<usize>,
    ) -> Self {
        Self {
            hidden,
            properties: Arc::new(PlanProperties::new(
                EquivalenceProperties::new(schema.clone()),
                Partitioning::UnknownPartitioning(1),
                EmissionType::Incremental,
                Boundedness::Bounded,
            )),
            gate: Arc::new(Gate {
                table: table.to_owned(),
                filter,
                outputs,
                schema,
            }),
            fetch,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// What the scan reads: for the report of the session's owner, and for nothing that a query can see.
    pub(crate) fn hidden_plan(&self) -> &Arc<dyn ExecutionPlan> {
        &self.hidden.plan
    }

    /// The partitions of the hidden plan, each read on a task of its own and let through the gate there.
    fn partitions(&self, context: &Arc<TaskContext>) -> VecDeque<SendableRecordBatchStream> {
        let count = self.hidden.plan.properties().partitioning.partition_count();
        (0..count)
            .map(|partition| {
                let mut builder =
                    RecordBatchReceiverStream::builder(self.gate.schema.clone(), BATCHES_AHEAD);
                let (sender, gate) = (builder.tx(), self.gate.clone());
                let (plan, context) = (self.hidden.plan.clone(), context.clone());
                builder.spawn(async move {
                    let mut batches = plan.execute(partition, context)?;
                    while let Some(batch) = batches.next().await {
                        // Nobody takes it: the query has ended.
                        if sender.send(Ok(gate.pass(&batch?)?)).await.is_err() {
                            break;
                        }
                    }
                    Ok(())
                });
                builder.build()
            })
            .collect()
    }
}

/// The filter and the masks.
#[derive(Debug)]
struct Gate {
    table: String,
    filter: Option<Arc<dyn PhysicalExpr>>,
    outputs: Vec<Arc<dyn PhysicalExpr>>,
    schema: SchemaRef,
}

impl Gate {
    /// The rows of a batch that the policy shows, as it shows them: filtered first, then masked.
    fn pass(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let visible = match &self.filter {
            None => batch.clone(),
            Some(filter) => {
                let truth = filter
                    .evaluate(batch)
                    .and_then(|value| value.into_array(batch.num_rows()))
                    .map_err(|_| self.failed("the row filter"))?;
                filter_record_batch(batch, as_boolean_array(&truth)?)?
            }
        };
        let columns = self
            .outputs
            .iter()
            .map(|output| {
                output
                    .evaluate(&visible)
                    .and_then(|value| value.into_array(visible.num_rows()))
                    .map_err(|_| self.failed("a mask"))
                    .and_then(|column| Ok(without_unused_values(column)?))
            })
            .collect::<Result<Vec<_>>>()?;
        let rows = RecordBatchOptions::new().with_row_count(Some(visible.num_rows()));
        Ok(RecordBatch::try_new_with_options(
            self.schema.clone(),
            columns,
            &rows,
        )?)
    }

    /// The cause would tell a value of a row.
    fn failed(&self, what: &str) -> DataFusionError {
        let text = format!("{what} of {} cannot be computed of a row", self.table);
        DataFusionError::External(Box::new(
            EngineFailure::new(FailureCode::PolicyFailed, text).with("table", self.table.as_str()),
        ))
    }
}

impl DisplayAs for SecuredScan {
    fn fmt_as(&self, kind: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = self.gate.schema.fields().iter();
        let columns: Vec<&str> = columns.map(|field| field.name().as_str()).collect();
        match kind {
            DisplayFormatType::TreeRender => write!(out, "table={}", self.gate.table),
            _ => {
                write!(out, "SecuredScan: table={}, projection=[", self.gate.table)?;
                write!(out, "{}]", columns.join(", "))?;
                match self.fetch {
                    Some(fetch) => write!(out, ", fetch={fetch}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl ExecutionPlan for SecuredScan {
    fn name(&self) -> &str {
        "SecuredScan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        // They are the policy's, and nobody's to look at.
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn fetch(&self) -> Option<usize> {
        self.fetch
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let schema = self.gate.schema.clone();
        let rows = MetricBuilder::new(&self.metrics).output_rows(partition);
        let batches = in_order(self.partitions(&context), self.hidden.is_dealt).boxed();
        let full = full_batches(
            batches,
            schema.clone(),
            context.session_config().batch_size(),
            self.fetch,
        )
        .inspect_ok(move |batch| rows.add(batch.num_rows()));
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, full)))
    }
}

/// The batches of all partitions in the table's order.
fn in_order(
    partitions: VecDeque<SendableRecordBatchStream>,
    is_dealt: bool,
) -> impl Stream<Item = Result<RecordBatch>> + Send {
    stream::unfold(partitions, move |mut partitions| async move {
        while let Some(mut partition) = partitions.pop_front() {
            if let Some(batch) = partition.next().await {
                if is_dealt {
                    partitions.push_back(partition);
                } else {
                    partitions.push_front(partition);
                }
                return Some((batch, partitions));
            }
        }
        None
    })
}

struct Filling<S> {
    batches: S,
    coalescer: BatchCoalescer,
    left: Option<usize>,
    has_ended: bool,
}

/// The rows in batches of just so many, the last one of the rest; and no more of them than `fetch`.
fn full_batches(
    batches: impl Stream<Item = Result<RecordBatch>> + Send + Unpin,
    schema: SchemaRef,
    batch_rows: usize,
    fetch: Option<usize>,
) -> impl Stream<Item = Result<RecordBatch>> + Send {
    let filling = Filling {
        batches,
        coalescer: BatchCoalescer::new(schema, batch_rows),
        left: fetch,
        has_ended: false,
    };
    stream::try_unfold(filling, |mut filling| async move {
        loop {
            if let Some(batch) = filling.coalescer.next_completed_batch() {
                return Ok(Some((batch, filling)));
            }
            if filling.has_ended {
                return Ok(None);
            }
            let next = match filling.left {
                Some(0) => None,
                _ => filling.batches.try_next().await?,
            };
            match next {
                None => {
                    filling.has_ended = true;
                    filling.coalescer.finish_buffered_batch()?;
                }
                Some(batch) => {
                    let rows = filling.left.unwrap_or(usize::MAX).min(batch.num_rows());
                    filling.left = filling.left.map(|left| left - rows);
                    filling.coalescer.push_batch(batch.slice(0, rows))?;
                }
            }
        }
    })
}
