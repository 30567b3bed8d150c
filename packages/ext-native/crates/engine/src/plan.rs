//! Plans: prepared, kept with open parameters, bound, used again, made to give way and to stop, compared.

pub(crate) mod bound_plan;
pub(crate) mod canonical_expression;
pub(crate) mod canonical_plan;
pub(crate) mod open_plan;
pub(crate) mod placeholders;
pub(crate) mod prepared_plan;
pub(crate) mod reusable_plan;
pub(crate) mod set_comparisons;
pub(crate) mod stoppable_joins;
pub(crate) mod yielding_joins;
