//! Why a plan does not go by Substrait.

use datafusion::common::DataFusionError;
use serde::Serialize;

/// What a refusal is about. Closed: each is a class of plans, found on the logical plan and never in SQL text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalReason {
    /// The statement is no query: EXPLAIN, DDL, DML, COPY, SET.
    NotAQuery,
    /// A relation without a form in Substrait, or none that this engine reads back.
    Relation,
    /// An expression without a form in Substrait, or none that this engine reads back.
    Expression,
    /// A type without a form in Substrait, or none that this engine reads back.
    Type,
    /// A constant of a type whose values Substrait does not carry in full: maps and structs lose keys and names.
    Literal,
    /// A column that the input of its node does not have under one name.
    Column,
    /// A scan of something that is not registered: a table function, a recursive query's own rows, the information schema.
    Scan,
    /// NOT IN as a join: that NULL decides is lost.
    NullAwareJoin,
    /// The function is called like an operator, which would be read back in its place.
    ShadowedFunction,
    /// The messages of an expression stand deeper in each other, or the plan is larger, than a reader takes.
    TooDeep,
    /// The bytes could not be read back.
    NotReadBack,
    /// One of the two plans could not be optimised, so nothing could be proved.
    NotOptimized,
    /// The bytes, read back, gave another plan.
    PlanDiffers,
}

impl RefusalReason {
    /// `not-carried`, `carried-wrongly` or `plan-differs`.
    pub fn code(self) -> &'static str {
        match self {
            Self::PlanDiffers => "plan-differs",
            Self::NullAwareJoin | Self::ShadowedFunction | Self::Literal => "carried-wrongly",
            _ => "not-carried",
        }
    }
}

/// A refusal is an answer and not a failure: the query is fine and goes by SQL.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubstraitRefusal {
    pub code: &'static str,
    pub class: RefusalReason,
    /// One sentence.
    pub reason: String,
    /// The node of the logical plan that is to blame.
    pub node: String,
}

impl SubstraitRefusal {
    pub(crate) fn new(
        class: RefusalReason,
        reason: impl Into<String>,
        node: impl Into<String>,
    ) -> Self {
        Self {
            code: class.code(),
            class,
            reason: reason.into(),
            node: node.into(),
        }
    }

    pub(crate) fn of_error(
        class: RefusalReason,
        error: &DataFusionError,
        node: impl Into<String>,
    ) -> Self {
        Self::new(class, first_line(&error.strip_backtrace()), node)
    }
}

fn first_line(text: &str) -> String {
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(400)
        .collect()
}
