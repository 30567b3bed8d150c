use datafusion::logical_expr::{ArrayFunctionSignature, HigherOrderTypeSignature, TypeSignature};

/// How many arguments a function takes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ArgumentCounts {
    /// `None`: the function decides that by itself, when it is planned.
    pub(crate) fewest: Option<usize>,
    /// `None`: any number, or see `fewest`.
    pub(crate) most: Option<usize>,
}

impl ArgumentCounts {
    pub(crate) fn of(signature: &TypeSignature) -> Self {
        let (fewest, most) = arguments_of(signature);
        Self { fewest, most }
    }

    pub(crate) fn of_higher_order(signature: &HigherOrderTypeSignature) -> Self {
        let count = match signature {
            HigherOrderTypeSignature::Any(count) => Some(*count),
            HigherOrderTypeSignature::Exact(arguments) => Some(arguments.len()),
            _ => None,
        };
        Self {
            fewest: count,
            most: count,
        }
    }
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
