//! Holds a resolved logical plan against the policy: statements, tables, functions, columns, size.
//!
//! The plan is what runs, whatever it was made from: SQL text, a relation, Substrait bytes. So names are compared after the planner has
//! resolved them, and no spelling, alias, view, common table expression or order of fields gets around a rule.

use datafusion::catalog::{TableProvider, default_table_source::source_as_provider};
use datafusion::common::TableReference;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::expr::{HigherOrderFunction, ScalarFunction, Unnest};
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{
    BinaryExpr, DdlStatement, DmlStatement, Explain, ExplainFormat, Expr, ExprSchemable,
    LogicalPlan, Operator, Statement, TableScan, TransactionStart, WindowFunctionDefinition,
    WriteOp,
};
use datafusion::sql::parser::Statement as ParsedStatement;

use crate::failure::Outcome;
use crate::failure::plan_refusals::PlanRefusals;
use crate::functions::tells_of_the_session;
use crate::policy::access_policy::AccessPolicy;
use crate::policy::denied_columns::DeniedColumns;
use crate::policy::plan_limits;
use crate::policy::secured_table::SecuredTable;
use crate::tables::called_table::CalledTable;
use crate::tables::scanned_table::ScannedTable;
use crate::tables::table_description::Tables;

const INFORMATION_SCHEMA: &str = "information_schema";

/// What a plan is held against.
pub(crate) struct PlanPolicy<'a> {
    pub(crate) policy: &'a AccessPolicy,
    pub(crate) tables: &'a Tables,
    pub(crate) state: &'a SessionState,
}

impl PlanPolicy<'_> {
    /// The tables that a text names, before it is planned: a refused table is refused whatever else is wrong with the text.
    ///
    /// Errors: `table-not-allowed`.
    pub(crate) fn verify_references(&self, statement: &ParsedStatement) -> Outcome<()> {
        if self.policy.options.tables.is_empty() {
            return Ok(());
        }
        let mut refusals = PlanRefusals::default();
        for reference in self.state.resolve_table_references(statement)? {
            if let Some(name) = self.registered(&reference)
                && !self.policy.permits_table(name)
            {
                refusals.table(name);
            }
        }
        refusals.into_outcome()
    }

    /// Errors: `statement-refused`, `table-not-allowed`, `column-not-allowed`, `function-not-allowed`, `missing-limit`, `cross-join`, `too-complex`;
    /// all that was found stands in `refusals`.
    pub(crate) fn verify(&self, plan: &LogicalPlan) -> Outcome<()> {
        if !self.policy.restricts() {
            return Ok(());
        }
        let mut refusals = PlanRefusals::default();
        self.judge_kind(plan, &mut refusals);
        plan.apply_with_subqueries(|node| {
            self.judge_statement(node, &mut refusals);
            if let LogicalPlan::TableScan(scan) = node {
                self.judge_scan(scan, &mut refusals)?;
            }
            node.apply_expressions(|expression| {
                expression.apply(|part| {
                    self.judge_function(part, node, &mut refusals);
                    Ok(TreeNodeRecursion::Continue)
                })
            })
        })?;
        if !self.policy.options.columns.is_empty() {
            DeniedColumns::new(self.policy, &mut refusals).judge(plan)?;
        }
        plan_limits::judge(plan, &self.policy.options, &mut refusals)?;
        refusals.into_outcome()
    }

    /// The registered table of this name, in whatever schema it is looked for.
    fn registered<'t>(&self, reference: &'t TableReference) -> Option<&'t str> {
        let name = reference.table();
        let is_system = reference.schema() == Some(INFORMATION_SCHEMA);
        (!is_system && self.tables.contains_key(name)).then_some(name)
    }

    fn judge_kind(&self, plan: &LogicalPlan, refusals: &mut PlanRefusals) {
        if let Some(allowed) = &self.policy.options.statements {
            let kind = kind_of(plan);
            if !allowed.iter().any(|known| known == kind) {
                let reason = format!(
                    "the policy allows statements of kind {}",
                    allowed.join(", ")
                );
                refusals.statement(&format!("A statement of kind {kind}"), &reason);
            }
        }
    }

    /// Statements that would tell of what the policy hides, or put something in its place.
    fn judge_statement(&self, node: &LogicalPlan, refusals: &mut PlanRefusals) {
        if let LogicalPlan::Ddl(DdlStatement::CreateFunction(_) | DdlStatement::DropFunction(_)) =
            node
            && !self.policy.options.functions.is_empty()
        {
            let reason = "under a policy over functions it would put one in the place of another";
            refusals.statement("CREATE or DROP FUNCTION", reason);
        }
        if !self.policy.hides() {
            return;
        }
        let hidden = "under a policy over tables, columns or rows it would tell of what is hidden";
        match node {
            LogicalPlan::Analyze(_) => refusals.statement("EXPLAIN ANALYZE", hidden),
            LogicalPlan::Explain(Explain { verbose: true, .. }) => {
                refusals.statement("EXPLAIN VERBOSE", hidden);
            }
            LogicalPlan::Explain(explain) if explain.explain_format != ExplainFormat::Indent => {
                refusals.statement("EXPLAIN in another format than INDENT", hidden);
            }
            LogicalPlan::DescribeTable(described) => {
                let fields = described.schema.fields();
                let is_hidden = self.tables.values().any(|table| {
                    let columns = &table.columns;
                    columns.len() == fields.len()
                        && columns
                            .iter()
                            .zip(fields.iter())
                            .all(|(a, b)| a.name == *b.name())
                        && columns
                            .iter()
                            .any(|column| !self.policy.permits_column(&table.name, &column.name))
                });
                if is_hidden {
                    refusals.statement("DESCRIBE", hidden);
                }
            }
            LogicalPlan::Ddl(ddl) => self.judge_ddl(ddl, refusals),
            LogicalPlan::Dml(dml) => self.judge_dml(dml, refusals),
            _ => {}
        }
    }

    fn judge_ddl(&self, ddl: &DdlStatement, refusals: &mut PlanRefusals) {
        let named = match ddl {
            DdlStatement::CreateMemoryTable(made) => &made.name,
            DdlStatement::CreateView(made) => &made.name,
            DdlStatement::DropTable(dropped) => &dropped.name,
            DdlStatement::DropView(dropped) => &dropped.name,
            DdlStatement::CreateCatalogSchema(_) => return,
            other => {
                let reason = "under a policy over tables, columns or rows it would get around that";
                return refusals.statement(other.name(), reason);
            }
        };
        if self.registered(named).is_some() {
            let reason = format!("{named} is a registered table, and the session has a policy");
            refusals.statement(ddl.name(), &reason);
        }
    }

    fn judge_dml(&self, dml: &DmlStatement, refusals: &mut PlanRefusals) {
        let Ok(provider) = source_as_provider(&dml.target) else {
            return refusals.table(&dml.table_name.to_string());
        };
        if let Some(secured) = provider.downcast_ref::<SecuredTable>() {
            let reason = format!(
                "{} has a row filter or masks, so it can only be read",
                secured.name()
            );
            refusals.statement(dml.op.name(), &reason);
        }
        match registered_name(provider.as_ref()) {
            Some(name) if !self.policy.permits_table(name) => refusals.table(name),
            // An update reads what it changes, and only a query's use of columns can be told.
            Some(name)
                if !matches!(dml.op, WriteOp::Insert(_))
                    && !self.policy.options.columns.is_empty() =>
            {
                let reason = format!("the policy has rules for the columns of {name}");
                refusals.statement(dml.op.name(), &reason);
            }
            _ => {}
        }
    }

    fn judge_scan(
        &self,
        scan: &TableScan,
        refusals: &mut PlanRefusals,
    ) -> datafusion::common::Result<()> {
        let provider = source_as_provider(&scan.source)?;
        if let Some(view) = provider.get_logical_plan() {
            // The planner puts a view's plan in its place; a plan that was made otherwise may not have.
            if let Err(failure) = self.verify(&view) {
                refusals.add(failure.code, &scan.table_name.to_string(), failure.message);
            }
        }
        if let Some(name) = registered_name(provider.as_ref()) {
            if !self.policy.permits_table(name) {
                refusals.table(name);
            }
            return Ok(());
        }
        if scan.table_name.schema() == Some(INFORMATION_SCHEMA) {
            if self.policy.hides() {
                refusals.table(&scan.table_name.to_string());
            }
            return Ok(());
        }
        // A plan of bytes gives the rows of a call a name of its own.
        let function = match provider.downcast_ref::<CalledTable>() {
            Some(called) => called.function(),
            None => scan.table_name.table().trim_end_matches("()"),
        };
        if let Some(called) = self.state.table_functions().get(function) {
            let tells = self.policy.hides() && tells_of_the_session(called);
            if tells || !self.policy.permits_function(&[function]) {
                refusals.function(function);
            }
        }
        Ok(())
    }

    fn judge_function(&self, part: &Expr, node: &LogicalPlan, refusals: &mut PlanRefusals) {
        let (name, aliases): (&str, &[String]) = match part {
            Expr::ScalarFunction(ScalarFunction { func, .. }) => (func.name(), func.aliases()),
            Expr::HigherOrderFunction(HigherOrderFunction { func, .. }) => {
                (func.name(), func.aliases())
            }
            Expr::AggregateFunction(call) => (call.func.name(), call.func.aliases()),
            Expr::WindowFunction(call) => match &call.fun {
                WindowFunctionDefinition::AggregateUDF(func) => (func.name(), func.aliases()),
                WindowFunctionDefinition::WindowUDF(func) => (func.name(), func.aliases()),
            },
            Expr::Unnest(Unnest { .. }) => ("unnest", &[]),
            Expr::BinaryExpr(operation) => return self.judge_operator(operation, node, refusals),
            _ => return,
        };
        let names: Vec<&str> = std::iter::once(name)
            .chain(aliases.iter().map(String::as_str))
            .collect();
        if !self.policy.permits_function(&names) {
            refusals.function(name);
        }
    }

    /// What an operator is called as over lists, which the analyser decides by the types.
    fn judge_operator(
        &self,
        BinaryExpr { left, op, right }: &BinaryExpr,
        node: &LogicalPlan,
        refusals: &mut PlanRefusals,
    ) {
        let stands_for: &[&str] = match op {
            Operator::StringConcat => &["array_concat", "array_append", "array_prepend"],
            Operator::AtArrow | Operator::ArrowAt => &["array_has_all"],
            _ => return,
        };
        let Some(name) = stands_for
            .iter()
            .find(|name| self.policy.denies_function(&[name]))
        else {
            return;
        };
        let schema = merge_schema(&node.inputs());
        let is_over_lists = [left, right]
            .iter()
            .any(|side| side.get_type(&schema).is_ok_and(|side| side.is_list()));
        if is_over_lists {
            refusals.function(name);
        }
    }
}

/// The name that a table was registered by; `None` for what SQL made, table functions and system tables.
pub(crate) fn registered_name(provider: &dyn TableProvider) -> Option<&str> {
    provider
        .downcast_ref::<SecuredTable>()
        .map(SecuredTable::name)
        .or_else(|| {
            provider
                .downcast_ref::<ScannedTable>()
                .map(ScannedTable::name)
        })
}

/// The kind of a statement, in the policy's words. An EXPLAIN that executes its statement is of that statement's kind.
fn kind_of(plan: &LogicalPlan) -> &'static str {
    match plan {
        LogicalPlan::Explain(_) => "explain",
        LogicalPlan::Analyze(analyze) => kind_of(&analyze.input),
        LogicalPlan::DescribeTable(_) => "describe",
        LogicalPlan::Ddl(DdlStatement::CreateExternalTable(_)) => "external-table",
        LogicalPlan::Ddl(_) => "ddl",
        LogicalPlan::Dml(_) => "dml",
        LogicalPlan::Copy(_) => "copy",
        LogicalPlan::Statement(Statement::SetVariable(_) | Statement::ResetVariable(_)) => "set",
        LogicalPlan::Statement(Statement::TransactionStart(TransactionStart { .. }))
        | LogicalPlan::Statement(Statement::TransactionEnd(_)) => "transaction",
        LogicalPlan::Statement(_) => "prepared-statement",
        _ => "query",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{RecordBatch, StringArray};
    use arrow::datatypes::{DataType, Field, Schema};
    use datafusion::datasource::MemTable;
    use datafusion::prelude::SessionContext;
    use datafusion_substrait::logical_plan::consumer::from_substrait_plan;
    use datafusion_substrait::logical_plan::producer::to_substrait_plan;
    use datafusion_substrait::substrait::proto::{Plan, ReadRel, Rel, plan_rel, rel};

    use super::*;
    use crate::failure::FailureCode;
    use crate::policy::options::PolicyOptions;
    use crate::tables::table_description::{TableDescription, describe_columns};

    fn context() -> Outcome<(SessionContext, Tables)> {
        let context = SessionContext::new();
        let mut tables = Tables::new();
        let column = |name: &str| Field::new(name, DataType::Utf8, true);
        let schema = Arc::new(Schema::new(vec![column("name"), column("ssn")]));
        for name in ["people", "salaries"] {
            let values: Vec<arrow::array::ArrayRef> = ["Ann", "078-05"]
                .map(|value| Arc::new(StringArray::from(vec![value])) as _)
                .into();
            let batch = RecordBatch::try_new(schema.clone(), values)?;
            let inner = Arc::new(MemTable::try_new(schema.clone(), vec![vec![batch]])?);
            context.register_table(name, Arc::new(ScannedTable::new(name, inner)))?;
            tables.insert(
                name.to_owned(),
                TableDescription {
                    name: name.to_owned(),
                    kind: "arrow",
                    uri: None,
                    version: None,
                    files: None,
                    bytes: None,
                    columns: describe_columns(&schema),
                    protocol: None,
                },
            );
        }
        Ok((context, tables))
    }

    /// What the policy has against the plan that Substrait bytes come out as, after they were tampered with.
    async fn verdict(sql: &str, tamper: impl Fn(&mut ReadRel)) -> Outcome<Option<FailureCode>> {
        let (context, tables) = context()?;
        let state = context.state();
        let options: PolicyOptions = serde_json::from_str(
            r#"{"tables": {"allow": ["people"]}, "columns": {"deny": {"people": ["ssn"]}}, "functions": {"deny": ["strpos"]}}"#,
        )
        .unwrap_or_default();
        let policy = AccessPolicy::new(options)?;
        let produced = state.create_logical_plan(sql).await?;
        let mut plan: Box<Plan> = to_substrait_plan(&produced, &state)?;
        for relation in &mut plan.relations {
            if let Some(plan_rel::RelType::Root(root)) = &mut relation.rel_type
                && let Some(input) = &mut root.input
            {
                reads(input, &tamper);
            }
        }
        let consumed = from_substrait_plan(&state, &plan).await?;
        let verified = PlanPolicy {
            policy: &policy,
            tables: &tables,
            state: &state,
        }
        .verify(&consumed);
        Ok(verified.err().map(|failure| failure.code))
    }

    fn reads(relation: &mut Rel, tamper: &impl Fn(&mut ReadRel)) {
        match &mut relation.rel_type {
            Some(rel::RelType::Read(read)) => tamper(read),
            Some(rel::RelType::Project(project)) => {
                project
                    .input
                    .iter_mut()
                    .for_each(|input| reads(input, tamper));
            }
            Some(rel::RelType::Filter(filter)) => {
                filter
                    .input
                    .iter_mut()
                    .for_each(|input| reads(input, tamper));
            }
            _ => {}
        }
    }

    fn swap_names(read: &mut ReadRel) {
        if let Some(schema) = &mut read.base_schema {
            schema.names.reverse();
        }
    }

    #[tokio::test]
    async fn substrait_bytes_obey_the_policy_by_what_they_resolve_to() -> Outcome<()> {
        let untouched = |_: &mut ReadRel| {};
        assert_eq!(verdict("SELECT name FROM people", untouched).await?, None);
        let denied = Some(FailureCode::ColumnNotAllowed);
        assert_eq!(verdict("SELECT ssn FROM people", untouched).await?, denied);
        assert_eq!(verdict("SELECT * FROM people", untouched).await?, denied);
        // The labels of the result are anybody's choice.
        assert_eq!(
            verdict("SELECT ssn AS name FROM people", untouched).await?,
            denied
        );
        assert_eq!(
            verdict("SELECT name FROM people WHERE ssn > 'a'", untouched).await?,
            denied
        );
        // Fields are found by position in names that the bytes give: swapped, `name` is the other column.
        assert_eq!(
            verdict("SELECT name FROM people", swap_names).await?,
            denied
        );
        assert_eq!(verdict("SELECT ssn FROM people", swap_names).await?, None);
        let another = Some(FailureCode::TableNotAllowed);
        assert_eq!(
            verdict("SELECT name FROM salaries", untouched).await?,
            another
        );
        let function = Some(FailureCode::FunctionNotAllowed);
        assert_eq!(
            verdict("SELECT strpos(name, 'a') FROM people", untouched).await?,
            function
        );
        Ok(())
    }
}
