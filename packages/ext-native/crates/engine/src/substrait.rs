//! The Substrait lane: plans to bytes that are proved to mean them, and bytes to plans.

pub(crate) mod aggregates;
pub(crate) mod expression_reader;
pub(crate) mod expression_writer;
pub(crate) mod lane;
pub(crate) mod message;
pub(crate) mod names;
pub(crate) mod plan_writer;
pub(crate) mod proof;
pub(crate) mod reader;
pub(crate) mod refusal;
pub(crate) mod sets;
pub(crate) mod tables;
pub(crate) mod types;
pub(crate) mod unnest;
pub(crate) mod windows;
