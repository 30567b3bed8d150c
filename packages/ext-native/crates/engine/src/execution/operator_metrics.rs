use std::collections::BTreeMap;

use datafusion::physical_plan::metrics::{MetricValue, Timestamp};
use datafusion::physical_plan::{ExecutionPlan, displayable};
use serde::Serialize;

/// One operator of an executed plan with what it measured, and the operators that feed it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OperatorMetrics {
    /// For example `HashJoinExec`.
    pub name: String,
    /// The operator's line in the plan.
    pub detail: String,
    /// Rows out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Time that the operator computed itself, summed over its partitions, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<f64>,
    /// When its first partition began and its last one ended: milliseconds since 1970-01-01 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_ms: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_ms: Option<f64>,
    /// All of its metrics by DataFusion's names, summed over the partitions; times in nanoseconds.
    pub metrics: BTreeMap<String, f64>,
    pub children: Vec<OperatorMetrics>,
}

pub(crate) fn operator_metrics(plan: &dyn ExecutionPlan) -> OperatorMetrics {
    let set = plan.metrics();
    let (mut start_ms, mut end_ms) = (None, None);
    let mut metrics = BTreeMap::new();
    if let Some(set) = &set {
        for metric in set.aggregate_by_name().iter() {
            match metric.value() {
                MetricValue::StartTimestamp(first) => start_ms = unix_milliseconds(first),
                MetricValue::EndTimestamp(last) => end_ms = unix_milliseconds(last),
                value => {
                    metrics.insert(value.name().to_owned(), precise(value.as_usize()));
                }
            }
        }
    }
    OperatorMetrics {
        name: plan.name().to_owned(),
        detail: displayable(plan)
            .one_line()
            .to_string()
            .trim_end()
            .to_owned(),
        rows: set
            .as_ref()
            .and_then(|set| set.output_rows())
            .map(|rows| rows as u64),
        elapsed_ms: set
            .as_ref()
            .and_then(|set| set.elapsed_compute())
            .map(|nanoseconds| precise(nanoseconds) / 1e6),
        start_ms,
        end_ms,
        metrics,
        children: plan
            .children()
            .into_iter()
            .map(|child| operator_metrics(child.as_ref()))
            .collect(),
    }
}

fn unix_milliseconds(time: &Timestamp) -> Option<f64> {
    time.value()
        .map(|time| time.timestamp_micros() as f64 / 1e3)
}

/// Exact up to 2^53, as every number in JavaScript.
pub(crate) fn precise(number: usize) -> f64 {
    number as f64
}
