//! An execution: its stream of results, its types, its report.

pub(crate) mod operator_metrics;
pub(crate) mod output_types;
pub(crate) mod report;
pub(crate) mod result_stream;
