//! Which denied columns a logical plan uses.
//!
//! A denied column may lie in the rows that pass through a plan; it may not be used: named in an expression, compared as part of a row
//! (DISTINCT, UNION), or given as a result. So the plan is followed from its scans upwards, with for each field of each node the denied column
//! that it is, if it is one. What a projection or an aggregate gives is made by expressions, so it never is one.

use datafusion::catalog::default_table_source::source_as_provider;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Column, DFSchemaRef, JoinType, Result};
use datafusion::logical_expr::expr::{Exists, InSubquery, SetComparison};
use datafusion::logical_expr::{Expr, LogicalPlan, Subquery, TableScan};

use crate::failure::plan_refusals::PlanRefusals;
use crate::policy::access_policy::AccessPolicy;
use crate::policy::plan_policy::registered_name;

/// A denied column of a registered table.
#[derive(Debug, Clone)]
struct Denied {
    table: String,
    column: String,
}

/// The fields of a node, and which of them are denied columns.
#[derive(Debug, Clone)]
struct Fields {
    schema: DFSchemaRef,
    denied: Vec<Option<Denied>>,
}

impl Fields {
    /// The denied columns that a name may mean here.
    fn named<'a>(&'a self, column: &'a Column) -> impl Iterator<Item = &'a Denied> {
        self.schema
            .iter()
            .zip(&self.denied)
            .filter(|((qualifier, field), _)| {
                field.name() == &column.name
                    && match (qualifier, &column.relation) {
                        (Some(own), Some(asked)) => own.resolved_eq(asked),
                        _ => true,
                    }
            })
            .filter_map(|(_, denied)| denied.as_ref())
    }
}

pub(crate) struct DeniedColumns<'a> {
    policy: &'a AccessPolicy,
    refusals: &'a mut PlanRefusals,
}

impl<'a> DeniedColumns<'a> {
    pub(crate) fn new(policy: &'a AccessPolicy, refusals: &'a mut PlanRefusals) -> Self {
        Self { policy, refusals }
    }

    /// Refuses every denied column that the plan uses.
    pub(crate) fn judge(mut self, plan: &LogicalPlan) -> Result<()> {
        let given = self.follow(plan, &[])?;
        self.use_all(&given);
        Ok(())
    }

    /// The fields of a node. `outer` are those of the queries around it.
    fn follow(&mut self, plan: &LogicalPlan, outer: &[Fields]) -> Result<Fields> {
        if let LogicalPlan::TableScan(scan) = plan {
            return self.of_scan(scan);
        }
        let mut inputs: Vec<Fields> = Vec::new();
        for input in plan.inputs() {
            // The right side of a lateral join refers to its left side.
            let around = match plan {
                LogicalPlan::Join(_) => [outer, inputs.as_slice()].concat(),
                _ => outer.to_vec(),
            };
            inputs.push(self.follow(input, &around)?);
        }
        self.follow_expressions(plan, &inputs, outer)?;
        Ok(Fields {
            schema: plan.schema().clone(),
            denied: self.given_by(plan, &inputs),
        })
    }

    fn of_scan(&mut self, scan: &TableScan) -> Result<Fields> {
        let provider = source_as_provider(&scan.source)?;
        let schema = scan.projected_schema.clone();
        // What SQL itself has made goes by the name that it was given.
        let table = registered_name(provider.as_ref()).unwrap_or(scan.table_name.table());
        let columns = scan.source.schema();
        let denied = |position: usize| {
            let column = columns.fields().get(position)?.name();
            (!self.policy.permits_column(table, column)).then(|| Denied {
                table: table.to_owned(),
                column: column.clone(),
            })
        };
        let fields = Fields {
            denied: match &scan.projection {
                Some(positions) => positions.iter().map(|position| denied(*position)).collect(),
                None => (0..columns.fields().len()).map(denied).collect(),
            },
            schema,
        };
        // A predicate of the scan itself may name columns that the scan does not give.
        for filter in &scan.filters {
            for column in filter.column_refs() {
                if !self.policy.permits_column(table, &column.name) {
                    self.refusals.column(table, &column.name, Some(column));
                }
            }
        }
        Ok(fields)
    }

    fn follow_expressions(
        &mut self,
        plan: &LogicalPlan,
        inputs: &[Fields],
        outer: &[Fields],
    ) -> Result<()> {
        let around = [outer, inputs].concat();
        plan.apply_expressions(|expression| {
            expression.apply(|part| {
                match part {
                    Expr::Column(column) => self.use_column(column, inputs),
                    Expr::OuterReferenceColumn(_, column) => self.use_column(column, &around),
                    Expr::Exists(Exists { subquery, .. })
                    | Expr::InSubquery(InSubquery { subquery, .. })
                    | Expr::SetComparison(SetComparison { subquery, .. })
                    | Expr::ScalarSubquery(subquery) => self.follow_subquery(subquery, &around)?,
                    #[expect(deprecated, reason = "a plan from elsewhere may still hold one")]
                    Expr::Wildcard { .. } => inputs.iter().for_each(|input| self.use_all(input)),
                    _ => {}
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })?;
        Ok(())
    }

    fn follow_subquery(&mut self, subquery: &Subquery, around: &[Fields]) -> Result<()> {
        let given = self.follow(&subquery.subquery, around)?;
        self.use_all(&given);
        Ok(())
    }

    fn use_column(&mut self, column: &Column, within: &[Fields]) {
        for fields in within {
            for denied in fields.named(column) {
                self.refusals
                    .column(&denied.table, &denied.column, Some(column));
            }
        }
    }

    fn use_all(&mut self, fields: &Fields) {
        for denied in fields.denied.iter().flatten() {
            self.refusals.column(&denied.table, &denied.column, None);
        }
    }

    /// Which of a node's fields are denied columns. A node that does more than to pass its input on uses all of it.
    fn given_by(&mut self, plan: &LogicalPlan, inputs: &[Fields]) -> Vec<Option<Denied>> {
        let fields = plan.schema().fields().len();
        let passed: Option<Vec<Option<Denied>>> = match (plan, inputs) {
            (
                LogicalPlan::SubqueryAlias(_)
                | LogicalPlan::Filter(_)
                | LogicalPlan::Sort(_)
                | LogicalPlan::Limit(_)
                | LogicalPlan::Repartition(_)
                | LogicalPlan::Subquery(_)
                | LogicalPlan::Window(_),
                [input],
            ) => Some(input.denied.clone()),
            (LogicalPlan::Join(join), [left, right]) => Some(match join.join_type {
                JoinType::LeftSemi | JoinType::LeftAnti | JoinType::LeftMark => left.denied.clone(),
                JoinType::RightSemi | JoinType::RightAnti | JoinType::RightMark => {
                    right.denied.clone()
                }
                _ => [left.denied.as_slice(), right.denied.as_slice()].concat(),
            }),
            (LogicalPlan::Projection(_) | LogicalPlan::Aggregate(_), _) => Some(Vec::new()),
            _ => None,
        };
        match passed {
            Some(mut denied) => {
                denied.resize(fields, None);
                denied
            }
            None => {
                inputs.iter().for_each(|input| self.use_all(input));
                vec![None; fields]
            }
        }
    }
}
