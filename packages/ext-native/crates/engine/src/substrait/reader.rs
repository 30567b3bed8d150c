//! Reads a Substrait plan as a logical plan over the tables of a session.
//!
//! DataFusion's consumer turns the indices of a plan into names, and then finds columns by name: the same table inside and outside of a subquery is one
//! to it, and rows come out wrong. Here every column has a name of its own in the whole plan, so that a name leads where its index did. Whatever the bytes
//! say, a reference is checked before it is followed.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::DataType;
use async_trait::async_trait;
use datafusion::catalog::TableProvider;
use datafusion::catalog::cte_worktable::CteWorkTable;
use datafusion::common::{
    Column, DFSchema, DataFusionError, JoinConstraint, JoinType, NullEquality, Result,
    TableReference, not_impl_err, substrait_err,
};
use datafusion::execution::FunctionRegistry;
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{
    Cast, Expr, Join, LogicalPlan, LogicalPlanBuilder, Projection, SubqueryAlias,
};
use datafusion_substrait::extensions::Extensions;
use datafusion_substrait::logical_plan::consumer::{
    DefaultSubstraitLambdaConsumer, SubstraitConsumer, from_read_rel, rename_field,
};
use datafusion_substrait::substrait::proto::read_rel::ReadType;
use datafusion_substrait::substrait::proto::rel::RelType;
use datafusion_substrait::substrait::proto::rel_common::EmitKind;
use datafusion_substrait::substrait::proto::{
    AggregateRel, CrossRel, Expression, FetchRel, FilterRel, JoinRel, Plan, PlanRel, ProjectRel,
    ReadRel, Rel, RelCommon, RelRoot, SetRel, SortRel, Type, expression, join_rel, plan_rel,
    r#type,
};

use crate::failure::{EngineFailure, FailureCode};
use crate::substrait::types::type_of_text;
use crate::substrait::unnest::{UnnestCall, unnested};
use crate::substrait::windows::windowed;

/// The logical plan that a Substrait plan stands for.
pub(crate) async fn read_plan(state: &SessionState, plan: &Plan) -> Result<LogicalPlan> {
    let extensions = Extensions::try_from(&plan.extensions)?;
    if !extensions.type_variations.is_empty() {
        return not_impl_err!("variations of types that the plan declares");
    }
    let mut roots = plan.relations.iter().filter_map(|tree| match tree {
        PlanRel {
            rel_type: Some(plan_rel::RelType::Root(root)),
        } => Some(root),
        _ => None,
    });
    let reader = PlanReader::new(&extensions, state, &plan.relations);
    match (roots.next(), roots.next(), plan.relations.as_slice()) {
        (Some(root), None, _) => reader.root(root).await,
        (
            None,
            _,
            [
                PlanRel {
                    rel_type: Some(plan_rel::RelType::Rel(relation)),
                },
            ],
        ) => reader.consume_rel(relation).await,
        (_, _, relations) => substrait_err!(
            "a plan has one root, and trees that it refers to; this one has {} relations",
            relations.len()
        ),
    }
}

/// The most relations that stand in each other: with trees of its own, a plan is deeper than its messages.
const DEEPEST_RELATION: usize = 1_000;

pub(crate) struct PlanReader<'a> {
    extensions: &'a Extensions,
    state: &'a SessionState,
    trees: &'a [PlanRel],
    trees_read: Mutex<HashSet<i32>>,
    /// How many relations have been begun and are not done.
    depth: AtomicUsize,
    /// How many names have been given to columns and to what has none.
    names: AtomicUsize,
    /// The names of the tables, each once.
    tables: Mutex<HashSet<String>>,
    outer: Mutex<Vec<Arc<DFSchema>>>,
    /// The recursive queries around: their names, and what their rows look like.
    pub(crate) recursive: Mutex<Vec<Arc<CteWorkTable>>>,
    lambdas: DefaultSubstraitLambdaConsumer,
}

impl<'a> PlanReader<'a> {
    fn new(extensions: &'a Extensions, state: &'a SessionState, trees: &'a [PlanRel]) -> Self {
        Self {
            extensions,
            state,
            trees,
            trees_read: Mutex::default(),
            depth: AtomicUsize::new(0),
            names: AtomicUsize::new(0),
            tables: Mutex::default(),
            outer: Mutex::default(),
            recursive: Mutex::default(),
            lambdas: DefaultSubstraitLambdaConsumer::new(),
        }
    }

    /// A name that nothing else in the plan has.
    pub(crate) fn new_name(&self) -> String {
        format!("#{}", self.names.fetch_add(1, Ordering::Relaxed))
    }

    /// The name of a declared function, without its signature.
    pub(crate) fn function_name(&self, anchor: u32) -> Result<&str> {
        match self.extensions.functions.get(&anchor) {
            Some(name) => Ok(name.split_once(':').map_or(name, |(name, _)| name)),
            None => substrait_err!("no function has the anchor {anchor}"),
        }
    }

    pub(crate) fn state(&self) -> &SessionState {
        self.state
    }

    /// The plan under a name of its own.
    pub(crate) fn named(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        self.under(self.new_name(), plan)
    }

    /// A scan of a table, whose name it has; where that is taken, under one that is like it.
    pub(crate) fn named_like(
        &self,
        table: &TableReference,
        plan: LogicalPlan,
    ) -> Result<LogicalPlan> {
        let name = table.table();
        let is_new = !name.contains('#') && lock(&self.tables).insert(name.to_owned());
        match (is_new, table) {
            // No alias: an extraction of fields loses track of a join's key behind one (found with DataFusion 55: a key `b.s['x'] * 10`).
            (true, TableReference::Bare { .. }) => Ok(plan),
            (true, _) => self.under(name.to_owned(), plan),
            (false, _) => self.under(format!("{name} {}", self.new_name()), plan),
        }
    }

    fn under(&self, name: String, plan: LogicalPlan) -> Result<LogicalPlan> {
        let alias = TableReference::bare(name);
        Ok(LogicalPlan::SubqueryAlias(SubqueryAlias::try_new(
            Arc::new(plan),
            alias,
        )?))
    }

    /// A projection in which each column has a name of its own: a column that is passed on keeps the one it has, once.
    pub(crate) fn projected(&self, input: LogicalPlan, exprs: Vec<Expr>) -> Result<LogicalPlan> {
        let mut passed = HashSet::new();
        let exprs = exprs
            .into_iter()
            .map(|expr| match expr {
                Expr::Column(column) if passed.insert(column.clone()) => Expr::Column(column),
                other => other.alias(self.new_name()),
            })
            .collect();
        Ok(LogicalPlan::Projection(Projection::try_new(
            exprs,
            Arc::new(input),
        )?))
    }

    /// Counts a relation that is begun. Errors: `query-too-deep`.
    fn begin_relation(&self) -> Result<()> {
        let depth = self.depth.fetch_add(1, Ordering::Relaxed) + 1;
        if depth <= DEEPEST_RELATION {
            return Ok(());
        }
        let text =
            format!("more than {DEEPEST_RELATION} relations of the plan stand in each other");
        let failure = EngineFailure::new(FailureCode::QueryTooDeep, text);
        Err(DataFusionError::External(Box::new(
            failure.with("limit", DEEPEST_RELATION),
        )))
    }

    /// A tree of the plan, where a relation refers to it. Each is read once, so that few bytes are no large plan.
    fn tree(&self, ordinal: i32) -> Result<&Rel> {
        let place = usize::try_from(ordinal).ok();
        let tree = place.and_then(|place| self.trees.get(place));
        let Some(Some(plan_rel::RelType::Rel(relation))) = tree.map(|tree| &tree.rel_type) else {
            return substrait_err!("no tree of the plan has the ordinal {ordinal}");
        };
        if !lock(&self.trees_read).insert(ordinal) {
            return not_impl_err!("two references to one tree of a plan");
        }
        Ok(relation)
    }

    async fn root(&self, root: &RelRoot) -> Result<LogicalPlan> {
        let Some(input) = &root.input else {
            return substrait_err!("the root of the plan has no relation");
        };
        let plan = self.consume_rel(input).await?;
        if root.names.is_empty() {
            return Ok(plan);
        }
        let mut next = 0;
        let mut exprs = Vec::new();
        for (index, (qualifier, field)) in plan.schema().iter().enumerate() {
            let renamed = rename_field(field, &root.names, index, &mut next)?;
            let column = Expr::Column(Column::from((qualifier, field)));
            let value = if renamed.data_type() == field.data_type() {
                column
            } else {
                Expr::Cast(Cast::new(Box::new(column), renamed.data_type().clone()))
            };
            exprs.push((value, renamed.name().clone()));
        }
        if next != root.names.len() {
            return substrait_err!("the root has {} names for {next} columns", root.names.len());
        }
        // Names of a result may repeat (`SELECT a.x, b.x`); then each has a qualifier of its own.
        let mut seen = HashSet::new();
        let repeats = exprs.iter().any(|(_, name)| !seen.insert(name.clone()));
        let outputs = exprs
            .into_iter()
            .map(|(value, name)| match repeats {
                true => value.alias_qualified(Some(self.new_name()), name),
                false => value.alias(name),
            })
            .collect();
        Ok(LogicalPlan::Projection(Projection::try_new(
            outputs,
            Arc::new(plan),
        )?))
    }

    pub(crate) async fn input(&self, input: Option<&Rel>) -> Result<LogicalPlan> {
        match input {
            Some(relation) => self.consume_rel(relation).await,
            None => substrait_err!("a relation has no input"),
        }
    }
}

pub(crate) fn unknown_function(name: &str) -> DataFusionError {
    DataFusionError::Plan(format!("Invalid function '{name}'"))
}

/// The column of a plan at an index.
pub(crate) fn column_of(plan: &LogicalPlan, index: usize) -> Result<Expr> {
    column_at(plan.schema(), index)
}

fn column_at(schema: &DFSchema, index: usize) -> Result<Expr> {
    if index >= schema.fields().len() {
        return substrait_err!("column {index} of {}", schema.fields().len());
    }
    Ok(Expr::Column(Column::from(schema.qualified_field(index))))
}

fn index_of(index: i32) -> Result<usize> {
    usize::try_from(index)
        .map_err(|_| DataFusionError::Substrait(format!("column {index} of a relation")))
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(crate) fn hint(common: Option<&RelCommon>) -> &str {
    common
        .and_then(|common| common.hint.as_ref())
        .map_or("", |hint| &hint.alias)
}

#[async_trait]
impl SubstraitConsumer for PlanReader<'_> {
    async fn resolve_table_ref(
        &self,
        reference: &TableReference,
    ) -> Result<Option<Arc<dyn TableProvider>>> {
        let schema = self.state.schema_for_ref(reference.clone())?;
        schema.table(reference.table()).await
    }

    fn get_extensions(&self) -> &Extensions {
        self.extensions
    }

    fn get_function_registry(&self) -> &impl FunctionRegistry {
        self.state
    }

    async fn consume_rel(&self, relation: &Rel) -> Result<LogicalPlan> {
        self.begin_relation()?;
        // What may be emitted in another order is projected here: the consumer of DataFusion follows its indices unchecked.
        let (common, plan) = match &relation.rel_type {
            Some(RelType::Read(read)) => (read.common.as_ref(), self.consume_read(read).await?),
            Some(RelType::Filter(filter)) => {
                (filter.common.as_ref(), self.consume_filter(filter).await?)
            }
            Some(RelType::Fetch(fetch)) => {
                (fetch.common.as_ref(), self.consume_fetch(fetch).await?)
            }
            Some(RelType::Aggregate(aggregate)) => (
                aggregate.common.as_ref(),
                self.consume_aggregate(aggregate).await?,
            ),
            Some(RelType::Sort(sort)) => (sort.common.as_ref(), self.consume_sort(sort).await?),
            Some(RelType::Join(join)) => (join.common.as_ref(), self.consume_join(join).await?),
            // A projection has its own way to emit.
            Some(RelType::Project(project)) => (None, self.consume_project(project).await?),
            Some(RelType::Set(set)) => (set.common.as_ref(), self.consume_set(set).await?),
            Some(RelType::Cross(cross)) => {
                (cross.common.as_ref(), self.consume_cross(cross).await?)
            }
            Some(RelType::Reference(reference)) => {
                let tree = self.tree(reference.subtree_ordinal)?;
                (None, self.consume_rel(tree).await?)
            }
            Some(_) => return not_impl_err!("a relation of this kind"),
            None => return substrait_err!("a relation says nothing"),
        };
        self.depth.fetch_sub(1, Ordering::Relaxed);
        match common.and_then(|common| common.emit_kind.as_ref()) {
            None | Some(EmitKind::Direct(_)) => Ok(plan),
            Some(EmitKind::Emit(emit)) => {
                let exprs = emit
                    .output_mapping
                    .iter()
                    .map(|index| column_of(&plan, index_of(*index)?))
                    .collect::<Result<Vec<_>>>()?;
                self.projected(plan, exprs)
            }
        }
    }

    async fn consume_read(&self, read: &ReadRel) -> Result<LogicalPlan> {
        match &read.read_type {
            Some(ReadType::NamedTable(table)) => self.read_table(read, &table.names).await,
            Some(ReadType::VirtualTable(rows)) => {
                let plan = match self.read_rows(read, rows).await? {
                    Some(plan) => plan,
                    None => from_read_rel(self, read).await?,
                };
                if plan.schema().fields().is_empty() {
                    Ok(plan)
                } else {
                    self.named(plan)
                }
            }
            _ => not_impl_err!("a read of something other than a registered table"),
        }
    }

    async fn consume_filter(&self, filter: &FilterRel) -> Result<LogicalPlan> {
        let input = self.input(filter.input.as_deref()).await?;
        match &filter.condition {
            None => substrait_err!("a filter has no condition"),
            Some(condition) => {
                let condition = self.consume_expression(condition, input.schema()).await?;
                LogicalPlanBuilder::from(input).filter(condition)?.build()
            }
        }
    }

    async fn consume_fetch(&self, fetch: &FetchRel) -> Result<LogicalPlan> {
        datafusion_substrait::logical_plan::consumer::from_fetch_rel(self, fetch).await
    }

    async fn consume_sort(&self, sort: &SortRel) -> Result<LogicalPlan> {
        datafusion_substrait::logical_plan::consumer::from_sort_rel(self, sort).await
    }

    async fn consume_project(&self, project: &ProjectRel) -> Result<LogicalPlan> {
        let input = self.input(project.input.as_deref()).await?;
        let width = input.schema().fields().len();
        let common = project.common.as_ref();
        let emitted: Vec<usize> = match common.and_then(|common| common.emit_kind.as_ref()) {
            Some(EmitKind::Emit(emit)) => emit
                .output_mapping
                .iter()
                .map(|index| index_of(*index))
                .collect::<Result<_>>()?,
            _ => (0..width + project.expressions.len()).collect(),
        };
        let mut exprs = Vec::new();
        let mut unnests = Vec::new();
        for expression in &project.expressions {
            match UnnestCall::of(self, expression)? {
                None => exprs.push(self.consume_expression(expression, input.schema()).await?),
                Some(unnest) => unnests.push((exprs.len() + unnests.len(), unnest)),
            }
        }
        if !unnests.is_empty() {
            if !emitted
                .iter()
                .copied()
                .eq(width..width + project.expressions.len())
            {
                return not_impl_err!("a projection that unnests and passes on");
            }
            return unnested(self, input, &exprs, unnests);
        }
        let (input, exprs) = windowed(input, exprs)?;
        // An expression that comes out twice is computed once.
        let mut chosen = HashSet::new();
        let is_repeated = emitted
            .iter()
            .any(|index| *index >= width && !chosen.insert(*index));
        let output = |index: usize| match index.checked_sub(width) {
            None => column_of(&input, index),
            Some(place) => match exprs.get(place) {
                Some(expr) => Ok(expr.clone()),
                None => substrait_err!("column {index} of {}", width + exprs.len()),
            },
        };
        if !is_repeated {
            let outputs = emitted
                .into_iter()
                .map(output)
                .collect::<Result<Vec<_>>>()?;
            return self.projected(input, outputs);
        }
        let all = (0..width + exprs.len())
            .map(output)
            .collect::<Result<Vec<_>>>()?;
        let computed = self.projected(input, all)?;
        let outputs = emitted
            .into_iter()
            .map(|index| column_of(&computed, index))
            .collect::<Result<Vec<_>>>()?;
        self.projected(computed, outputs)
    }

    async fn consume_join(&self, join: &JoinRel) -> Result<LogicalPlan> {
        if join.post_join_filter.is_some() {
            return not_impl_err!("a filter after a join");
        }
        let left = self.input(join.left.as_deref()).await?;
        let right = self.input(join.right.as_deref()).await?;
        let both = left.schema().join(right.schema())?;
        let condition = match &join.expression {
            None => None,
            Some(condition) => Some(self.consume_expression(condition, &both).await?),
        };
        let join = Join::try_new(
            Arc::new(left),
            Arc::new(right),
            vec![],
            condition,
            join_type(join.r#type())?,
            JoinConstraint::On,
            NullEquality::NullEqualsNothing,
            false,
        )?;
        Ok(LogicalPlan::Join(join))
    }

    async fn consume_cross(&self, cross: &CrossRel) -> Result<LogicalPlan> {
        let left = self.input(cross.left.as_deref()).await?;
        let right = self.input(cross.right.as_deref()).await?;
        LogicalPlanBuilder::from(left).cross_join(right)?.build()
    }

    async fn consume_set(&self, set: &SetRel) -> Result<LogicalPlan> {
        self.set(set).await
    }

    async fn consume_aggregate(&self, aggregate: &AggregateRel) -> Result<LogicalPlan> {
        self.aggregate(aggregate).await
    }

    async fn consume_field_reference(
        &self,
        reference: &expression::FieldReference,
        schema: &DFSchema,
    ) -> Result<Expr> {
        use expression::field_reference::{ReferenceType, RootType};
        use expression::reference_segment;
        let Some(ReferenceType::DirectReference(segment)) = &reference.reference_type else {
            return not_impl_err!("a reference to more than one column");
        };
        let Some(reference_segment::ReferenceType::StructField(field)) = &segment.reference_type
        else {
            return not_impl_err!("a reference into a list or a map");
        };
        if field.child.is_some() {
            return not_impl_err!("a reference into a struct");
        }
        let index = index_of(field.field)?;
        match &reference.root_type {
            None | Some(RootType::RootReference(_)) => column_at(schema, index),
            Some(RootType::OuterReference(outer)) => {
                let Some(row) = self.get_outer_schema(outer.steps_out as usize) else {
                    return substrait_err!("a reference goes {} steps out", outer.steps_out);
                };
                match column_at(&row, index)? {
                    Expr::Column(column) => Ok(Expr::OuterReferenceColumn(
                        Arc::clone(row.field(index)),
                        column,
                    )),
                    other => Ok(other),
                }
            }
            Some(RootType::LambdaParameterReference(lambda)) => {
                self.lambda_variable(lambda.steps_out as usize, index)
            }
            Some(RootType::Expression(_)) => not_impl_err!("a reference into an expression"),
        }
    }

    async fn consume_scalar_function(
        &self,
        call: &expression::ScalarFunction,
        schema: &DFSchema,
    ) -> Result<Expr> {
        self.scalar_function(call, schema).await
    }

    async fn consume_window_function(
        &self,
        call: &expression::WindowFunction,
        schema: &DFSchema,
    ) -> Result<Expr> {
        self.window_function(call, schema).await
    }

    async fn consume_expression(&self, expression: &Expression, schema: &DFSchema) -> Result<Expr> {
        crate::substrait::expression_reader::complete(expression)?;
        datafusion_substrait::logical_plan::consumer::from_substrait_rex(self, expression, schema)
            .await
    }

    fn consume_user_defined_type(&self, user_defined: &r#type::UserDefined) -> Result<DataType> {
        let name = self.extensions.types.get(&user_defined.type_reference);
        match name.and_then(|name| type_of_text(name)) {
            Some(data_type) => Ok(data_type),
            None => not_impl_err!("a type that the plan declares"),
        }
    }

    fn push_outer_schema(&self, schema: Arc<DFSchema>) {
        lock(&self.outer).push(schema);
    }

    fn pop_outer_schema(&self) {
        lock(&self.outer).pop();
    }

    fn get_outer_schema(&self, steps_out: usize) -> Option<Arc<DFSchema>> {
        let around = lock(&self.outer);
        let place = around.len().checked_sub(steps_out)?;
        around.get(place).cloned()
    }

    fn push_lambda_parameters(&self, types: &[Type], schema: &DFSchema) -> Result<Vec<String>> {
        self.lambdas.push_lambda_parameters(self, types, schema)
    }

    fn pop_lambda_parameters(&self) {
        self.lambdas.pop_lambda_parameters();
    }

    fn lambda_variable(&self, steps_out: usize, index: usize) -> Result<Expr> {
        self.lambdas.lambda_variable(steps_out, index)
    }
}

impl PlanReader<'_> {
    /// The plan with new names for its columns.
    pub(crate) fn renamed(&self, plan: LogicalPlan) -> Result<LogicalPlan> {
        let outputs = (0..plan.schema().fields().len())
            .map(|index| Ok(column_of(&plan, index)?.alias(self.new_name())))
            .collect::<Result<Vec<_>>>()?;
        Ok(LogicalPlan::Projection(Projection::try_new(
            outputs,
            Arc::new(plan),
        )?))
    }
}

fn join_type(join_type: join_rel::JoinType) -> Result<JoinType> {
    Ok(match join_type {
        join_rel::JoinType::Inner => JoinType::Inner,
        join_rel::JoinType::Left => JoinType::Left,
        join_rel::JoinType::Right => JoinType::Right,
        join_rel::JoinType::Outer => JoinType::Full,
        join_rel::JoinType::LeftAnti => JoinType::LeftAnti,
        join_rel::JoinType::LeftSemi => JoinType::LeftSemi,
        join_rel::JoinType::LeftMark => JoinType::LeftMark,
        join_rel::JoinType::RightMark => JoinType::RightMark,
        join_rel::JoinType::RightAnti => JoinType::RightAnti,
        join_rel::JoinType::RightSemi => JoinType::RightSemi,
        _ => return not_impl_err!("a join of this kind"),
    })
}
