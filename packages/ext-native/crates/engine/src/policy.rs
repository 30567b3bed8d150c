//! What a policy hides and forbids, held against resolved plans and enforced in scans.

pub(crate) mod access_policy;
pub(crate) mod denied_columns;
pub(crate) mod name_pattern;
pub(crate) mod options;
pub(crate) mod ordered_read;
pub(crate) mod plan_limits;
pub(crate) mod plan_policy;
pub(crate) mod row_rules;
pub(crate) mod safe_predicate;
pub(crate) mod secured_scan;
pub(crate) mod secured_table;
