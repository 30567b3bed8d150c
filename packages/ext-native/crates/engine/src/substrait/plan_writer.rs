//! Writes a logical plan as a Substrait plan: relations.
//!
//! DataFusion's producer is not used. It drops what a plan means (null treatment, FILTER and DISTINCT of window functions, typed frames, zones), has no
//! references to outer rows, writes AND and OR as deep as they are long, and orders its declarations by chance, so that one plan has many bytes.
//! What has no form here is refused by its class, with the node; the refusals read nothing but the plan.

use std::sync::Arc;

use datafusion::catalog::cte_worktable::CteWorkTable;
use datafusion::common::{DFSchema, DFSchemaRef, DataFusionError, JoinType, NullEquality};
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::utils::powerset;
use datafusion::logical_expr::{
    Aggregate, Distinct, EmptyRelation, Expr, ExprSchemable, GroupingSet, Join, Limit, LogicalPlan,
    RecursiveQuery, Sort, SortExpr, TableScan, Union, Unnest, Values, Window, binary_expr, lit,
};
use datafusion::logical_expr::{Operator, utils::conjunction};

use crate::substrait::message::Message;
use crate::substrait::names::{DATAFUSION_URN, DISTINCT_HINT, GROUPING_SETS_HINT, OWN_URN, UNNEST};
use crate::substrait::refusal::{RefusalReason, SubstraitRefusal};
use crate::substrait::types::{
    TypeAnchors, flattened_names, named_type, own_list, schema_body, type_message,
};
use crate::tables::called_table::CalledTable;

pub(crate) type Written = Result<Message, SubstraitRefusal>;

/// The version of Substrait that DataFusion 55 reads: 0.85.
const MINOR_VERSION: u32 = 85;
const PRODUCER: &str = "causeway";

/// The first part of the name under which a recursive query reads its own rows; the second counts recursive queries.
pub(crate) const RECURSIVE_ROWS: &str = "causeway.recursive";

/// A relation whose messages stand deeper in each other is a tree of its own. Leaves room for the expressions around a subquery.
const DEEPEST_TREE: usize = 60;

/// The bytes of a `Plan`.
pub(crate) fn written(plan: &LogicalPlan) -> Result<Vec<u8>, SubstraitRefusal> {
    let mut writer = PlanWriter::default();
    let input = writer.relation(plan)?;
    let mut names = Vec::new();
    for field in plan.schema().fields() {
        flattened_names(field.name(), field.data_type(), &mut names);
    }
    let root = names
        .iter()
        .fold(Message::new().message(1, &input), |root, name| {
            root.text(2, name)
        });
    let version = Message::new().number(2, MINOR_VERSION).text(5, PRODUCER);
    let trees: Vec<Message> = writer
        .trees
        .iter()
        .map(|tree| Message::new().message(1, tree))
        .collect();
    let plan = Message::new()
        .messages(2, &writer.declarations())
        .messages(3, &trees)
        .message(3, &Message::new().message(2, &root))
        .message(6, &version)
        .messages(8, &urns());
    Ok(plan.into_bytes())
}

fn urns() -> [Message; 2] {
    [(OWN_ANCHOR, OWN_URN), (DATAFUSION_ANCHOR, DATAFUSION_URN)]
        .map(|(anchor, urn)| Message::new().number(1, anchor).text(2, urn))
}

const OWN_ANCHOR: u32 = 1;
const DATAFUSION_ANCHOR: u32 = 2;

#[derive(Default)]
pub(crate) struct PlanWriter {
    functions: Vec<String>,
    types: Vec<String>,
    /// The rows around a subquery, the nearest last.
    pub(crate) outer: Vec<DFSchemaRef>,
    /// The parameters of the lambdas around an expression, the nearest last.
    pub(crate) lambdas: Vec<Vec<String>>,
    recursive: Vec<String>,
    recursive_queries: usize,
    /// Relations that stand in the plan for themselves, each before the one that refers to it.
    trees: Vec<Message>,
}

impl TypeAnchors for PlanWriter {
    fn type_anchor(&mut self, name: &str) -> u32 {
        anchor(&mut self.types, name)
    }
}

fn anchor(names: &mut Vec<String>, name: &str) -> u32 {
    let place = names.iter().position(|known| known == name);
    let place = place.unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    });
    u32::try_from(place).unwrap_or(u32::MAX)
}

impl PlanWriter {
    pub(crate) fn function_anchor(&mut self, name: &str) -> u32 {
        anchor(&mut self.functions, name)
    }

    fn declarations(&self) -> Vec<Message> {
        let declare = |kind: u32, names: &[String]| {
            names
                .iter()
                .zip(0_u32..)
                .map(|(name, anchor)| {
                    let urn = if name.starts_with("causeway.") {
                        OWN_ANCHOR
                    } else {
                        DATAFUSION_ANCHOR
                    };
                    let body = Message::new()
                        .number(2, anchor)
                        .text(3, name)
                        .number(4, urn);
                    Message::new().message(kind, &body)
                })
                .collect::<Vec<_>>()
        };
        let mut all = declare(3, &self.functions);
        all.extend(declare(1, &self.types));
        all
    }

    /// The message `Rel`; where it is deep, a reference to it (https://substrait.io/relations/logical_relations/#reference-operator), since a reader
    /// takes no more than 100 messages in each other.
    pub(crate) fn relation(&mut self, plan: &LogicalPlan) -> Written {
        let relation = self.whole_relation(plan)?;
        if relation.depth() <= DEEPEST_TREE {
            return Ok(relation);
        }
        let ordinal = Message::new().number(1, self.trees.len() as u64);
        self.trees.push(relation);
        Ok(Message::new().message(21, &ordinal))
    }

    fn whole_relation(&mut self, plan: &LogicalPlan) -> Written {
        match plan {
            LogicalPlan::Projection(projection) => {
                let input = self.relation(&projection.input)?;
                let expressions = self.expressions(&projection.expr, projection.input.schema())?;
                let width = projection.input.schema().fields().len();
                Ok(project(&input, width, &expressions))
            }
            LogicalPlan::Filter(filter) => {
                let input = self.relation(&filter.input)?;
                let condition = self.expression(&filter.predicate, filter.input.schema())?;
                Ok(Message::new()
                    .message(2, &Message::new().message(2, &input).message(3, &condition)))
            }
            LogicalPlan::Window(window) => self.window(window),
            LogicalPlan::Aggregate(aggregate) => self.aggregate(aggregate),
            LogicalPlan::Sort(sort) => self.sort(sort),
            LogicalPlan::Join(join) => self.join(join),
            LogicalPlan::Union(union) => self.union(union),
            LogicalPlan::TableScan(scan) => self.scan(scan),
            LogicalPlan::EmptyRelation(empty) => self.empty(empty),
            LogicalPlan::SubqueryAlias(alias) => self.relation(&alias.input),
            LogicalPlan::Limit(limit) => self.limit(limit),
            LogicalPlan::Values(values) => self.values(values),
            LogicalPlan::Distinct(Distinct::All(input)) => self.distinct(input),
            LogicalPlan::Unnest(unnest) => self.unnest(unnest),
            LogicalPlan::RecursiveQuery(query) => self.recursive(query),
            LogicalPlan::Statement(_)
            | LogicalPlan::Explain(_)
            | LogicalPlan::Analyze(_)
            | LogicalPlan::Dml(_)
            | LogicalPlan::Ddl(_)
            | LogicalPlan::Copy(_)
            | LogicalPlan::DescribeTable(_) => Err(refusal(
                RefusalReason::NotAQuery,
                "The statement is no query.",
                plan,
            )),
            LogicalPlan::Repartition(_)
            | LogicalPlan::Subquery(_)
            | LogicalPlan::Extension(_)
            | LogicalPlan::Distinct(_) => Err(refusal(
                RefusalReason::Relation,
                "The relation has no form in Substrait that is read back.",
                plan,
            )),
        }
    }

    fn scan(&mut self, scan: &TableScan) -> Written {
        let node = || format!("TableScan: {}", scan.table_name);
        if !scan.filters.is_empty() || scan.fetch.is_some() {
            return Err(SubstraitRefusal::new(
                RefusalReason::Scan,
                "The scan is narrowed already.",
                node(),
            ));
        }
        let provider = source_as_provider(&scan.source)
            .map_err(|error| SubstraitRefusal::of_error(RefusalReason::Scan, &error, node()))?;
        let called = provider.downcast_ref::<CalledTable>();
        let names = match (called, provider.downcast_ref::<CteWorkTable>()) {
            (Some(called), _) => called.name_parts().ok_or_else(|| {
                SubstraitRefusal::new(
                    RefusalReason::Scan,
                    "The table function is called with something that is no constant.",
                    node(),
                )
            })?,
            (None, None) => scan.table_name.to_vec(),
            (None, Some(rows)) => {
                let place = self.recursive.iter().rposition(|name| name == rows.name());
                let place = place.ok_or_else(|| {
                    SubstraitRefusal::new(
                        RefusalReason::Scan,
                        "The recursive query of these rows is not around them.",
                        node(),
                    )
                })?;
                vec![RECURSIVE_ROWS.to_owned(), place.to_string()]
            }
        };
        let schema = scan.source.schema();
        let all: Vec<usize> = (0..schema.fields().len()).collect();
        let fields: Vec<_> = scan
            .projection
            .as_ref()
            .unwrap_or(&all)
            .iter()
            .map(|index| schema.field(*index))
            .collect();
        let mut column_names = Vec::new();
        let mut types = Vec::new();
        for field in fields {
            flattened_names(field.name(), field.data_type(), &mut column_names);
            types.push(type_message(self, field.data_type(), field.is_nullable()));
        }
        let table = names
            .iter()
            .fold(Message::new(), |table, name| table.text(1, name));
        Ok(read(&column_names, &types, 7, &table))
    }

    fn empty(&mut self, empty: &EmptyRelation) -> Written {
        let (names, types) = self.schema(&empty.schema);
        let mut rows = Message::new();
        if empty.produce_one_row {
            if !empty.schema.fields().is_empty() {
                return Err(SubstraitRefusal::new(
                    RefusalReason::Relation,
                    "A row without values stands for one with columns.",
                    "EmptyRelation",
                ));
            }
            rows = rows.message(2, &Message::new());
        }
        Ok(read(&names, &types, 5, &rows))
    }

    fn values(&mut self, values: &Values) -> Written {
        let nothing = Arc::new(DFSchema::empty());
        let mut rows = Message::new();
        for row in &values.values {
            let fields = self.expressions(row, &nothing)?;
            rows = rows.message(2, &Message::new().messages(1, &fields));
        }
        let (names, types) = self.schema(&values.schema);
        Ok(read(&names, &types, 5, &rows))
    }

    fn schema(&mut self, schema: &DFSchema) -> (Vec<String>, Vec<Message>) {
        let mut names = Vec::new();
        let mut types = Vec::new();
        for field in schema.fields() {
            match own_list(field.data_type()) {
                true => {
                    names.push(field.name().clone());
                    types.push(named_type(self, field.data_type(), field.is_nullable()));
                }
                false => {
                    flattened_names(field.name(), field.data_type(), &mut names);
                    types.push(type_message(self, field.data_type(), field.is_nullable()));
                }
            }
        }
        (names, types)
    }

    /// Window functions stand behind the columns of their input, as in DataFusion.
    fn window(&mut self, window: &Window) -> Written {
        let input = self.relation(&window.input)?;
        let width = window.input.schema().fields().len();
        let mut expressions: Vec<Message> = (0..width).map(column).collect();
        expressions.extend(self.expressions(&window.window_expr, window.input.schema())?);
        Ok(project(&input, width, &expressions))
    }

    fn unnest(&mut self, unnest: &Unnest) -> Written {
        let input = self.relation(&unnest.input)?;
        let width = unnest.input.schema().fields().len();
        let nulls = format!("{:?}", unnest.options.null_handling);
        let mut expressions = Vec::new();
        for (output, index) in unnest.dependency_indices.iter().enumerate() {
            let lists: Vec<_> = unnest
                .list_type_columns
                .iter()
                .filter(|(column, _)| column == index)
                .collect();
            let before = unnest.dependency_indices[..output]
                .iter()
                .filter(|earlier| *earlier == index)
                .count();
            let depth = match lists.get(before) {
                Some((_, list)) => list.depth,
                None if unnest.struct_type_columns.contains(index) => 0,
                None => {
                    expressions.push(column(*index));
                    continue;
                }
            };
            let nothing = Arc::new(DFSchema::empty());
            let depth = self.expression(&lit(depth as i64), &nothing)?;
            let nulls = self.expression(&lit(nulls.as_str()), &nothing)?;
            let field = unnest.schema.field(output);
            let output_type = type_message(self, field.data_type(), true);
            expressions.push(self.call(UNNEST, &[column(*index), depth, nulls], Some(output_type)));
        }
        Ok(project(&input, width, &expressions))
    }

    fn sort(&mut self, sort: &Sort) -> Written {
        let input = self.relation(&sort.input)?;
        let sorts = self.sorts(&sort.expr, sort.input.schema())?;
        let sorted =
            Message::new().message(5, &Message::new().message(2, &input).messages(3, &sorts));
        match sort.fetch {
            None => Ok(sorted),
            Some(rows) => {
                let rows = self.expression(&lit(rows as i64), &Arc::new(DFSchema::empty()))?;
                Ok(
                    Message::new()
                        .message(3, &Message::new().message(2, &sorted).message(6, &rows)),
                )
            }
        }
    }

    pub(crate) fn sorts(
        &mut self,
        sorts: &[SortExpr],
        schema: &DFSchemaRef,
    ) -> Result<Vec<Message>, SubstraitRefusal> {
        sorts
            .iter()
            .map(|sort| {
                let direction = match (sort.asc, sort.nulls_first) {
                    (true, true) => 1_u32,
                    (true, false) => 2,
                    (false, true) => 3,
                    (false, false) => 4,
                };
                let expression = self.expression(&sort.expr, schema)?;
                Ok(Message::new().message(1, &expression).number(2, direction))
            })
            .collect()
    }

    fn limit(&mut self, limit: &Limit) -> Written {
        let input = self.relation(&limit.input)?;
        let nothing = Arc::new(DFSchema::empty());
        let mut body = Message::new().message(2, &input);
        if let Some(skip) = &limit.skip {
            body = body.message(5, &self.expression(skip, &nothing)?);
        }
        if let Some(fetch) = &limit.fetch {
            body = body.message(6, &self.expression(fetch, &nothing)?);
        }
        Ok(Message::new().message(3, &body))
    }

    fn union(&mut self, union: &Union) -> Written {
        let mut body = Message::new();
        for input in flat_inputs(union) {
            body = body.message(2, &self.relation(input)?);
        }
        Ok(Message::new().message(8, &body.number(3, 6_u32)))
    }

    /// The two terms as a set operation whose hint says that the second reads the rows of the query.
    fn recursive(&mut self, query: &RecursiveQuery) -> Written {
        self.recursive_queries += 1;
        let first = self.relation(&query.static_term)?;
        self.recursive.push(query.name.clone());
        let second = self.relation(&query.recursive_term);
        let place = self.recursive.len() - 1;
        self.recursive.pop();
        let operation = if query.is_distinct { 5_u32 } else { 6 };
        let body = Message::new()
            .message(1, &hint(&format!("{RECURSIVE_ROWS}.{place}")))
            .messages(2, [&first, &second?])
            .number(3, operation);
        Ok(Message::new().message(8, &body))
    }

    fn join(&mut self, join: &Join) -> Written {
        if join.null_aware {
            return Err(SubstraitRefusal::new(
                RefusalReason::NullAwareJoin,
                "That NULL decides in NOT IN is lost in a join.",
                "Join",
            ));
        }
        let left = self.relation(&join.left)?;
        let right = self.relation(&join.right)?;
        let equality = match join.null_equality {
            NullEquality::NullEqualsNothing => Operator::Eq,
            NullEquality::NullEqualsNull => Operator::IsNotDistinctFrom,
        };
        let keys = join
            .on
            .iter()
            .map(|(left, right)| binary_expr(left.clone(), equality, right.clone()));
        let mut body = Message::new().message(2, &left).message(3, &right);
        if let Some(condition) = conjunction(keys.chain(join.filter.clone())) {
            let both = join.left.schema().join(join.right.schema());
            let both = both.map_err(|error| {
                SubstraitRefusal::of_error(RefusalReason::Column, &error, "Join")
            })?;
            body = body.message(4, &self.expression(&condition, &Arc::new(both))?);
        }
        Ok(Message::new().message(6, &body.number(6, join_type(join.join_type))))
    }

    fn distinct(&mut self, input: &LogicalPlan) -> Written {
        let width = input.schema().fields().len();
        let input = self.relation(input)?;
        let keys: Vec<Message> = (0..width).map(column).collect();
        let body = Message::new()
            .message(1, &hint(DISTINCT_HINT))
            .message(2, &input)
            .message(3, &Message::new().numbers(2, 0..width))
            .messages(5, &keys);
        Ok(Message::new().message(4, &body))
    }

    fn aggregate(&mut self, aggregate: &Aggregate) -> Written {
        let schema = aggregate.input.schema();
        let input = self.relation(&aggregate.input)?;
        let (keys, groupings) = groupings(&aggregate.group_expr).map_err(|error| {
            SubstraitRefusal::of_error(RefusalReason::Relation, &error, "Aggregate")
        })?;
        let keys = keys
            .iter()
            .map(|key| self.expression(key, schema))
            .collect::<Result<Vec<_>, _>>()?;
        let mut body = Message::new();
        if let ([Expr::GroupingSet(_)], [_]) =
            (aggregate.group_expr.as_slice(), groupings.as_slice())
        {
            body = body.message(1, &hint(GROUPING_SETS_HINT));
        }
        body = body.message(2, &input);
        for grouping in groupings {
            body = body.message(3, &Message::new().numbers(2, grouping));
        }
        for measure in &aggregate.aggr_expr {
            body = body.message(4, &self.measure(measure, schema)?);
        }
        Ok(Message::new().message(4, &body.messages(5, &keys)))
    }

    fn measure(&mut self, measure: &Expr, schema: &DFSchemaRef) -> Written {
        match measure {
            Expr::Alias(alias) => self.measure(&alias.expr, schema),
            Expr::AggregateFunction(call) => {
                let output_type = self.type_of(measure, schema);
                let function = self.aggregate_function(call, output_type, schema)?;
                let mut body = Message::new().message(1, &function);
                if let Some(filter) = &call.params.filter {
                    body = body.message(2, &self.expression(filter, schema)?);
                }
                Ok(body)
            }
            other => Err(SubstraitRefusal::new(
                RefusalReason::Expression,
                "A measure is an aggregate function.",
                other.to_string(),
            )),
        }
    }

    /// The type of an expression, where it can be told without the values of parameters.
    pub(crate) fn type_of(&mut self, expression: &Expr, schema: &DFSchemaRef) -> Option<Message> {
        let (_, field) = expression.to_field(schema.as_ref()).ok()?;
        Some(type_message(self, field.data_type(), field.is_nullable()))
    }
}

/// The inputs of unions that stand in each other without anything between, so that many branches are not deep.
fn flat_inputs(union: &Union) -> Vec<&LogicalPlan> {
    let mut flat = Vec::new();
    for input in &union.inputs {
        match input.as_ref() {
            LogicalPlan::Union(inner)
                if inner
                    .schema
                    .logically_equivalent_names_and_types(&union.schema) =>
            {
                flat.extend(flat_inputs(inner));
            }
            other => flat.push(other),
        }
    }
    flat
}

/// The keys of a grouping, each once for each time that DataFusion has it as a column, and the sets by the keys' places.
fn groupings(group_exprs: &[Expr]) -> Result<(Vec<Expr>, Vec<Vec<usize>>), DataFusionError> {
    let [Expr::GroupingSet(set)] = group_exprs else {
        let all = (0..group_exprs.len()).collect::<Vec<_>>();
        let groupings = if all.is_empty() { vec![] } else { vec![all] };
        return Ok((group_exprs.to_vec(), groupings));
    };
    let keys: Vec<Expr> = set.distinct_expr().into_iter().cloned().collect();
    let place = |key: &Expr| keys.iter().position(|known| known == key).unwrap_or(0);
    let sets: Vec<Vec<usize>> = match set {
        GroupingSet::Rollup(columns) => (0..=columns.len())
            .rev()
            .map(|length| columns[..length].iter().map(place).collect())
            .collect(),
        GroupingSet::Cube(columns) => powerset(columns)?
            .into_iter()
            .map(|set| set.into_iter().map(place).collect())
            .collect(),
        GroupingSet::GroupingSets(sets) => sets
            .iter()
            .map(|set| set.iter().map(place).collect())
            .collect(),
    };
    Ok((keys, sets))
}

fn join_type(join_type: JoinType) -> u32 {
    match join_type {
        JoinType::Inner => 1,
        JoinType::Full => 2,
        JoinType::Left => 3,
        JoinType::Right => 4,
        JoinType::LeftSemi => 5,
        JoinType::LeftAnti => 6,
        JoinType::RightSemi => 8,
        JoinType::RightAnti => 9,
        JoinType::LeftMark => 11,
        JoinType::RightMark => 12,
    }
}

/// A reference to a column of the row.
pub(crate) fn column(index: usize) -> Message {
    reference(index, 4, &Message::new())
}

/// A reference to a column, from a root given by its field in the message `FieldReference`.
pub(crate) fn reference(index: usize, root: u32, root_body: &Message) -> Message {
    let field = Message::new().number(1, index as u64);
    let segment = Message::new().message(2, &field);
    let reference = Message::new().message(1, &segment).message(root, root_body);
    Message::new().message(2, &reference)
}

/// A projection to the expressions alone.
fn project(input: &Message, width: usize, expressions: &[Message]) -> Message {
    let emit = Message::new().numbers(1, width..width + expressions.len());
    let body = Message::new()
        .message(1, &Message::new().message(2, &emit))
        .message(2, input)
        .messages(3, expressions);
    Message::new().message(7, &body)
}

fn hint(alias: &str) -> Message {
    Message::new().message(3, &Message::new().text(3, alias))
}

fn read(names: &[String], types: &[Message], kind: u32, source: &Message) -> Message {
    let schema = names
        .iter()
        .fold(Message::new(), |schema, name| schema.text(1, name))
        .message(2, &schema_body(types));
    let body = Message::new().message(2, &schema).message(kind, source);
    Message::new().message(1, &body)
}

fn refusal(class: RefusalReason, reason: &str, plan: &LogicalPlan) -> SubstraitRefusal {
    SubstraitRefusal::new(class, reason, plan.display().to_string())
}
