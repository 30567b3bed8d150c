//! What a logical plan does, without what its parts are called.
//!
//! Names and qualifiers go: a column becomes its place in the node that makes it. With them go the nodes that only rename or reorder: subquery aliases and
//! projections to plain columns; a projection of a projection is one. Everything else stays: operators, expressions, constants with their types, flags,
//! frames, treatment of NULL, tables with the filters and limits of their scans, and the types of what comes out.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field};
use datafusion::catalog::TableProvider;
use datafusion::catalog::cte_worktable::CteWorkTable;
use datafusion::catalog::information_schema::INFORMATION_SCHEMA;
use datafusion::catalog::streaming::StreamingTable;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, JoinType, Result, Spans, TableReference};
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::{
    Distinct, Expr, Join, LogicalPlan, Sort, Subquery, TableScan, Unnest,
};

use crate::plan::canonical_expression::{conjuncts, in_own_names, ordered, spelled_out};
use crate::tables::called_table::CalledTable;

/// A node of a plan: its kind with all that is no expression, its expressions, its inputs and the plans of its subqueries.
#[derive(Debug)]
pub(crate) struct CanonicalNode {
    pub(crate) kind: String,
    pub(crate) expressions: Vec<Expr>,
    pub(crate) inputs: Vec<CanonicalPlan>,
    /// What is scanned, where it is a table.
    pub(crate) table: Option<ScannedSource>,
}

#[derive(Debug, Clone)]
pub(crate) struct ScannedSource(Arc<dyn TableProvider>);

/// A node, and which of its columns come out, in which order.
///
/// A column has a place in its node. Nodes that pass the columns of their inputs on (filters, sorts, limits, joins, windows) keep their places, so that it
/// does not matter what else an input has.
#[derive(Debug)]
pub(crate) struct CanonicalPlan {
    pub(crate) node: CanonicalNode,
    pub(crate) columns: Vec<String>,
    pub(crate) types: Vec<DataType>,
}

impl PartialEq for ScannedSource {
    fn eq(&self, other: &Self) -> bool {
        match (
            self.0.downcast_ref::<CalledTable>(),
            other.0.downcast_ref::<CalledTable>(),
        ) {
            (Some(call), Some(its)) => call.is_call_of(its),
            _ => Arc::ptr_eq(&self.0, &other.0),
        }
    }
}

/// The canonical form of a plan. Errors where a plan has a node that no query has.
pub(crate) fn canonical(plan: &LogicalPlan) -> Result<CanonicalPlan> {
    Walk::default().plan(plan)
}

#[derive(Default)]
struct Walk {
    /// The rows around a subquery with the places of their columns, the nearest last.
    outer: Vec<(Arc<DFSchema>, Vec<String>)>,
    /// Recursive queries around, by name.
    recursive: Vec<String>,
}

impl Walk {
    fn plan(&mut self, plan: &LogicalPlan) -> Result<CanonicalPlan> {
        match plan {
            LogicalPlan::SubqueryAlias(alias) => self.plan(&alias.input),
            LogicalPlan::Projection(projection) => {
                let input = self.plan(&projection.input)?;
                let schema = projection.input.schema();
                if let Some(places) = plain_columns(&projection.expr, schema) {
                    let columns = places.iter().map(|place| input.columns[*place].clone());
                    return Ok(CanonicalPlan {
                        columns: columns.collect(),
                        types: types_of(&projection.schema),
                        node: input.node,
                    });
                }
                self.projection(&projection.expr, plan, input)
            }
            LogicalPlan::Filter(filter) => {
                let input = self.plan(&filter.input)?;
                let conjuncts = conjuncts(&filter.predicate);
                let columns = input.columns.clone();
                let filtered = self.node("Filter", plan, &conjuncts, vec![input])?;
                Ok(CanonicalPlan {
                    columns,
                    ..filtered
                })
            }
            LogicalPlan::Window(window) => {
                let input = self.plan(&window.input)?;
                let own = own_places(window.window_expr.len());
                let passed = input.columns.iter().map(|place| passed(place));
                let columns = passed.chain(own).collect();
                let windows = self.node("Window", plan, &window.window_expr, vec![input])?;
                Ok(CanonicalPlan { columns, ..windows })
            }
            LogicalPlan::Aggregate(aggregate) => {
                let input = self.plan(&aggregate.input)?;
                let keys = spelled_out(&aggregate.group_expr)?;
                let kind = format!("Aggregate by {}", keys.len());
                let all = [keys, aggregate.aggr_expr.clone()].concat();
                self.node(&kind, plan, &all, vec![input])
            }
            LogicalPlan::Sort(sort) => self.sort(sort, plan),
            LogicalPlan::Join(join) => self.join(join, plan),
            LogicalPlan::Union(union) => {
                let inputs = union.inputs.iter().map(|input| self.plan(input));
                let inputs = inputs.collect::<Result<Vec<_>>>()?;
                self.whole("Union", plan, inputs)
            }
            LogicalPlan::TableScan(scan) => self.scan(scan, plan),
            LogicalPlan::EmptyRelation(empty) => {
                let kind = format!(
                    "EmptyRelation of {} rows of {:?}",
                    i32::from(empty.produce_one_row),
                    types_of(&empty.schema)
                );
                self.node(&kind, plan, &[], vec![])
            }
            LogicalPlan::Subquery(subquery) => self.plan(&subquery.subquery),
            LogicalPlan::Limit(limit) => {
                let input = self.plan(&limit.input)?;
                let columns = input.columns.clone();
                let kind = format!(
                    "Limit with {} {}",
                    limit.skip.is_some(),
                    limit.fetch.is_some()
                );
                let bounds: Vec<Expr> = [&limit.skip, &limit.fetch]
                    .into_iter()
                    .flatten()
                    .map(|bound| bound.as_ref().clone())
                    .collect();
                let limited = self.node(&kind, plan, &bounds, vec![input])?;
                Ok(CanonicalPlan { columns, ..limited })
            }
            LogicalPlan::Values(values) => {
                let types = types_of(&values.schema);
                let kind = format!("Values of {} rows of {types:?}", values.values.len());
                let all = values.values.concat();
                self.node(&kind, plan, &all, vec![])
            }
            LogicalPlan::Distinct(Distinct::All(input)) => {
                let input = self.plan(input)?;
                self.whole("Distinct", plan, vec![input])
            }
            LogicalPlan::Unnest(unnest) => self.unnest(unnest, plan),
            LogicalPlan::RecursiveQuery(query) => {
                let first = self.plan(&query.static_term)?;
                self.recursive.push(query.name.clone());
                let second = self.plan(&query.recursive_term);
                self.recursive.pop();
                let kind = format!("RecursiveQuery, distinct {}", query.is_distinct);
                self.whole(&kind, plan, vec![first, second?])
            }
            other => datafusion::common::not_impl_err!("{} in a query", other.display()),
        }
    }

    /// A node for which every column of its inputs counts.
    fn whole(
        &mut self,
        kind: &str,
        plan: &LogicalPlan,
        inputs: Vec<CanonicalPlan>,
    ) -> Result<CanonicalPlan> {
        let columns: Vec<_> = inputs.iter().map(|input| &input.columns).collect();
        let kind = format!("{kind} over columns {columns:?}");
        self.node(&kind, plan, &[], inputs)
    }

    /// A node whose columns are its own.
    fn node(
        &mut self,
        kind: &str,
        plan: &LogicalPlan,
        expressions: &[Expr],
        inputs: Vec<CanonicalPlan>,
    ) -> Result<CanonicalPlan> {
        let mut fields = Vec::new();
        let mut places = Vec::new();
        if !expressions.is_empty() {
            for (side, (input, inner)) in inputs.iter().zip(plan.inputs()).enumerate() {
                for (index, (qualifier, field)) in inner.schema().iter().enumerate() {
                    fields.push((qualifier.cloned(), field.clone()));
                    places.push(match inputs.len() {
                        1 => input.columns[index].clone(),
                        _ => of_side(side, &input.columns[index]),
                    });
                }
            }
        }
        let schema = Arc::new(DFSchema::new_with_metadata(fields, Default::default())?);
        let mut inputs = inputs;
        let expressions = expressions
            .iter()
            .map(|expression| self.expression(expression, &schema, &places, &mut inputs))
            .collect::<Result<Vec<_>>>()?;
        Ok(CanonicalPlan {
            columns: own_places(plan.schema().fields().len()),
            types: types_of(plan.schema()),
            node: CanonicalNode {
                kind: kind.to_owned(),
                expressions,
                inputs,
                table: None,
            },
        })
    }

    /// What a projection computes counts, in whatever order it does; the columns that it passes on keep their places. A projection of a projection is one:
    /// what the inner one computes stands where the outer one names it.
    fn projection(
        &mut self,
        expressions: &[Expr],
        plan: &LogicalPlan,
        input: CanonicalPlan,
    ) -> Result<CanonicalPlan> {
        let schema = plan.inputs()[0].schema().clone();
        let computed: Vec<Expr> = expressions
            .iter()
            .filter(|expression| plain_column(expression, &schema).is_none())
            .cloned()
            .collect();
        let places = input.columns.clone();
        let projected = self.node("Projection", plan, &computed, vec![input])?;
        let CanonicalNode {
            kind,
            expressions: computed,
            mut inputs,
            table,
        } = projected.node;
        let mut computed = computed.into_iter();
        let mut outputs: Vec<Output> = expressions
            .iter()
            .map(|expression| match plain_column(expression, &schema) {
                Some(place) => Output::Passed(places[place].clone()),
                None => Output::Computed(computed.next().unwrap_or_default()),
            })
            .collect();
        while let [only] = inputs.as_mut_slice()
            && only.node.kind == "Projection"
            && only.node.inputs.len() == 1
            && !only.node.expressions.iter().any(Expr::is_volatile)
        {
            let inner = std::mem::take(&mut only.node.expressions);
            let below = std::mem::take(&mut only.node.inputs);
            outputs = outputs
                .into_iter()
                .map(|output| through(output, &inner))
                .collect::<Result<_>>()?;
            inputs = below;
        }
        let mut sorted: Vec<(String, usize, Expr)> = Vec::new();
        let mut columns = Vec::with_capacity(outputs.len());
        for (index, output) in outputs.into_iter().enumerate() {
            match output {
                Output::Passed(place) => columns.push(passed(&place)),
                Output::Computed(expr) => {
                    columns.push(String::new());
                    sorted.push((expr.to_string(), index, expr));
                }
            }
        }
        sorted.sort_by(|one, other| one.0.cmp(&other.0));
        let mut ordered = Vec::with_capacity(sorted.len());
        for (place, (_, index, expr)) in sorted.into_iter().enumerate() {
            columns[index] = place.to_string();
            ordered.push(expr);
        }
        let types = projected.types;
        match inputs.pop() {
            // Nothing is left that is computed.
            Some(only) if ordered.is_empty() && inputs.is_empty() => Ok(CanonicalPlan {
                columns: columns
                    .iter()
                    .map(|place| place.strip_prefix('<').unwrap_or(place).to_owned())
                    .collect(),
                types,
                node: only.node,
            }),
            last => {
                inputs.extend(last);
                Ok(CanonicalPlan {
                    node: CanonicalNode {
                        kind,
                        expressions: ordered,
                        inputs,
                        table,
                    },
                    columns,
                    types,
                })
            }
        }
    }

    fn sort(&mut self, sort: &Sort, plan: &LogicalPlan) -> Result<CanonicalPlan> {
        let input = self.plan(&sort.input)?;
        let columns = input.columns.clone();
        let flags: Vec<_> = sort
            .expr
            .iter()
            .map(|sort| (sort.asc, sort.nulls_first))
            .collect();
        let kind = format!("Sort {flags:?} fetch {:?}", sort.fetch);
        let keys: Vec<Expr> = sort.expr.iter().map(|sort| sort.expr.clone()).collect();
        let sorted = self.node(&kind, plan, &keys, vec![input])?;
        Ok(CanonicalPlan { columns, ..sorted })
    }

    fn join(&mut self, join: &Join, plan: &LogicalPlan) -> Result<CanonicalPlan> {
        let inputs = vec![self.plan(&join.left)?, self.plan(&join.right)?];
        let filters = join.filter.as_ref().map_or_else(Vec::new, conjuncts);
        let kind = format!(
            "Join {:?} on {} keys and {} filters, {:?}, null aware {}",
            join.join_type,
            join.on.len(),
            filters.len(),
            join.null_equality,
            join.null_aware
        );
        let mut all = Vec::new();
        for (left, right) in &join.on {
            all.extend([left.clone(), right.clone()]);
        }
        all.extend(filters);
        let side = |side: usize| {
            let columns: &[String] = &inputs[side].columns;
            columns.iter().map(move |place| of_side(side, place))
        };
        let columns: Vec<String> = match join.join_type {
            JoinType::Inner | JoinType::Left | JoinType::Right | JoinType::Full => {
                side(0).chain(side(1)).collect()
            }
            JoinType::LeftSemi | JoinType::LeftAnti => side(0).collect(),
            JoinType::RightSemi | JoinType::RightAnti => side(1).collect(),
            JoinType::LeftMark => side(0).chain(["mark".to_owned()]).collect(),
            JoinType::RightMark => side(1).chain(["mark".to_owned()]).collect(),
        };
        let joined = self.node(&kind, plan, &all, inputs)?;
        Ok(CanonicalPlan { columns, ..joined })
    }

    fn scan(&mut self, scan: &TableScan, plan: &LogicalPlan) -> Result<CanonicalPlan> {
        let schema = scan.source.schema();
        let projection = match &scan.projection {
            Some(projection) => projection.clone(),
            None => (0..schema.fields().len()).collect(),
        };
        let table = source_as_provider(&scan.source)?;
        let rows = table.downcast_ref::<CteWorkTable>();
        let rows = rows.map(|rows| self.recursive.iter().rposition(|name| name == rows.name()));
        // The information schema makes its tables anew for each plan.
        let system = table
            .downcast_ref::<StreamingTable>()
            .filter(|_| scan.table_name.schema() == Some(INFORMATION_SCHEMA))
            .map(|_| scan.table_name.table());
        let kind = match (rows, system) {
            (None, None) => format!("TableScan fetch {:?}", scan.fetch),
            (None, Some(name)) => {
                format!(
                    "TableScan of {INFORMATION_SCHEMA}.{name} fetch {:?}",
                    scan.fetch
                )
            }
            (Some(place), _) => format!("TableScan of recursive rows {place:?}"),
        };
        let fields = schema
            .fields()
            .iter()
            .map(|field| (Some(scan.table_name.clone()), field.clone()))
            .collect();
        let row = Arc::new(DFSchema::new_with_metadata(fields, Default::default())?);
        let places = own_places(schema.fields().len());
        let mut none = Vec::new();
        let filters = scan
            .filters
            .iter()
            .flat_map(conjuncts)
            .map(|filter| self.expression(&filter, &row, &places, &mut none))
            .collect::<Result<Vec<_>>>()?;
        // A column of a scan is its place in the table.
        Ok(CanonicalPlan {
            types: types_of(plan.schema()),
            node: CanonicalNode {
                kind,
                expressions: filters,
                inputs: none,
                table: (rows.is_none() && system.is_none()).then_some(ScannedSource(table)),
            },
            columns: projection.iter().map(ToString::to_string).collect(),
        })
    }

    fn unnest(&mut self, unnest: &Unnest, plan: &LogicalPlan) -> Result<CanonicalPlan> {
        let input = self.plan(&unnest.input)?;
        let lists: Vec<_> = unnest
            .list_type_columns
            .iter()
            .map(|(index, list)| (index, list.depth))
            .collect();
        let kind = format!(
            "Unnest lists {lists:?} structs {:?} from {:?}, {:?}",
            unnest.struct_type_columns, unnest.dependency_indices, unnest.options.null_handling
        );
        self.whole(&kind, plan, vec![input])
    }

    /// An expression with columns by place. The plans of its subqueries become inputs of its node.
    fn expression(
        &mut self,
        expression: &Expr,
        schema: &Arc<DFSchema>,
        places: &[String],
        inputs: &mut Vec<CanonicalPlan>,
    ) -> Result<Expr> {
        let expression = in_own_names(expression)?;
        let transformed = expression.transform_up(|part| {
            Ok(Transformed::yes(match part {
                Expr::Alias(alias) => *alias.expr,
                Expr::Column(column) => placed(&places[schema.index_of_column(&column)?]),
                Expr::OuterReferenceColumn(field, column) => {
                    let around = self.outer.iter().rev().enumerate();
                    let found = around
                        .filter_map(|(steps, (row, places))| {
                            Some((steps, &places[row.index_of_column(&column).ok()?]))
                        })
                        .next();
                    match found {
                        Some((steps, place)) => placed_outside(&field, steps, place),
                        None => Expr::OuterReferenceColumn(field, column),
                    }
                }
                Expr::ScalarSubquery(subquery) => {
                    let subquery = self.subquery(subquery, schema, places, inputs)?;
                    Expr::ScalarSubquery(subquery)
                }
                Expr::Exists(mut exists) => {
                    exists.subquery = self.subquery(exists.subquery, schema, places, inputs)?;
                    Expr::Exists(exists)
                }
                Expr::InSubquery(mut inside) => {
                    inside.subquery = self.subquery(inside.subquery, schema, places, inputs)?;
                    Expr::InSubquery(inside)
                }
                Expr::SetComparison(mut comparison) => {
                    comparison.subquery =
                        self.subquery(comparison.subquery, schema, places, inputs)?;
                    Expr::SetComparison(comparison)
                }
                other => ordered(other),
            }))
        })?;
        Ok(transformed.data)
    }

    fn subquery(
        &mut self,
        subquery: Subquery,
        schema: &Arc<DFSchema>,
        places: &[String],
        inputs: &mut Vec<CanonicalPlan>,
    ) -> Result<Subquery> {
        self.outer.push((schema.clone(), places.to_vec()));
        let plan = self.plan(&subquery.subquery);
        self.outer.pop();
        let plan = plan?;
        // The plan is compared as an input; here stays which one, and which of its columns come out.
        let columns = plan.columns.iter().map(|place| placed(place));
        let outer_ref_columns = [placed(&inputs.len().to_string())]
            .into_iter()
            .chain(columns)
            .collect();
        inputs.push(plan);
        Ok(Subquery {
            subquery: Arc::new(LogicalPlan::default()),
            outer_ref_columns,
            spans: Spans::new(),
        })
    }
}

/// The place of a column that comes from one of the inputs: different ones for different columns, in joins of joins too.
fn of_side(side: usize, place: &str) -> String {
    format!("{side}.{place}")
}

/// A column that comes out of a projection.
enum Output {
    /// A column of the input, by its place.
    Passed(String),
    Computed(Expr),
}

/// An output of a projection as one over the input of the projection below, which computes `inner`.
fn through(output: Output, inner: &[Expr]) -> Result<Output> {
    let below = |place: &str| match place.strip_prefix('<') {
        Some(place) => Output::Passed(place.to_owned()),
        None => match place
            .parse::<usize>()
            .ok()
            .and_then(|place| inner.get(place))
        {
            Some(expr) => Output::Computed(expr.clone()),
            None => Output::Passed(place.to_owned()),
        },
    };
    match output {
        Output::Passed(place) => Ok(below(&place)),
        Output::Computed(expr) => {
            let moved = expr.transform_up(|part| {
                Ok(match part {
                    Expr::Column(column) if column.relation.is_none() => {
                        Transformed::yes(match below(&column.name) {
                            Output::Passed(place) => placed(&place),
                            Output::Computed(expr) => expr,
                        })
                    }
                    other => Transformed::no(other),
                })
            })?;
            Ok(Output::Computed(moved.data))
        }
    }
}

/// The place of a column that a node with columns of its own passes on.
fn passed(place: &str) -> String {
    format!("<{place}")
}

fn own_places(width: usize) -> Vec<String> {
    (0..width).map(|index| index.to_string()).collect()
}

fn types_of(schema: &DFSchema) -> Vec<DataType> {
    schema
        .fields()
        .iter()
        .map(|field| field.data_type().clone())
        .collect()
}

fn placed(place: &str) -> Expr {
    Expr::Column(Column::new_unqualified(place))
}

fn placed_outside(field: &Arc<Field>, steps: usize, place: &str) -> Expr {
    let row = TableReference::bare(steps.to_string());
    let field = Field::new("", field.data_type().clone(), true);
    Expr::OuterReferenceColumn(Arc::new(field), Column::new(Some(row), place))
}

/// The places of a projection's columns, if it has nothing else.
fn plain_columns(expressions: &[Expr], schema: &DFSchema) -> Option<Vec<usize>> {
    let all = expressions.iter();
    all.map(|expression| plain_column(expression, schema))
        .collect()
}

fn plain_column(expression: &Expr, schema: &DFSchema) -> Option<usize> {
    match expression {
        Expr::Alias(alias) if alias.metadata.is_none() => plain_column(&alias.expr, schema),
        Expr::Column(column) => schema.index_of_column(column).ok(),
        _ => None,
    }
}
