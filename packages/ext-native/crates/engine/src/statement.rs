//! A statement from its text: depth, permission, parameters.

pub(crate) mod parameters;
pub(crate) mod parsed;
pub(crate) mod permission;
pub(crate) mod query_depth;
pub(crate) mod question_operators;
pub(crate) mod sql_expression;
