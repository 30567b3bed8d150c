use std::collections::BTreeMap;

use datafusion::execution::session_state::SessionState;
use datafusion::logical_expr::{Documentation, Signature, Volatility};
use serde::Serialize;

use super::argument_counts::ArgumentCounts;
use super::host_aggregate::HostAggregate;
use super::host_scalar::HostScalar;
use super::known_functions::made_by_host;
use super::rule_function::RuleFunction;
use super::sql_macro::SqlMacro;

/// A function that SQL can call.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionDescription {
    pub name: String,
    /// `scalar`, `higher-order`, `aggregate`, `window` or `table`.
    pub kind: &'static str,
    /// Who made it: `rule` (ours), `macro` (SQL), `javascript`, or `engine` (DataFusion and what comes with it).
    pub origin: &'static str,
    pub aliases: Vec<String>,
    /// How it is called, for example `stable_id(prefix, parts, …)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub syntax: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// `immutable`, `stable` or `volatile`. Table functions have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub volatility: Option<&'static str>,
    /// The names by which `name => value` gives arguments. Absent: arguments go by position only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named_arguments: Option<Vec<String>>,
    /// What is said of each argument.
    pub arguments: Vec<ArgumentDescription>,
    /// Fewest arguments. Absent: the function decides that by itself, when it is planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_arguments: Option<usize>,
    /// Most arguments. Absent: any number, or see `min_arguments`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_arguments: Option<usize>,
    /// The types of the arguments in each form of the function, in the planner's notation.
    pub signatures: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ArgumentDescription {
    pub name: String,
    pub description: String,
}

/// Every function of a session, by kind and name.
pub(crate) fn functions_of(state: &SessionState) -> Vec<FunctionDescription> {
    let mut functions = BTreeMap::new();
    let mut add = |function: FunctionDescription| {
        functions.insert((function.kind, function.name.clone()), function);
    };
    for function in state.scalar_functions().values() {
        let inner = function.inner();
        let origin = if inner.downcast_ref::<RuleFunction>().is_some() {
            "rule"
        } else if inner.downcast_ref::<SqlMacro>().is_some() {
            "macro"
        } else if inner.downcast_ref::<HostScalar>().is_some() {
            "javascript"
        } else {
            "engine"
        };
        let (signature, documentation) = (function.signature(), function.documentation());
        add(FunctionDescription {
            origin,
            ..described(
                "scalar",
                function.name(),
                function.aliases(),
                signature,
                documentation,
            )
        });
    }
    for function in state.aggregate_functions().values() {
        let is_ours = function.inner().downcast_ref::<HostAggregate>().is_some();
        let (signature, documentation) = (function.signature(), function.documentation());
        add(FunctionDescription {
            origin: if is_ours { "javascript" } else { "engine" },
            ..described(
                "aggregate",
                function.name(),
                function.aliases(),
                signature,
                documentation,
            )
        });
    }
    for function in state.window_functions().values() {
        let (signature, documentation) = (function.signature(), function.documentation());
        add(described(
            "window",
            function.name(),
            function.aliases(),
            signature,
            documentation,
        ));
    }
    for function in state.higher_order_functions().values() {
        let counts = ArgumentCounts::of_higher_order(&function.signature().type_signature);
        add(FunctionDescription {
            aliases: sorted(function.aliases()),
            min_arguments: counts.fewest,
            max_arguments: counts.most,
            ..bare("higher-order", function.name(), "engine")
        });
    }
    for (name, function) in state.table_functions() {
        let origin = if made_by_host(function).is_some() {
            "javascript"
        } else {
            "engine"
        };
        add(bare("table", name, origin));
    }
    functions.into_values().collect()
}

fn described(
    kind: &'static str,
    name: &str,
    aliases: &[String],
    signature: &Signature,
    documentation: Option<&Documentation>,
) -> FunctionDescription {
    let arguments = documentation.and_then(|documentation| documentation.arguments.as_ref());
    let counts = ArgumentCounts::of(&signature.type_signature);
    let names = signature.parameter_names.as_deref();
    FunctionDescription {
        aliases: sorted(aliases),
        min_arguments: counts.fewest,
        max_arguments: counts.most,
        signatures: signature.type_signature.to_string_repr_with_names(names),
        syntax: documentation.map(|documentation| documentation.syntax_example.clone()),
        description: documentation.map(|documentation| documentation.description.clone()),
        volatility: Some(match signature.volatility {
            Volatility::Immutable => "immutable",
            Volatility::Stable => "stable",
            Volatility::Volatile => "volatile",
        }),
        named_arguments: signature.parameter_names.clone(),
        arguments: arguments
            .into_iter()
            .flatten()
            .map(|(name, description)| ArgumentDescription {
                name: name.clone(),
                description: description.clone(),
            })
            .collect(),
        ..bare(kind, name, "engine")
    }
}

fn bare(kind: &'static str, name: &str, origin: &'static str) -> FunctionDescription {
    FunctionDescription {
        name: name.to_owned(),
        kind,
        origin,
        aliases: Vec::new(),
        syntax: None,
        description: None,
        volatility: None,
        named_arguments: None,
        arguments: Vec::new(),
        min_arguments: None,
        max_arguments: None,
        signatures: Vec::new(),
    }
}

fn sorted(aliases: &[String]) -> Vec<String> {
    let mut sorted = aliases.to_vec();
    sorted.sort();
    sorted
}
