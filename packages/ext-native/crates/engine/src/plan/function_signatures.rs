//! The functions that plans of a session can call, with what is known of their arguments.

use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{
    ArrayFunctionSignature, HigherOrderTypeSignature, Signature, TypeSignature,
};
use serde::Serialize;

/// A function of a session.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionSignature {
    /// What its other names resolve to.
    pub name: String,
    pub aliases: Vec<String>,
    /// `scalar`, `higher-order`, `aggregate`, `window` or `table`.
    pub kind: &'static str,
    /// `None`: the function decides that by itself, when it is planned.
    pub min_arguments: Option<usize>,
    /// `None`: any number, or see `min_arguments`.
    pub max_arguments: Option<usize>,
    /// The arguments of each form of the function, in the planner's notation.
    pub signatures: Vec<String>,
}

/// All functions, by kind and name.
pub(crate) fn signatures_of(state: &SessionState) -> Vec<FunctionSignature> {
    let scalar = state.scalar_functions().values().map(|function| {
        described(
            "scalar",
            function.name(),
            function.aliases(),
            function.signature(),
        )
    });
    let aggregate = state.aggregate_functions().values().map(|function| {
        described(
            "aggregate",
            function.name(),
            function.aliases(),
            function.signature(),
        )
    });
    let window = state.window_functions().values().map(|function| {
        described(
            "window",
            function.name(),
            function.aliases(),
            function.signature(),
        )
    });
    let higher_order = state.higher_order_functions().values().map(|function| {
        let signature = function.signature();
        let count = match &signature.type_signature {
            HigherOrderTypeSignature::Any(count) => Some(*count),
            HigherOrderTypeSignature::Exact(arguments) => Some(arguments.len()),
            _ => None,
        };
        FunctionSignature {
            name: function.name().to_owned(),
            aliases: sorted(function.aliases()),
            kind: "higher-order",
            min_arguments: count,
            max_arguments: count,
            signatures: Vec::new(),
        }
    });
    let table = state
        .table_functions()
        .keys()
        .map(|name| FunctionSignature {
            name: name.clone(),
            aliases: Vec::new(),
            kind: "table",
            min_arguments: None,
            max_arguments: None,
            signatures: Vec::new(),
        });
    let mut functions: Vec<_> = scalar
        .chain(aggregate)
        .chain(window)
        .chain(higher_order)
        .chain(table)
        .collect();
    functions.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    // A session knows a function by each of its names.
    functions.dedup_by(|a, b| a.kind == b.kind && a.name == b.name);
    functions
}

fn described(
    kind: &'static str,
    name: &str,
    aliases: &[String],
    signature: &Signature,
) -> FunctionSignature {
    let (min_arguments, max_arguments) = arguments_of(&signature.type_signature);
    FunctionSignature {
        name: name.to_owned(),
        aliases: sorted(aliases),
        kind,
        min_arguments,
        max_arguments,
        signatures: signature
            .type_signature
            .to_string_repr_with_names(signature.parameter_names.as_deref()),
    }
}

fn sorted(aliases: &[String]) -> Vec<String> {
    let mut sorted = aliases.to_vec();
    sorted.sort();
    sorted
}

/// Fewest and most arguments.
fn arguments_of(signature: &TypeSignature) -> (Option<usize>, Option<usize>) {
    match signature {
        TypeSignature::UserDefined => (None, None),
        TypeSignature::Variadic(_) | TypeSignature::VariadicAny => (Some(1), None),
        TypeSignature::Uniform(count, _)
        | TypeSignature::Comparable(count)
        | TypeSignature::Any(count)
        | TypeSignature::Numeric(count)
        | TypeSignature::String(count) => (Some(*count), Some(*count)),
        TypeSignature::Exact(types) => (Some(types.len()), Some(types.len())),
        TypeSignature::Coercible(types) => (Some(types.len()), Some(types.len())),
        TypeSignature::Nullary => (Some(0), Some(0)),
        TypeSignature::OneOf(forms) => {
            let all: Vec<_> = forms.iter().map(arguments_of).collect();
            let fewest: Option<Vec<usize>> = all.iter().map(|(fewest, _)| *fewest).collect();
            let most: Option<Vec<usize>> = all.iter().map(|(_, most)| *most).collect();
            (
                fewest.and_then(|counts| counts.into_iter().min()),
                most.and_then(|counts| counts.into_iter().max()),
            )
        }
        TypeSignature::ArraySignature(ArrayFunctionSignature::Array { arguments, .. }) => {
            (Some(arguments.len()), Some(arguments.len()))
        }
        TypeSignature::ArraySignature(_) => (Some(1), Some(1)),
    }
}
