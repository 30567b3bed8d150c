//! An optimised statement whose parameters are left open: what is kept of a statement between its executions.
//!
//! The types of the values are known when it is optimised, the values are not. So the values are put in afterwards, and what depends on them (constants to be
//! folded, casts to be turned round) is simplified. What the optimiser does with a literal beyond that makes a plan better, and is done without here.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::{DataType, Field};
use datafusion::catalog::TableProvider;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DataFusionError, Result, ScalarValue, not_impl_err};
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::expr::Placeholder;
use datafusion::logical_expr::{Expr, LogicalPlan, TableScan, Volatility};
use datafusion::optimizer::OptimizerRule;
use datafusion::optimizer::simplify_expressions::SimplifyExpressions;
use tracing::info_span;

use crate::plan::placeholders::{has_placeholder, with_new_schema, with_placeholders};
use crate::plan::reusable_plan::ReusablePlan;
use crate::policy::secured_table::SecuredTable;
use crate::scan::delta_scans::{ChosenFiles, number_scans};
use crate::session::planning_session::PlanningSession;
use crate::statement::parameters::Values;
use crate::tables::scanned_table::ScannedTable;

/// A plan with more nodes and expressions than this takes long enough to be made executable that it should not hold a worker.
const MOST_PARTS_OF_A_SMALL_PLAN: usize = 1_000;

/// An optimised statement, for values of certain types.
pub(crate) struct OpenPlan {
    pub(crate) session: Arc<PlanningSession>,
    types: Vec<(String, DataType)>,
    plan: Arc<LogicalPlan>,
    /// Whether so little is left to plan that a worker can do it.
    pub(crate) is_small: bool,
    /// The tables of plain files that it reads, by name. `None`: it reads something of which nobody can tell whether it has changed.
    listings: Option<BTreeMap<String, Arc<dyn TableProvider>>>,
    /// The executable plan of the last execution, and whether it turned out that none can be used again.
    reusable: Mutex<Option<Arc<ReusablePlan>>>,
    is_used_once: AtomicBool,
}

impl OpenPlan {
    /// Optimises a statement that [`is_keepable`], for values of these types.
    pub(crate) fn optimize(
        session: Arc<PlanningSession>,
        statement: &LogicalPlan,
        types: Vec<(String, DataType)>,
    ) -> Result<Self> {
        let _span = info_span!("engine.optimize").entered();
        let known: HashMap<&str, &DataType> = types
            .iter()
            .map(|(name, data_type)| (name.as_str(), data_type))
            .collect();
        let typed = if types.is_empty() {
            statement.clone()
        } else {
            let typed = |Placeholder { id, .. }: Placeholder| -> Result<Expr> {
                let data_type = known.get(id.as_str()).map(|known| (*known).clone());
                let field = data_type.map(|known| Arc::new(Field::new("", known, true)));
                Ok(Expr::Placeholder(Placeholder::new_with_field(id, field)))
            };
            with_placeholders(statement.clone(), &typed, &|node, _| with_new_schema(node))?
        };
        let plan = number_scans(session.state.optimize(&typed)?)?;
        if !types.is_empty() && has_subquery_left(&plan) {
            return not_impl_err!("a subquery goes only with the values that stand beside it");
        }
        if !types.is_empty() && reads_secured(&plan) {
            return not_impl_err!("a secured table takes conditions with their values only");
        }
        Ok(Self {
            session,
            is_small: parts_of(&plan) <= MOST_PARTS_OF_A_SMALL_PLAN,
            listings: listings_of(&plan),
            plan: Arc::new(plan),
            types,
            reusable: Mutex::default(),
            is_used_once: AtomicBool::new(false),
        })
    }

    /// Whether it was made with this state, for values of these types.
    pub(crate) fn fits(&self, session: &Arc<PlanningSession>, values: &Values) -> bool {
        Arc::ptr_eq(&self.session, session)
            && self.types.len() == values.len()
            && self
                .types
                .iter()
                .zip(values)
                .all(|((known, data_type), (name, value))| {
                    known == name && *data_type == value.data_type()
                })
    }

    pub(crate) fn is_of(&self, session: &Arc<PlanningSession>) -> bool {
        Arc::ptr_eq(&self.session, session)
    }

    /// The plan with these values.
    pub(crate) fn with_values(&self, values: &Values) -> Result<Arc<LogicalPlan>> {
        if values.is_empty() {
            return Ok(self.plan.clone());
        }
        let valued = |Placeholder { id, .. }: Placeholder| -> Result<Expr> {
            let value = values.iter().find(|(name, _)| *name == id);
            let (_, value) = value.ok_or_else(|| {
                DataFusionError::Internal(format!("no value for the parameter {id}"))
            })?;
            Ok(Expr::Literal(value.clone(), None))
        };
        let rule = SimplifyExpressions::new();
        let simplified = |node: LogicalPlan, changed: bool| -> Result<LogicalPlan> {
            if !changed {
                return Ok(node);
            }
            let simple = rule.rewrite(with_new_schema(node)?, &self.session.state)?;
            Ok(simple.data)
        };
        let plan = self.plan.as_ref().clone();
        with_placeholders(plan, &valued, &simplified).map(Arc::new)
    }

    /// The tables whose files are looked at before an executable plan is used again; `None` where none ever is.
    pub(crate) fn listings(&self) -> Option<&BTreeMap<String, Arc<dyn TableProvider>>> {
        let is_reusable = self.types.is_empty() && !self.is_used_once.load(Ordering::Relaxed);
        self.listings.as_ref().filter(|_| is_reusable)
    }

    /// The executable plan of the last execution, where it read these files of its Delta tables.
    pub(crate) fn reusable(&self, files: &ChosenFiles) -> Option<Arc<ReusablePlan>> {
        let slot = self.reusable.lock().unwrap_or_else(PoisonError::into_inner);
        slot.clone().filter(|known| known.reads(files))
    }

    /// Keeps an executable plan for the next execution. `None`: it cannot be used again, and neither can another one.
    pub(crate) fn keep(&self, plan: Option<Arc<ReusablePlan>>) {
        if plan.is_none() {
            self.is_used_once.store(true, Ordering::Relaxed);
        }
        *self.reusable.lock().unwrap_or_else(PoisonError::into_inner) = plan;
    }
}

/// The types of values.
pub(crate) fn types_of(values: &Values) -> Vec<(String, DataType)> {
    values
        .iter()
        .map(|(name, value): &(String, ScalarValue)| (name.clone(), value.data_type()))
        .collect()
}

/// Whether an optimised form of a statement means the same at each execution, whatever the values.
///
/// Not where a function takes its value from the time of the execution, a view is put in by the optimiser, or a table tells of the session itself; nor
/// where the optimiser makes more of a value than a constant: the type of a call may depend on a value in it, and so does a LIMIT's plan.
pub(crate) fn is_keepable(statement: &LogicalPlan) -> bool {
    let mut keepable = true;
    let walk = statement.apply_with_subqueries(|node| {
        keepable &= match node {
            LogicalPlan::TableScan(scan) => {
                scan.source.get_logical_plan().is_none() && !tells_of_the_session(scan)
            }
            LogicalPlan::Extension(_) => false,
            LogicalPlan::Limit(_) => !node.expressions().iter().any(has_placeholder),
            _ => true,
        };
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                keepable &= is_keepable_part(part);
                Ok(if keepable {
                    TreeNodeRecursion::Continue
                } else {
                    TreeNodeRecursion::Stop
                })
            })
        })
    });
    keepable && walk.is_ok()
}

/// Whether a table's rows are settings or functions of the session: those of the information schema are.
fn tells_of_the_session(scan: &TableScan) -> bool {
    source_as_provider(&scan.source)
        .is_ok_and(|provider| provider.downcast_ref::<StreamingTable>().is_some())
}

fn is_keepable_part(part: &Expr) -> bool {
    match part {
        Expr::ScalarFunction(call) => {
            call.func.signature().volatility != Volatility::Stable && !has_placeholder(part)
        }
        Expr::AggregateFunction(_) | Expr::WindowFunction(_) => !has_placeholder(part),
        Expr::HigherOrderFunction(_) | Expr::ScalarVariable(..) => false,
        _ => true,
    }
}

/// Nodes and expressions of a plan.
fn parts_of(plan: &LogicalPlan) -> usize {
    let mut parts = 0;
    // The closures never fail, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        parts += 1;
        node.apply_expressions(|expression| {
            expression.apply(|_| {
                parts += 1;
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    parts
}

fn listings_of(plan: &LogicalPlan) -> Option<BTreeMap<String, Arc<dyn TableProvider>>> {
    let mut listings = Some(BTreeMap::new());
    let _ = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && let Some(found) = &mut listings
        {
            let provider = source_as_provider(&scan.source)?;
            match provider.downcast_ref::<ScannedTable>() {
                Some(table) if table.delta().is_some() => {}
                Some(table) if table.listing().is_some() => {
                    found.insert(table.name().to_owned(), provider.clone());
                }
                _ => listings = None,
            }
        }
        Ok(TreeNodeRecursion::Continue)
    });
    listings
}

/// Whether a table of a plan is behind the barrier of a policy, which lets conditions through by what they are.
fn reads_secured(plan: &LogicalPlan) -> bool {
    let mut found = false;
    let walk = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let provider = source_as_provider(&scan.source)?;
            found |= provider.downcast_ref::<SecuredTable>().is_some();
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found || walk.is_err()
}

/// Whether subqueries stand in expressions that can be executed only where folding takes them out.
fn has_subquery_left(plan: &LogicalPlan) -> bool {
    let mut found = false;
    let walk = plan.apply_with_subqueries(|node| {
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                found |= matches!(
                    part,
                    Expr::InSubquery(_) | Expr::Exists(_) | Expr::SetComparison(_)
                );
                Ok(TreeNodeRecursion::Continue)
            })
        })
    });
    found || walk.is_err()
}

/// The optimised plans of one statement, for values of several types.
#[derive(Default)]
pub(crate) struct KeptPlans {
    plans: Mutex<Vec<Arc<OpenPlan>>>,
    /// The statement can be optimised only with its values.
    needs_values: AtomicBool,
}

/// Combinations of types that a statement's values come in.
const MOST_KEPT: usize = 8;

impl KeptPlans {
    pub(crate) fn find(
        &self,
        session: &Arc<PlanningSession>,
        values: &Values,
    ) -> Option<Arc<OpenPlan>> {
        let plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans
            .iter()
            .find(|plan| plan.fits(session, values))
            .cloned()
    }

    /// Whether what is left to plan of the statement is likely to be little.
    pub(crate) fn are_small(&self) -> bool {
        let plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        !plans.is_empty() && plans.iter().all(|plan| plan.is_small)
    }

    /// Plans that were made with another state are never used again.
    fn add(&self, plan: Arc<OpenPlan>) {
        let mut plans = self.plans.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|known| known.is_of(&plan.session));
        if plans.len() == MOST_KEPT {
            plans.remove(0);
        }
        plans.push(plan);
    }
}

/// The plan of a statement for these values: the one that is kept, or a new one, which is kept. `None`: the statement can be optimised only with its
/// values.
pub(crate) fn open_plan(
    kept: &KeptPlans,
    session: Arc<PlanningSession>,
    statement: &LogicalPlan,
    values: &Values,
) -> Option<Arc<OpenPlan>> {
    if let Some(known) = kept.find(&session, values) {
        return Some(known);
    }
    if kept.needs_values.load(Ordering::Relaxed) {
        return None;
    }
    match OpenPlan::optimize(session, statement, types_of(values)) {
        Ok(made) => {
            let made = Arc::new(made);
            kept.add(made.clone());
            Some(made)
        }
        Err(_) => {
            kept.needs_values.store(true, Ordering::Relaxed);
            None
        }
    }
}
