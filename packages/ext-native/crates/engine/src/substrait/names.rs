//! The names under which plans of ours call what Substrait does not declare.
//!
//! A function here is no function of DataFusion: the reader makes the expression of it that it stands for. Each names the upstream issue that would make
//! it needless, where there is one.

/// The extension of these functions.
pub(crate) const OWN_URN: &str = "extension:dev.causeway:plan";
/// The extension of DataFusion's own functions (https://github.com/apache/datafusion/issues/11545 asks for a real one).
pub(crate) const DATAFUSION_URN: &str = "extension:org.apache.datafusion:functions";

/// `cast(type, value)` to a type that Substrait has no message for, or whose names it drops: the type as Arrow writes it.
pub(crate) const CAST: &str = "causeway.cast";
pub(crate) const TRY_CAST: &str = "causeway.try_cast";
/// `literal(type, value)`: a constant of such a type, of a value that casts to it without loss; an interval gives months, days and nanoseconds.
pub(crate) const LITERAL: &str = "causeway.literal";
/// `filter(window, condition)`: FILTER of a window function, for which Substrait has no field.
pub(crate) const WINDOW_FILTER: &str = "causeway.filter";
/// `frame(window, units, start kind, start, end kind, end)`: GROUPS frames, and the typed distances of RANGE frames
/// (https://github.com/apache/datafusion/issues/22661).
pub(crate) const WINDOW_FRAME: &str = "causeway.frame";
/// `similar_to(value, pattern, escape)` and its negation.
pub(crate) const SIMILAR_TO: &str = "causeway.similar_to";
pub(crate) const NOT_SIMILAR_TO: &str = "causeway.not_similar_to";
/// `parameter(name, NULL of the type)`: a parameter that has a name instead of a place.
pub(crate) const NAMED_PARAMETER: &str = "causeway.parameter";
/// `operator(name, a, b, …)`: an operator of DataFusion that its own consumer does not know, or a long chain of any, from the left.
pub(crate) const OPERATOR: &str = "causeway.operator";
/// `unnest(column, depth)` as a whole expression of a projection: the rows of a list, or the fields of a struct at depth 0.
pub(crate) const UNNEST: &str = "causeway.unnest";
/// The hint of an aggregate without measures that was DISTINCT.
pub(crate) const DISTINCT_HINT: &str = "causeway.distinct";
/// The hint of an aggregate with one grouping set, `GROUPING SETS ((g))` or `(())`, which has a column of its own for the set;
/// Substrait has no mark that tells it from a plain grouping.
pub(crate) const GROUPING_SETS_HINT: &str = "causeway.grouping_sets";

/// The option of a function that says what becomes of NULL (https://github.com/apache/datafusion/issues/22661 for windows).
pub(crate) const NULL_TREATMENT: &str = "NULL_TREATMENT";
pub(crate) const IGNORE_NULLS: &str = "IGNORE_NULLS";
pub(crate) const RESPECT_NULLS: &str = "RESPECT_NULLS";

/// What the reader takes for an operator or an expression of DataFusion; a function of one of these names could not be told from it.
pub(crate) fn is_operator_name(name: &str) -> bool {
    const NAMES: &str = " equal not_equal lt lte gt gte add subtract multiply divide mod modulus and or is_distinct_from is_not_distinct_from \
        regex_match regex_imatch regex_not_match regex_not_imatch bitwise_and bitwise_or str_concat at_arrow arrow_at bitwise_xor \
        bitwise_shift_right bitwise_shift_left not like ilike like_match like_imatch like_not_match like_not_imatch is_null is_not_null is_true \
        is_false is_not_true is_not_false is_unknown is_not_unknown negative negate and_not xor between logb ";
    NAMES.contains(&format!(" {name} "))
}
