//! What stands in a physical plan for a statement that changes a Delta table, for who has it explained.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, Partitioning, PlanProperties,
};

use crate::failure::{EngineFailure, FailureCode};

/// A change with the rows that it takes. It is never executed: the session makes the change before it plans (see [`crate::delta::statement`]).
#[derive(Debug)]
pub(crate) struct DeltaStatementExec {
    statement: &'static str,
    details: String,
    rows: Option<Arc<dyn ExecutionPlan>>,
    properties: Arc<PlanProperties>,
}

impl DeltaStatementExec {
    /// `details`: its conditions and values.
    pub(crate) fn new(
        statement: &'static str,
        details: String,
        rows: Option<Arc<dyn ExecutionPlan>>,
    ) -> Self {
        let count = Field::new("count", DataType::UInt64, false);
        let schema = Arc::new(Schema::new(vec![count]));
        Self {
            statement,
            details,
            rows,
            properties: Arc::new(PlanProperties::new(
                EquivalenceProperties::new(schema),
                Partitioning::UnknownPartitioning(1),
                EmissionType::Final,
                Boundedness::Bounded,
            )),
        }
    }
}

impl DisplayAs for DeltaStatementExec {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "DeltaStatementExec: {}", self.statement)?;
        if !self.details.is_empty() {
            write!(formatter, ", {}", self.details)?;
        }
        Ok(())
    }
}

impl ExecutionPlan for DeltaStatementExec {
    fn name(&self) -> &'static str {
        "DeltaStatementExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.rows.iter().collect()
    }

    fn apply_expressions(
        &self,
        _visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(Arc::new(Self::new(
            self.statement,
            self.details.clone(),
            children.pop(),
        )))
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let text = format!(
            "{} of a Delta table cannot be measured: EXPLAIN ANALYZE would have to make the change",
            self.statement
        );
        let failure =
            EngineFailure::new(FailureCode::NotSupported, text).with("statement", self.statement);
        Err(DataFusionError::External(Box::new(failure)))
    }
}
