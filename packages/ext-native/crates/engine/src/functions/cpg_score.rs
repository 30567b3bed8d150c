//! The score of a candidate in a code property graph: how well a reference fits a definition, by name, scope and type.

use std::sync::Arc;

use arrow::array::{ArrayRef, Float64Array};
use arrow::datatypes::DataType;
use datafusion::common::Result;

use super::argument::Argument;
use super::call_signature::Takes;
use super::rule_function::{RuleDefinition, RuleParameter};

const SIGNALS: usize = 3;
const WEIGHTS: [f64; SIGNALS] = [0.5, 0.3, 0.2];

pub(crate) static CPG_SCORE: RuleDefinition = RuleDefinition {
    name: "cpg_score",
    parameters: &[
        signal("name_match", "How well the name fits, from 0 to 1."),
        signal("scope_match", "How well the scope fits, from 0 to 1."),
        signal("type_match", "How well the type fits, from 0 to 1."),
        weight(
            "name_weight",
            "Weight of name_match. Default: 0.5.",
            "CAST(0.5 AS DOUBLE)",
        ),
        weight(
            "scope_weight",
            "Weight of scope_match. Default: 0.3.",
            "CAST(0.3 AS DOUBLE)",
        ),
        weight(
            "type_weight",
            "Weight of type_match. Default: 0.2.",
            "CAST(0.2 AS DOUBLE)",
        ),
    ],
    repeats_last: false,
    returns: DataType::Float64,
    description: "name_match * name_weight + scope_match * scope_weight + type_match * type_weight, cut to the range from 0 to 1. \
                  A signal that is null adds nothing; three of them, or a weight that is null, give null. NaN counts as null.",
    example: "SELECT cpg_score(name_match => 1, scope_match => 0.5, type_match => NULL)",
    evaluate: cpg_score,
};

const fn signal(name: &'static str, description: &'static str) -> RuleParameter {
    RuleParameter {
        name,
        takes: Takes::Only(DataType::Float64),
        default: None,
        description,
    }
}

const fn weight(
    name: &'static str,
    description: &'static str,
    default: &'static str,
) -> RuleParameter {
    RuleParameter {
        name,
        takes: Takes::Only(DataType::Float64),
        default: Some(default),
        description,
    }
}

fn cpg_score(arguments: &[Argument], rows: usize) -> Result<ArrayRef> {
    let numbers = arguments
        .iter()
        .map(Argument::doubles)
        .collect::<Result<Vec<_>>>()?;
    let (signals, weights) = numbers.split_at(SIGNALS);
    let scores: Float64Array = (0..rows)
        .map(|row| {
            let mut sum = None;
            for (index, signal) in signals.iter().enumerate() {
                let weight = match weights.get(index) {
                    Some(given) => given.at(row)?,
                    None => WEIGHTS[index],
                };
                if let Some(value) = signal.at(row) {
                    sum = Some(sum.unwrap_or(0.0) + value * weight);
                }
            }
            // Infinities may make a NaN of the sum.
            sum.filter(|sum: &f64| !sum.is_nan())
                .map(|sum| sum.clamp(0.0, 1.0))
        })
        .collect();
    Ok(Arc::new(scores))
}
