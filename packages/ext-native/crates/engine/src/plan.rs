//! Plans: prepared, bound, made to give way and to stop, compared.

pub(crate) mod bound_plan;
pub(crate) mod canonical_expression;
pub(crate) mod canonical_plan;
pub(crate) mod prepared_plan;
pub(crate) mod stoppable_joins;
pub(crate) mod yielding_joins;
