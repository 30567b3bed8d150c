//! The physical node of a secured table: reads, filters and masks, and gives what is left.
//!
//! To the optimiser it is a leaf: nothing is pushed into it and it tells nothing of what it reads, no statistics, no files, no order.
//! What lies above it sees one stream of full batches in the table's order, whatever lies between the rows that it may see,
//! so that rows, their order, errors and plans of a query do not depend on hidden rows. Several partitions would: which rows are in which
//! follows from where files are cut. It is read by as many tasks as the plan would have partitions ([`crate::policy::ordered_read`]).
//!
//! Filters that a join makes while it runs are not taken: they are there earlier or later by chance, and what they leave out of hidden files
//! would show in the batches.

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
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
};
use futures::{Stream, StreamExt, TryStreamExt, stream};

use crate::failure::{EngineFailure, FailureCode};
use crate::policy::ordered_read::{HiddenScan, read_in_order};
use crate::tables::unused_values::without_unused_values;

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
    /// `fetch`: no more than this many rows are asked for.
    pub(crate) fn new(hidden: HiddenScan, gate: Gate, fetch: Option<usize>) -> Self {
        Self {
            hidden,
            properties: Arc::new(PlanProperties::new(
                EquivalenceProperties::new(gate.schema.clone()),
                Partitioning::UnknownPartitioning(1),
                EmissionType::Incremental,
                Boundedness::Bounded,
            )),
            gate: Arc::new(gate),
            fetch,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    /// What the scan reads: for the report of the session's owner, and for nothing that a query can see.
    pub(crate) fn hidden_plan(&self) -> &Arc<dyn ExecutionPlan> {
        &self.hidden.plan
    }
}

/// The filters and the masks.
#[derive(Debug)]
pub(crate) struct Gate {
    pub(crate) table: String,
    /// The policy's.
    pub(crate) filter: Option<Arc<dyn PhysicalExpr>>,
    /// The query's safe ones. They are applied here and not above, so that what a scan gives does not depend on the files and row groups
    /// that are left out by them, which hold hidden rows as well.
    pub(crate) asked: Option<Arc<dyn PhysicalExpr>>,
    pub(crate) outputs: Vec<Arc<dyn PhysicalExpr>>,
    pub(crate) schema: SchemaRef,
}

impl Gate {
    /// The rows of a batch that the policy shows and the query asks for, as the policy shows them: filtered first, then masked.
    pub(crate) fn pass(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let permitted = match &self.filter {
            None => batch.clone(),
            Some(filter) => rows_where(batch, filter).map_err(|_| self.failed("the row filter"))?,
        };
        let visible = match &self.asked {
            Some(asked) if permitted.num_rows() > 0 => rows_where(&permitted, asked)?,
            _ => permitted,
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

fn rows_where(batch: &RecordBatch, condition: &Arc<dyn PhysicalExpr>) -> Result<RecordBatch> {
    let truth = condition.evaluate(batch)?.into_array(batch.num_rows())?;
    Ok(filter_record_batch(batch, as_boolean_array(&truth)?)?)
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
        // Of a few rows the first partition mostly has enough.
        let abreast = match self.fetch {
            Some(_) => 1,
            None => context.session_config().target_partitions(),
        };
        let batches = read_in_order(&self.hidden, &self.gate, &context, abreast).boxed();
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
