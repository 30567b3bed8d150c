//! Reads the partitions of a hidden plan on several tasks, lets each batch through the gate there, and gives what is left in the table's order.
//!
//! The table is cut into many more partitions than there are tasks. Those at the front are read at the same time, each into a bounded store
//! of its own, and taken from one after the other; when one is empty, the next enters. So the tasks are busy although the order is kept, no more is
//! held than the stores, and the first partition never waits for another one.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

use arrow::array::RecordBatch;
use datafusion::common::runtime::SpawnedTask;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use futures::{Stream, StreamExt, stream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::policy::secured_scan::Gate;

/// What is read ahead of a partition that is not yet taken from, in bytes of its visible rows.
const BYTES_AHEAD: u32 = 8 * 1024 * 1024;

/// What a secured scan reads.
#[derive(Debug)]
pub(crate) struct HiddenScan {
    pub(crate) plan: Arc<dyn ExecutionPlan>,
    /// The table's order goes round the partitions batch by batch, instead of through one after the other.
    pub(crate) is_dealt: bool,
}

/// The batches that the gate lets through, in the table's order. `abreast`: how many tasks can run at the same time.
pub(crate) fn read_in_order(
    hidden: &HiddenScan,
    gate: &Arc<Gate>,
    context: &Arc<TaskContext>,
    abreast: usize,
) -> impl Stream<Item = Result<RecordBatch>> + Send + use<> {
    let count = hidden.plan.properties().partitioning.partition_count();
    let reading = Reading {
        plan: hidden.plan.clone(),
        gate: gate.clone(),
        context: context.clone(),
        waiting: 0..count,
        // One task of two has mostly filled its store, or is done.
        window: if hidden.is_dealt {
            count
        } else {
            2 * abreast - 1
        },
        open: VecDeque::new(),
        is_dealt: hidden.is_dealt,
    };
    stream::unfold(reading, |mut reading| async move {
        let batch = reading.next().await?;
        Some((batch, reading))
    })
}

struct Reading {
    plan: Arc<dyn ExecutionPlan>,
    gate: Arc<Gate>,
    context: Arc<TaskContext>,
    /// Partitions that nobody reads yet.
    waiting: Range<usize>,
    /// How many partitions are open at most.
    window: usize,
    /// The partitions that are being read, in the table's order.
    open: VecDeque<Partition>,
    is_dealt: bool,
}

impl Reading {
    async fn next(&mut self) -> Option<Result<RecordBatch>> {
        loop {
            while self.open.len() < self.window
                && let Some(partition) = self.waiting.next()
            {
                self.open.push_back(self.start(partition));
            }
            let mut first = self.open.pop_front()?;
            match first.batches.recv().await {
                Some((batch, _room)) => {
                    if self.is_dealt {
                        self.open.push_back(first);
                    } else {
                        self.open.push_front(first);
                    }
                    return Some(Ok(batch));
                }
                None => match first.task.join_unwind().await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return Some(Err(error)),
                    Err(error) => return Some(Err(DataFusionError::External(Box::new(error)))),
                },
            }
        }
    }

    fn start(&self, partition: usize) -> Partition {
        let (sender, batches) = unbounded_channel();
        let (plan, gate, context) = (self.plan.clone(), self.gate.clone(), self.context.clone());
        Partition {
            batches,
            task: SpawnedTask::spawn(read(plan, partition, context, gate, sender)),
        }
    }
}

/// A partition that is being read. The task ends with it.
struct Partition {
    batches: UnboundedReceiver<Stored>,
    task: SpawnedTask<Result<()>>,
}

/// A batch with the room that it takes up until it is taken.
type Stored = (RecordBatch, OwnedSemaphorePermit);

async fn read(
    plan: Arc<dyn ExecutionPlan>,
    partition: usize,
    context: Arc<TaskContext>,
    gate: Arc<Gate>,
    sender: UnboundedSender<Stored>,
) -> Result<()> {
    let store = Arc::new(Semaphore::new(BYTES_AHEAD as usize));
    let mut batches = plan.execute(partition, context)?;
    while let Some(batch) = batches.next().await {
        let visible = gate.pass(&batch?)?;
        // One without rows is sent as well: the order goes by the number of batches where they were dealt.
        let bytes = u32::try_from(visible.get_array_memory_size()).unwrap_or(BYTES_AHEAD);
        let room = store
            .clone()
            .acquire_many_owned(bytes.clamp(1, BYTES_AHEAD))
            .await
            .map_err(|error| DataFusionError::External(Box::new(error)))?;
        // Nobody takes it: the query has ended.
        if sender.send((visible, room)).is_err() {
            break;
        }
    }
    Ok(())
}
